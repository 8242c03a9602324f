"""An exception as an ``error`` event: frames and text without this worker's own, paths relative to the workspace."""

from __future__ import annotations

import os
import sys
import traceback

from farcall.worker import surroundings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

HERE = os.path.dirname(os.path.abspath(__file__)) + os.sep
STANDARD = os.path.dirname(os.path.abspath(os.__file__)) + os.sep
# The machinery that stands between this worker and the first line of the bundle's.
MACHINERY = tuple(STANDARD + name for name in ("importlib" + os.sep, "asyncio" + os.sep, "runpy.py"))
MAX_FRAMES = 200
MAX_TEXT = 256 * 1024
MAX_MESSAGE = 16 * 1024


def event(error: BaseException) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": "error",
        "errorType": type_name(type(error)),
        "message": text_of(error)[:MAX_MESSAGE],
        "traceback": [],
    }
    try:
        summary = traceback.TracebackException(type(error), error, error.__traceback__)
        strip_all(summary, set())
        made["traceback"] = frames_of(summary, error)
        made["text"] = clip(relative_text("".join(summary.format())))
    except Exception as failure:
        made["text"] = "%s: %s\n(its traceback cannot be printed: %r)" % (made["errorType"], made["message"], failure)
    if isinstance(error, ModuleNotFoundError) and error.name:
        made["next"] = "Install %s for %s on the host, or choose another Python for it." % (
            error.name.partition(".")[0],
            sys.executable,
        )
    return made


def frames_of(summary: traceback.TracebackException, error: BaseException) -> list[dict[str, Any]]:
    frames = [frame(entry.filename, entry.lineno, entry.name, entry.line) for entry in summary.stack]
    if isinstance(error, SyntaxError) and error.filename:
        frames.append(frame(error.filename, error.lineno, "<module>", error.text))
    if len(frames) > MAX_FRAMES:
        frames = frames[: MAX_FRAMES // 2] + frames[-MAX_FRAMES // 2 :]
    return frames


def frame(path: str, line: int | None, function: str, text: str | None) -> dict[str, Any]:
    inside = path.startswith(surroundings.WORK + os.sep)
    made: dict[str, Any] = {
        "file": path[len(surroundings.WORK) + 1 :] if inside else path,
        "line": line or 0,
        "function": function,
        "local": inside,
    }
    if text and text.strip():
        made["text"] = text.strip()[:1000]
    return made


def strip_all(summary: Any, seen: set[int]) -> None:
    """Takes the leading frames that are not the bundle's from this exception and from those behind it."""
    if summary is None or id(summary) in seen:
        return
    seen.add(id(summary))
    stack = summary.stack or []
    first = next((at for at, entry in enumerate(stack) if not is_ours(entry.filename)), len(stack))
    # Where all of it is ours (a failed import, say), there is nothing to tell.
    # What of this worker stands further in (a refused `input()`) tells the person nothing either.
    stack[:] = [entry for entry in stack[first:] if not entry.filename.startswith(HERE)]
    strip_all(summary.__cause__, seen)
    strip_all(summary.__context__, seen)
    for member in getattr(summary, "exceptions", None) or ():
        strip_all(member, seen)


def is_ours(path: str) -> bool:
    return path.startswith((HERE, *MACHINERY, "<frozen importlib"))


def relative_text(text: str) -> str:
    return text.replace(surroundings.WORK + os.sep, "")


def clip(text: str) -> str:
    text = text.encode("utf-8", "backslashreplace").decode()
    if len(text) <= MAX_TEXT:
        return text
    return text[: MAX_TEXT // 2] + "\n[…]\n" + text[-MAX_TEXT // 2 :]


def text_of(value: object) -> str:
    """``str(value)``, whatever its ``__str__`` does, in characters that all have a UTF-8 form."""
    try:
        return str(value).encode("utf-8", "backslashreplace").decode()
    except BaseException as failure:
        return "<%s whose text cannot be had: its __str__ raised %s>" % (type(value).__name__, type(failure).__name__)


def sentence(error: BaseException) -> str:
    text = text_of(error)[:MAX_MESSAGE]
    return "%s: %s" % (type_name(type(error)), text) if text else type_name(type(error))


def type_name(kind: type) -> str:
    module = getattr(kind, "__module__", None)
    name = getattr(kind, "__qualname__", kind.__name__)
    return name if module in (None, "builtins", "__main__") or not isinstance(module, str) else module + "." + name
