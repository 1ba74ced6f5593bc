"""A stand-in for the few parts of pyarrow that the reader of Parquet uses, where pyarrow is not installed.

It keeps a table as JSON. What it answers is what pyarrow answers: ``ParquetFile`` with ``metadata.num_rows``,
``schema_arrow.names`` and ``.metadata``, and ``iter_batches(batch_size, columns)`` of batches with ``to_pydict``.
"""

import base64
import json
from collections.abc import Iterator
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

MAGIC = "PAR1"


def _to_json(value: Any) -> Any:
    return {"base64": base64.b64encode(value).decode()}


def _from_json(value: dict[str, Any]) -> Any:
    return base64.b64decode(value["base64"]) if set(value) == {"base64"} else value


class ParquetFile:
    """One table, open."""

    def __init__(self, path: Path) -> None:
        text = Path(path).read_text("utf8", "replace")
        if not text.startswith(MAGIC):
            raise ValueError("Parquet magic bytes not found in footer.")
        table = json.loads(text[len(MAGIC) :], object_hook=_from_json)
        self.columns: list[tuple[str, list[Any]]] = [(name, cells) for name, cells in table["columns"]]
        description = table["metadata"]
        self.metadata = SimpleNamespace(num_rows=len(self.columns[0][1]))
        self.schema_arrow = SimpleNamespace(
            names=[name for name, _ in self.columns],
            metadata=None if description is None else {b"huggingface": description.encode()},
        )

    def __enter__(self) -> "ParquetFile":
        return self

    def __exit__(self, *exception: object) -> None:
        pass

    def iter_batches(self, *, batch_size: int, columns: list[str]) -> Iterator[Any]:
        chosen = {name: cells for name, cells in self.columns if name in columns}
        assert len(chosen) == len(columns)
        for start in range(0, self.metadata.num_rows, batch_size):
            rows = {name: cells[start : start + batch_size] for name, cells in chosen.items()}
            yield SimpleNamespace(to_pydict=lambda rows=rows: rows)


def modules() -> dict[str, ModuleType]:
    """What ``sys.modules`` holds when it is imported."""
    package, parquet = ModuleType("pyarrow"), ModuleType("pyarrow.parquet")
    package.__spec__ = ModuleSpec("pyarrow", None)
    parquet.__spec__ = ModuleSpec("pyarrow.parquet", None)
    parquet.ParquetFile = ParquetFile  # type: ignore[attr-defined]
    package.parquet = parquet  # type: ignore[attr-defined]
    return {"pyarrow": package, "pyarrow.parquet": parquet}


def write_table(path: Path, columns: list[tuple[str, list[Any]]], description: str | None) -> None:
    """A file that ``ParquetFile`` reads."""
    table = {"columns": columns, "metadata": description}
    path.write_text(MAGIC + json.dumps(table, default=_to_json), "utf8")
