"""Take out of a module's syntax tree what is only said: it decides no number.

That are the texts of errors and of ``print``, what is handed to modules that only speak, and then what served nothing
but an error: variables of a function, private variables and functions of the module. What an error calls is called by
nobody who gets a result; what a ``print`` calls may do more than to be shown, so that stays.
"""

import ast
from collections.abc import Iterator, Set

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_OF_TEXTS = {"format", "join", "split", "splitlines", "strip"}
_PURE = {"float", "int", "len", "max", "min", "repr", "round", "sorted", "str", "sum"}
_LEAVING = (ast.Return, ast.Break, ast.Continue, ast.Yield, ast.YieldFrom)
_ACTING = (ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)


def names_read(node: ast.AST) -> set[str]:
    """Names whose values are used in a node or below it."""
    found = set()
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name) and not isinstance(inner.ctx, ast.Store):
            found.add(inner.id)
        elif isinstance(inner, ast.AugAssign) and isinstance(inner.target, ast.Name):
            found.add(inner.target.id)
    return found


def leave_out(tree: ast.Module, speakers: Set[str], errors: Set[str]) -> set[str]:
    """Change a tree, in place.

    Args:
        tree: of a module, without annotations that nobody reads.
        speakers: names in it of what only says and shows; their arguments go.
        errors: names among these of exceptions, and of what collects errors.

    Returns:
        Names that were read in a text that is shown.
    """
    candidates = list(_candidates(tree, tree, tree))
    scopes = {scope for scope, _, _ in candidates}
    before = {scope: names_read(scope) for scope in scopes}
    words = _Words(speakers, errors)
    words.visit(tree)
    useless: set[ast.AST] = set()
    while True:
        now = {scope: names_read(scope) | words.kept for scope in scopes}
        found = {node for scope, name, node in candidates if name in before[scope] - now[scope]}
        if found <= useless:
            return words.kept
        useless |= found
        _Without(useless).visit(tree)


def _candidates(node: ast.AST, place: ast.AST, module: ast.Module) -> Iterator[tuple[ast.AST, str, ast.AST]]:
    """Scope, name, and the statement that gives it a value, where nobody outside the scope can read the name."""
    blocks = [block for _, block in ast.iter_fields(node) if isinstance(block, list)]
    failing = {id(child) for block in blocks if _only_fails(block) for child in block}
    for child in ast.iter_child_nodes(node):
        name = ""
        match child:
            case ast.Assign(targets=[ast.Name(id=target)]):
                name = target if id(child) in failing or _does_nothing(child.value) else ""
            case ast.FunctionDef() | ast.AsyncFunctionDef() if not child.decorator_list:
                name = child.name
        private = name.startswith("_") and not name.startswith("__")
        if name and (isinstance(place, FUNCTIONS) or (place is module and private)):
            yield place, name, child
        is_place = isinstance(child, (*FUNCTIONS, ast.ClassDef))
        yield from _candidates(child, child if is_place else place, module)


def _only_fails(block: list[ast.AST]) -> bool:
    """Whether statements end with an error, whatever happens: they then compute nothing but for it."""
    if not block or not isinstance(block[-1], ast.Raise):
        return False
    return not any(isinstance(node, _LEAVING) for child in block for node in ast.walk(child))


def _does_nothing(value: ast.expr) -> bool:
    """Whether an expression has no other effect than its value, as far as can be seen; a text has none."""
    waiting: list[ast.AST] = [value]
    for node in waiting:
        if isinstance(node, _ACTING):
            return False
        match node:
            case ast.Call(func=ast.Name(id=name)) if name not in _PURE:
                return False
            case ast.Call(func=ast.Attribute(attr=name)) if name not in _OF_TEXTS:
                return False
            case ast.Call(func=ast.Call() | ast.Subscript() | ast.Lambda()):
                return False
        if not isinstance(node, ast.JoinedStr):
            waiting += ast.iter_child_nodes(node)
    return True


def _is_text(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=str()) | ast.JoinedStr():
            return True
        case ast.BinOp(op=ast.Add() | ast.Mod()):
            return _is_text(node.left) or _is_text(node.right)
    return False


class _Words(ast.NodeTransformer):
    """Takes out texts.

    Attributes:
        kept: names that may not be taken for useless: read in a text that is shown, not in that of an error, or
            shared among scopes.
    """

    def __init__(self, speakers: Set[str], errors: Set[str]) -> None:
        self.kept: set[str] = set()
        self._speakers, self._errors = speakers, errors

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        if isinstance(node.exc, ast.Call):
            node.exc = node.exc.func
        return self.generic_visit(node)

    def visit_Assert(self, node: ast.Assert) -> ast.AST:
        node.msg = None
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        root: ast.expr = node.func
        while isinstance(root, ast.Attribute):
            root = root.value
        name = root.id if isinstance(root, ast.Name) else ""
        if name in self._speakers:
            if name not in self._errors:
                self.kept |= names_read(node)
            node.args, node.keywords = [], []
        elif root is node.func and name == "print":
            texts = [argument for argument in node.args if _is_text(argument)]
            self.kept |= {name for text in texts for name in names_read(text)}
            node.args = [argument for argument in node.args if argument not in texts]
        return self.generic_visit(node)

    def visit_Global(self, node: ast.Global) -> ast.AST:
        self.kept |= set(node.names)
        return node

    def visit_Nonlocal(self, node: ast.Nonlocal) -> ast.AST:
        self.kept |= set(node.names)
        return node


class _Without(ast.NodeTransformer):
    def __init__(self, nodes: Set[ast.AST]) -> None:
        self._nodes = nodes

    def visit(self, node: ast.AST) -> ast.AST | None:
        return None if node in self._nodes else self.generic_visit(node)
