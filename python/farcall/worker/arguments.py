"""The arguments of a call: the text between its parentheses, evaluated in the entry's module."""

from __future__ import annotations

import builtins
import importlib
import json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, ModuleType
    from typing import Any

    from farcall.worker.loading import Parts

# What resolves where the module does not bind it.
FALLBACKS = {
    "np": ("numpy", None),
    "pd": ("pandas", None),
    "math": ("math", None),
    "itertools": ("itertools", None),
    "Path": ("pathlib", "Path"),
}
CALLEE = "__farcall__"
PyCF_ONLY_AST = 0x400


class BadArguments(Exception):
    """The request cannot be run; ``event`` says why."""

    def __init__(self, event: dict[str, Any]) -> None:
        super().__init__(event["message"])
        self.event = event


def bad_arguments(
    message: str,
    error: BaseException | None = None,
    code: str = "bad-arguments",
    next: str = "Correct the arguments and run again.",
    text: str | None = None,
) -> BadArguments:
    event: dict[str, Any] = {
        "type": "error",
        "errorType": type(error).__name__ if error is not None else "FarcallError",
        "message": message,
        "traceback": [],
        "code": code,
        "next": next,
    }
    if text is not None:
        event["text"] = text
    return BadArguments(event)


def evaluate(text: str, module: ModuleType, parts: Parts) -> tuple[tuple[Any, ...], dict[str, Any]]:
    if not text.strip():
        return (), {}
    check_syntax(text)
    call = "%s(%s\n)" % (CALLEE, text)
    fallbacks = find_fallbacks(compile(call, "<arguments>", "eval", dont_inherit=True), module)
    # The fallbacks are a function's parameters: what the arguments define sees them, and the module stays as it was.
    names = [CALLEE] + sorted(fallbacks)
    code = compile("lambda %s: %s" % (", ".join(names), call), "<arguments>", "eval", dont_inherit=True)
    maker = eval(code, module.__dict__)
    try:
        return maker(collect, **fallbacks)  # type: ignore[no-any-return]
    except Exception as error:
        raise cannot_evaluate(error, parts.get("traces")) from None


def collect(*args: Any, **kwargs: Any) -> tuple[tuple[Any, ...], dict[str, Any]]:
    return args, kwargs


def check_syntax(text: str) -> None:
    head = "f("
    try:
        tree: Any = compile(head + text + "\n)", "<arguments>", "eval", PyCF_ONLY_AST, dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise cannot_parse(text, head, error) from None
    call = tree.body
    if type(call).__name__ != "Call" or type(call.func).__name__ != "Name":
        raise bad_arguments("The arguments %s are not what can stand between a call's parentheses." % json.dumps(text))


def cannot_parse(text: str, head: str, error: BaseException) -> BadArguments:
    line = getattr(error, "lineno", None)
    column = getattr(error, "offset", None)
    lines = text.splitlines() or [""]
    if not (isinstance(line, int) and isinstance(column, int)) or not 1 <= line <= len(lines):
        return bad_arguments("The arguments do not parse: %s." % (getattr(error, "msg", None) or error), error)
    if line == 1:
        column -= len(head)
    column = max(1, min(column, len(lines[line - 1]) + 1))
    place = "column %d" % column if len(lines) == 1 else "line %d, column %d" % (line, column)
    reason = getattr(error, "msg", None) or str(error)
    shown = "%s\n%s^\n%s: %s" % (lines[line - 1], " " * (column - 1), type(error).__name__, reason)
    return bad_arguments("The arguments do not parse at %s: %s." % (place, reason), error, text=shown)


def cannot_evaluate(error: Exception, traces: Any) -> BadArguments:
    message = "The arguments cannot be evaluated: %s." % traces.sentence(error)
    next = "Correct the arguments and run again."
    if isinstance(error, NameError):
        message += " They are evaluated on the host, in the function's module: the laptop's variables are not visible."
        next = "Write the value itself, or a name that the function's module defines."
    return bad_arguments(message, error, next=next, text=traces.event(error).get("text"))


def find_fallbacks(code: CodeType, module: ModuleType) -> dict[str, Any]:
    found = {}
    for name in names_in(code):
        if name in FALLBACKS and name not in module.__dict__ and not hasattr(builtins, name):
            source, attribute = FALLBACKS[name]
            try:
                value = importlib.import_module(source)
            except ImportError:
                continue
            found[name] = getattr(value, attribute) if attribute else value
    return found


def names_in(code: CodeType) -> set[str]:
    names = set(code.co_names)
    for constant in code.co_consts:
        if hasattr(constant, "co_names"):
            names |= names_in(constant)
    return names
