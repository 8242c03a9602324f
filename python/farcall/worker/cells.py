"""What a job makes of its entry's own source: cells with a value, notebooks, functions inside functions."""

from __future__ import annotations

import ast
import builtins
import os
import types

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

AWAIT = 0x2000  # ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
COROUTINE = 0x80  # inspect.CO_COROUTINE
VALUE = "__farcall__"


def play(path: str, namespace: dict[str, Any]) -> Any:
    """Runs a source as a notebook runs cells, from the file's own folder; the value is the last expression's."""
    os.chdir(os.path.dirname(path))
    builtins.display = lambda *values, **options: print(*values, sep="\n")  # type: ignore[attr-defined]
    with open(path, "rb") as source:
        text = source.read()
    tree: Any = compile(text, path, "exec", ast.PyCF_ONLY_AST | AWAIT, dont_inherit=True)
    last = tree.body[-1] if tree.body else None
    if isinstance(last, ast.Expr) and not is_silent(text, last):
        kept = ast.Assign([ast.Name(VALUE, ast.Store())], last.value)
        tree.body[-1] = ast.fix_missing_locations(ast.copy_location(kept, last))
    code = compile(tree, path, "exec", AWAIT, dont_inherit=True)
    made = eval(code, namespace)
    if code.co_flags & COROUTINE:
        import asyncio

        asyncio.run(made)
    return namespace.pop(VALUE, None)


def is_silent(text: bytes, last: Any) -> Any:
    """Whether a semicolon stands behind the expression: a notebook then shows no value."""
    return text.splitlines()[last.end_lineno - 1][last.end_col_offset :].lstrip()[:1] == b";"


def nested(module: types.ModuleType, qualname: str) -> Any:
    """The function or class that ``outer.<locals>.inner`` means, made without calling ``outer``.

    It is compiled inside a function that holds nothing else, so that it can name itself as it could there.
    """
    path = str(module.__file__)
    with open(path, "rb") as source:
        tree: Any = compile(source.read(), path, "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
    found = tree
    names = qualname.replace("<locals>.", "").split(".")
    for name in names:
        # The nearest by breadth; of several, as in two branches, the last.
        inside = [node for node in ast.walk(found) if isinstance(node, ast.stmt) and node is not found]
        named = [node for node in inside if getattr(node, "name", "") == name]
        found = [node for node in named if node.col_offset == named[0].col_offset][-1]
    outer: Any = ast.parse("def %s(): pass" % names[-2])
    outer.body[-1].body = [found, ast.copy_location(ast.Return(ast.Name(names[-1], ast.Load())), found)]
    # How annotations are taken is said at the top of the file.
    outer.body[:0] = [node for node in tree.body if getattr(node, "module", None) == "__future__"]
    made: dict[str, Any] = {}
    exec(compile(ast.fix_missing_locations(outer), path, "exec", dont_inherit=True), module.__dict__, made)
    value = made[names[-2]]()
    if hasattr(value, "__qualname__"):
        value.__qualname__ = qualname
    return value
