"""One hash of the code that a step of the pipeline depends on: its notebook or command and what they import.

The Snakefile gives it to each step as a parameter, so that a remark, a colour of a plot or a sentence makes no
training again, nor does a file that is newer but the same. Where a module stands and through which package it is
imported makes no difference; what it says does (``what_counts``).
"""

import contextlib
import hashlib
import json
import sys
from collections.abc import Callable
from pathlib import Path

from fer_lib.errors import UserError
from fer_lib.files import write_text
from tools import only_said, what_counts
from tools.what_counts import PACKAGE, SPEAKING, Counted, Import

MOST_KEPT = 10_000
"""Texts that the cache holds before it begins anew; the library has some hundred."""


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf8", "surrogatepass")).hexdigest()


class CodeHashes:
    """Hashes of the steps of one project, whose files do not change meanwhile.

    Args:
        root: the folder that holds the package and the notebooks.
        cache: a file for what was found in texts; to take all of them apart anew costs seconds.
    """

    def __init__(self, root: Path, cache: Path | None = None) -> None:
        self._root, self._cache = root, _Cache(cache)
        self._hashes: dict[tuple[str, bool], str] = {}
        self._files: dict[str, Path | None] = {}
        self._texts: dict[Path, str] = {}
        self._modules: dict[tuple[str, bool], Counted] = {}

    def hash(self, entry: str, *, everything: bool = False) -> str:
        """SHA-256 (hex) of what an entry depends on.

        Args:
            entry: a notebook, from the root (``notebooks/train.ipynb``), or a function (``fer_lib.cli:main``).
            everything: also what is only said, and modules that only speak, as a page depends on them. A notebook that
                shows source code (``inspect.getsource``) depends on remarks as well.

        Raises:
            SyntaxError: if a file is not Python; it names the file.
            LookupError: if there is no such function.
        """
        if (entry, everything) not in self._hashes:
            own, modules = self.modules(entry, everything=everything)
            lines = [" ".join(["entry", own.digest, *self._meanings(own, everything)])]
            for name in modules:
                found = self._module(name, everything)
                lines.append(" ".join([found.digest, *self._meanings(found, everything)]))
            if everything and "getsource" in self._code_of(entry)[0]:
                lines += [_sha256(self._text_of(name)) for name in modules]
            self._hashes[entry, everything] = _sha256("\n".join(sorted(lines)))
            self._cache.write()
        return self._hashes[entry, everything]

    def modules(self, entry: str, *, everything: bool = False) -> tuple[Counted, set[str]]:
        """What counts of an entry itself, and the names of the modules that count; see ``hash``."""
        code, function = self._code_of(entry)
        own = self._counted(code, entry, function, everything)
        found, waiting = set[str](), [own]
        while waiting:
            imports = waiting.pop().imports
            new = {module for one in imports for module, _ in self._leads_to(one, everything)} - found
            found |= new
            waiting += [self._module(module, everything) for module in new]
        return own, found

    def _meanings(self, found: Counted, everything: bool) -> list[str]:
        """What the names that a module imports mean; a module is told by what it says, not by its name."""
        meanings = set()
        for one in found.imports:
            targets = self._leads_to(one, everything)
            meanings |= {f"{one.local}={self._module(name, everything).digest}:{of}" for name, of in targets}
            if not targets:
                meanings.add(f"{one.local}={one.module}:{one.name}")
        return sorted(meanings)

    def _leads_to(self, one: Import, everything: bool) -> list[tuple[str, str]]:
        """Modules of the package that an import makes count, and the name that it takes from each."""
        if one.module.split(".")[0] != PACKAGE:
            return []
        if everything:
            places = [one.module, f"{one.module}.{one.name}"]
            return [(module, one.name) for module in places if self._file_of(module)]
        definer = self._definer(one)
        return [definer] if definer else []

    def _definer(self, one: Import) -> tuple[str, str] | None:
        """Where an imported name is given its value, behind packages whose ``__init__`` only hands it on."""
        if one.leads_into(SPEAKING):
            return None
        file = self._file_of(one.module)
        if one.name and (file is None or file.name == "__init__.py"):
            face = self._module(one.module, everything=True) if file else None
            if face is None or one.name not in face.defines:
                inner = f"{one.module}.{one.name}"
                for passed_on in face.imports if face else ():
                    if passed_on.local == one.name and f"{passed_on.module}.{passed_on.name}" != inner:
                        return self._definer(passed_on)
                if self._file_of(inner):
                    return inner, ""
        return (one.module, one.name) if file else None

    def _code_of(self, entry: str) -> tuple[str, str]:
        """Code of an entry, and which function of it is meant."""
        if not entry.endswith(".ipynb"):
            module, _, function = entry.partition(":")
            return self._text_of(module), function
        cells = json.loads((self._root / entry).read_text("utf8"))["cells"]
        code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        # Lines that are no Python (%matplotlib inline, !ls) are passed over.
        return "\n".join(line for line in code.splitlines() if not line.lstrip().startswith(("%", "!"))), ""

    def _module(self, name: str, everything: bool) -> Counted:
        if (name, everything) not in self._modules:
            self._modules[name, everything] = self._counted(self._text_of(name), name, "", everything)
        return self._modules[name, everything]

    def _counted(self, text: str, name: str, function: str, everything: bool) -> Counted:
        file = self._file_of(name)
        package = name if file and file.name == "__init__.py" else name.rpartition(".")[0]
        try:
            return self._cache.get(
                _sha256("\0".join([text, package, function, str(everything)])),
                lambda: what_counts.what_counts(text, package, function=function, sparing=not everything),
            )
        except SyntaxError as error:
            error.filename = str(file.relative_to(self._root)) if file else name
            raise

    def _file_of(self, module: str) -> Path | None:
        if module not in self._files:
            path = self._root.joinpath(*module.split("."))
            files = (path / "__init__.py", path.with_name(f"{path.name}.py"))
            self._files[module] = next((file for file in files if file.is_file()), None)
        return self._files[module]

    def _text_of(self, module: str) -> str:
        file = self._file_of(module)
        if file is None:
            raise LookupError(f"there is no module {module}")
        if file not in self._texts:
            self._texts[file] = file.read_text("utf8")
        return self._texts[file]


