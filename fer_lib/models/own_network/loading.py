"""Loading the user's code: the class or function that a reference names.

The code is run from what was read of it, under module names of its own: nothing of it stands on ``sys.path`` or takes
the name of another module, two networks may each have a ``blocks.py``, and no ``__pycache__`` is written beside them.
"""

import builtins
import hashlib
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import ModuleType
from typing import Any

from torch import nn

from fer_lib.errors import UserError
from fer_lib.models.own_network.mistakes import PREFIX, mistake_in
from fer_lib.models.random_state import random_state_kept
from fer_lib.network_code import NetworkCode

Factory = Callable[..., Any]


class _Loader(importlib.abc.InspectLoader):
    """Runs one file of a network as it was read."""

    def __init__(self, code: NetworkCode, root: str, file: str | None) -> None:
        self._code, self._root, self._file = code, root, file

    def get_source(self, fullname: str) -> str:
        return importlib.util.decode_source(self._code.files[self._file]) if self._file else ""

    def exec_module(self, module: ModuleType) -> None:
        if self._file is None:  # a folder without __init__.py
            return
        place = str((self._code.folder / self._file).resolve())
        module.__file__ = place
        # Whatever the module imports, now or in a function later, is looked for among the network's files first.
        importing = partial(_import, self._code, self._root)
        vars(module)["__builtins__"] = {**vars(builtins), "__import__": importing}
        exec(compile(self._code.files[self._file], place, "exec", dont_inherit=True), vars(module))


class _Finder(importlib.abc.MetaPathFinder):
    """Finds the files of the networks that were loaded, by the names that they have here."""

    def __init__(self) -> None:
        self.codes: dict[str, NetworkCode] = {}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        root, _, inner = fullname.partition(".")
        code = self.codes.get(root)
        if code is None:
            return None
        place = inner.replace(".", "/")
        main = code.main
        names = [f"{place}/__init__.py".lstrip("/"), main if inner == _module_of(main) else f"{place}.py"]
        file = next((name for name in names if name in code.files), None)
        is_folder = not inner or any(name.startswith(f"{place}/") for name in code.files)
        if file is None and not is_folder:
            return None
        loader = _Loader(code, root, file)
        is_package = is_folder and (file is None or file.endswith("__init__.py"))
        return importlib.util.spec_from_loader(fullname, loader, is_package=is_package)


_finder = _Finder()


def _import(
    code: NetworkCode, root: str, name: str, globals: Mapping[str, Any] | None = None,
    locals: Mapping[str, Any] | None = None, fromlist: Sequence[str] = (), level: int = 0,
) -> ModuleType:  # fmt: skip
    """``__import__`` of a network's modules: one of the network's own files comes before what is installed."""
    top = name.split(".")[0]
    if level or top not in code.local_names or top in sys.stdlib_module_names:
        return builtins.__import__(name, globals, locals, fromlist, level)
    module = builtins.__import__(f"{root}.{name}", globals, locals, fromlist, 0)
    return module if fromlist else sys.modules[f"{root}.{top}"]


def _module_of(file: str) -> str:
    return re.sub(r"\W", "_", file.removesuffix(".py"))


def load_network(code: NetworkCode) -> Factory:
    """Run a network's file and give the class or function that it names. The same code at one place is run once.

    Random numbers are as they were, so that a seed gives the same weights whether the file was loaded before or not.

    Raises:
        UserError: if the file cannot be run, or what it has under the name makes no network.
    """
    content = hashlib.sha256(repr((code.folder.resolve(), sorted(code.files.items()))).encode()).hexdigest()
    root = PREFIX + content[:16]
    if _finder not in sys.meta_path:
        sys.meta_path.insert(0, _finder)
    _finder.codes[root] = code
    main = code.main
    with random_state_kept():
        try:
            module = importlib.import_module(f"{root}.{_module_of(main)}")
        except (Exception, SystemExit) as error:
            raise mistake_in(code, "cannot be loaded", error) from None
    if not hasattr(module, code.name):
        raise UserError(f"{code.shown(main)}: has no {code.name} once it has been loaded")
    found = getattr(module, code.name)
    if isinstance(found, nn.Module) or not callable(found):
        what = "a network already" if isinstance(found, nn.Module) else f"a {type(found).__name__}"
        raise UserError(
            f"{code.shown(main)}: {code.name} is {what}; a class, or a function that makes the network, is expected"
        )
    return found  # type: ignore[no-any-return]
