"""What of a module's code decides what it computes, by its syntax tree.

Never comments, layout, docstrings, annotations of plain functions, and what a type checker alone imports. With
``sparing``, for steps that make numbers and no pages, neither what is only said: texts of errors and of ``print``,
what is handed to the modules in ``SPEAKING``, and variables and private functions that serve nothing but errors.

Whoever changes these rules changes every hash, and all trainings are made again.
"""

import ast
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from fer_lib.network_code.syntax_text import syntax_text
from tools.only_said import FUNCTIONS, leave_out, names_read

PACKAGE = "fer_lib"
ERRORS = (f"{PACKAGE}.errors", f"{PACKAGE}.config_errors")
SPEAKING = (
    *ERRORS,
    f"{PACKAGE}.chapters",
    f"{PACKAGE}.language",
    f"{PACKAGE}.names",
    f"{PACKAGE}.plots",
    f"{PACKAGE}.publish",
    f"{PACKAGE}.training.progress",
    f"{PACKAGE}.wording",
)
"""Modules that say and show what others compute, with all below them; a class can be named as well."""

_IMPORTS = (ast.Import, ast.ImportFrom)


@dataclass(frozen=True, order=True)
class Import:
    """``from module import name as local``; where ``name`` is empty, ``import module as local``."""

    local: str
    module: str
    name: str

    def leads_into(self, modules: Iterable[str]) -> bool:
        """Whether to one of these modules, or to what is below it."""
        place = f"{self.module}.{self.name}."
        return any(place.startswith(f"{module}.") for module in modules)


@dataclass(frozen=True)
class Counted:
    """What counts of a module.

    Attributes:
        digest: SHA-256 (hex) of everything but the imports.
        imports: those that what counts uses, or that nothing uses, as in the ``__init__`` of a package.
        defines: names that the module gives a value other than by an import.
    """

    digest: str
    imports: tuple[Import, ...]
    defines: frozenset[str]


def what_counts(source: str, package: str = "", *, function: str = "", sparing: bool = True) -> Counted:
    """Reduce a module to what counts.

    Args:
        source: its text.
        package: the one that relative imports start from.
        function: count only this one, and what it uses of the module.
        sparing: leave out what is only said.

    Raises:
        SyntaxError: if the text is not Python.
        LookupError: if there is no such function.
    """
    tree = ast.parse(source)
    if function:
        tree.body = _serving(function, tree.body)
    defines = {name for node in tree.body if not isinstance(node, _IMPORTS) for name in _bound(node)}
    read = names_read(tree)
    annotations = [(arg.arg, arg.annotation) for arg in ast.walk(tree) if isinstance(arg, ast.arg)]
    behaviour = _Behaviour(package)
    behaviour.visit(tree)
    imports, shown = behaviour.imports, set[str]()
    if sparing:
        speakers = _speakers(tree, imports)
        errors = {one.local for one in imports if one.leads_into(ERRORS)} & speakers
        errors |= _collectors(tree, errors, annotations)
        shown = leave_out(tree, speakers | errors, errors)
        imports = [one for one in imports if not one.leads_into(SPEAKING)]
    unused = read - names_read(tree) - shown
    return Counted(
        hashlib.sha256(syntax_text(tree).encode()).hexdigest(),
        tuple(sorted({one for one in imports if one.local not in unused})),
        frozenset(defines),
    )


def _local(alias: ast.alias) -> str:
    return alias.asname or alias.name.split(".")[0]


def _bound(node: ast.AST) -> Iterator[str]:
    """Names that a statement binds where it stands."""
    match node:
        case ast.Import() | ast.ImportFrom():
            yield from (_local(alias) for alias in node.names)
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield node.name
        case ast.Name(ctx=ast.Store()):
            yield node.id
        case _:
            for child in ast.iter_child_nodes(node):
                yield from _bound(child)


def _serving(function: str, body: list[ast.stmt]) -> list[ast.stmt]:
    """The statements of a module that a function of it needs, itself among them."""
    wanted, before = {function}, set[str]()
    while wanted != before:
        before = set(wanted)
        for node in body:
            if not isinstance(node, _IMPORTS) and wanted.intersection(_bound(node)):
                wanted |= names_read(node)
    kept = [node for node in body if wanted.intersection(_bound(node))]
    if not any(isinstance(node, FUNCTIONS) and node.name == function for node in kept):
        raise LookupError(f"there is no function {function}")
    for node in kept:
        if isinstance(node, _IMPORTS):
            node.names = [alias for alias in node.names if _local(alias) in wanted]
    return kept


class _Behaviour(ast.NodeTransformer):
    """Leaves of a tree what Python executes to some effect, without the imports, which are kept beside it."""

    def __init__(self, package: str) -> None:
        self.imports: list[Import] = []
        self._package = package.split(".")
        self._inside: list[ast.AST] = []

    def visit_Import(self, node: ast.Import) -> None:
        self.imports += [Import(_local(alias), alias.name, "") for alias in node.names]

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        above = self._package[: len(self._package) - node.level + 1] if node.level else []
        module = ".".join([*above, *([node.module] if node.module else [])])
        self.imports += [Import(_local(alias), module, alias.name) for alias in node.names]

    def visit_Pass(self, node: ast.Pass) -> None:
        """Nothing is left."""

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        return None if isinstance(node.value, ast.Constant) else self.generic_visit(node)

    def visit_If(self, node: ast.If) -> Any:
        match node.test:
            case ast.Name(id="TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING"):
                rest = ast.Module(node.orelse, [])
                self.generic_visit(rest)
                return rest.body
        return self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> ast.AST | None:
        match node.targets:
            case [ast.Name(id=name)] if not self._inside and name.startswith("__") and name.endswith("__"):
                return None  # __all__ and __version__ say something about the module
        return self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        if self._inside and isinstance(self._inside[-1], ast.ClassDef):
            return self.generic_visit(node)  # dataclasses and pydantic read these
        return self.generic_visit(ast.Assign([node.target], node.value)) if node.value else None

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        return self._within(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._without_annotations(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self._without_annotations(node)

    def _without_annotations(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.AST:
        if not node.decorator_list:  # a decorator could look at them
            node.returns = None
            for argument in ast.walk(node.args):
                if isinstance(argument, ast.arg):
                    argument.annotation = None
        return self._within(node)

    def _within(self, node: ast.AST) -> ast.AST:
        self._inside.append(node)
        self.generic_visit(node)
        self._inside.pop()
        return node


def _speakers(tree: ast.Module, imports: Iterable[Import]) -> set[str]:
    """Names in a module that stand for what only says and shows, and for nothing else."""
    others = {one.local for one in imports if not one.leads_into(SPEAKING)} | {PACKAGE}
    others |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    others |= {name for node in ast.walk(tree) for name in _bound(node)}
    return {one.local for one in imports} - others


def _collectors(
    tree: ast.Module, errors: set[str], annotations: list[tuple[str, ast.expr | None]]
) -> set[str]:
    """Names of variables and arguments, wherever they stand in a module, that hold nothing but errors."""
    bound = Counter(name for name, _ in annotations)
    of_errors = Counter(name for name, of in annotations if isinstance(of, ast.Name) and of.id in errors)
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()):
                bound[name] += 1
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name(id=of))) if (
                of in errors
            ):
                of_errors[name] += 1
    return {name for name, times in of_errors.items() if times == bound[name]}