class _Cache:
    """What counts of texts, by their hash, in a file that outlives the process.

    Args:
        path: of the file; None for none.
    """

    def __init__(self, path: Path | None) -> None:
        self._path, self._is_new = path, False
        rules = [Path(str(part.__file__)).read_text("utf8") for part in (only_said, what_counts)]
        self._rules = _sha256("\n".join([*rules, str(sys.version_info[:2])]))
        self._kept: dict[str, list[list[str]]] = {}
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):  # a damaged one is made anew
            stored = json.loads(path.read_text("utf8")) if path else {}
            if stored["rules"] == self._rules and len(stored["kept"]) <= MOST_KEPT:
                self._kept = dict(stored["kept"])

    def get(self, key: str, compute: Callable[[], Counted]) -> Counted:
        if key not in self._kept:
            new, self._is_new = compute(), True
            imports = [field for one in new.imports for field in (one.local, one.module, one.name)]
            self._kept[key] = [[new.digest], imports, sorted(new.defines)]
        (digest,), imports, defines = self._kept[key]
        triples = zip(imports[::3], imports[1::3], imports[2::3], strict=True)
        return Counted(digest, tuple(Import(*triple) for triple in triples), frozenset(defines))

    def write(self) -> None:
        if self._path and self._is_new:
            with contextlib.suppress(UserError):  # without it, all is the same and slower
                write_text(self._path, json.dumps({"rules": self._rules, "kept": self._kept}))
            self._is_new = False
