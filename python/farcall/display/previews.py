"""All that is shown of a value: text, what it offers of itself, and previews of our own kinds."""

from __future__ import annotations

import base64
import json

from farcall.display import exact, figures, plain, rich, tables, trees
from farcall.display.patience import TookTooLong, bounded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

TABLE = "application/vnd.farcall.table+json"
TREE = "application/vnd.farcall.tree+json"
BYTES = "application/vnd.farcall.bytes+json"
STRING = "text/vnd.farcall.string"
MAX_BYTES = 4096
MAX_STRING = 256 * 1024


def show(value: Any) -> dict[str, Any]:
    """``previews`` and, where the value survives it, ``json``."""
    return in_time(whole, value)


def brief(value: Any) -> dict[str, Any]:
    """Of a value that is one of very many."""
    return in_time(short, value)


def in_time(make: Callable[[Any, dict[str, str]], dict[str, Any]], value: Any) -> dict[str, Any]:
    """What there is once the time is over, where it is."""
    made: dict[str, str] = {}
    try:
        found: dict[str, Any] = bounded(make)(value, made)
        return found
    except TookTooLong:
        return {"previews": {"text/plain": plain.endless(value), **made}}


def whole(value: Any, made: dict[str, str]) -> dict[str, Any]:
    made["text/plain"] = attempt(tables.unread, value) or plain.text(value)
    made.update(attempt(figures.images, value) or attempt(rich.previews, value) or {})
    for mime, make in ((TABLE, tables.table), (BYTES, octets), (TREE, trees.tree)):
        if mime == TREE and (TABLE in made or any(kind.startswith("image/") for kind in made)):
            continue
        found = attempt(make, value)
        if found is not None:
            made[mime] = dump(found)
    itself = exact.as_json(value)
    if type(value) is str and not itself:
        made[STRING] = string(value)
    return {"previews": made, **itself}


def short(value: Any, made: dict[str, str]) -> dict[str, Any]:
    made["text/plain"] = plain.text(value)
    return {"previews": made, **exact.as_json(value)}


def attempt(make: Callable[[Any], Any], value: Any) -> Any:
    """None where the value's own methods, or its library's, do not let themselves be used."""
    try:
        return make(value)
    except TookTooLong:
        raise
    except BaseException:
        return None


def string(value: str) -> str:
    """One that JSON does not hold, as it reads; cut."""
    return plain.sound(value if len(value) <= MAX_STRING else value[:MAX_STRING] + "…")


def octets(value: Any) -> dict[str, Any] | None:
    if not isinstance(value, (bytes, bytearray, memoryview)):
        return None
    view = memoryview(value)
    if view.ndim != 1:
        return None
    return {"size": view.nbytes, "base64": base64.b64encode(view[:MAX_BYTES].tobytes()[:MAX_BYTES]).decode()}


def dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
