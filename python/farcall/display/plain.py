"""A value as text: its ``repr``, within limits and whatever the value's methods do."""

from __future__ import annotations

import collections

from farcall.display.patience import TookTooLong

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MAX_TEXT = 64 * 1024
MAX_DEPTH = 40
# Containers with a repr of their own are asked for it up to this many items.
MAX_ITEMS = 20_000
# Bits of a whole number that is still written out; Python itself refuses to at some thousand digits.
MAX_BITS = 2_000_000
DIGITS = 4000
RECURSIVE = {"list": "[...]", "tuple": "(...)", "dict": "{...}"}
BRACKETS = {"list": "[]", "tuple": "()", "dict": "{}", "set": "{}", "frozenset": ("frozenset({", "})")}


class Limit(Exception):
    """There is enough text."""


class Writer:
    def __init__(self, most: int) -> None:
        self.parts: list[str] = []
        self.most = self.left = most

    def write(self, part: str) -> None:
        part = sound(part)
        size = len(part.encode()) if not part.isascii() else len(part)
        if size > self.left:
            self.parts.append(part.encode()[: self.left].decode("utf-8", "ignore"))
            raise Limit
        self.left -= size
        self.parts.append(part)


def text(value: Any, most: int = MAX_TEXT) -> str:
    """``repr(value)``, cut at so many bytes. Of a large container only what is shown is asked for its repr."""
    writer = Writer(most)
    try:
        write(writer, value, [], 0)
    except Limit:
        return "".join(writer.parts) + "…"
    except TookTooLong:
        pass
    except RecursionError:
        return "<%s nested too deeply to be shown>" % type(value).__name__
    return "".join(writer.parts)


def write(writer: Writer, value: Any, above: list[int], depth: int) -> None:
    kind = type(value)
    if kind in (str, bytes, bytearray):
        long = len(value) > writer.most
        writer.write(safe_repr(value[: writer.most] if long else value))
        if long:
            raise Limit
    elif kind in (list, tuple, set, frozenset, dict) and len(value) > 0:
        if id(value) in above:
            writer.write(RECURSIVE.get(kind.__name__, "%s(...)" % kind.__name__))
        elif depth >= MAX_DEPTH:
            writer.write("...")
        else:
            above.append(id(value))
            write_items(writer, value, above, depth)
            above.pop()
    elif is_large(value):
        writer.write("<%s of %d items>" % (kind.__name__, len(value)))
    else:
        try:
            writer.write(safe_repr(value))
        except TookTooLong:
            writer.write(endless(value))
            raise


def write_items(writer: Writer, value: Any, above: list[int], depth: int) -> None:
    kind = type(value)
    opening, closing = BRACKETS[kind.__name__]
    writer.write(opening)
    first = True
    for item in value:
        if not first:
            writer.write(", ")
        first = False
        write(writer, item, above, depth + 1)
        if kind is dict:
            writer.write(": ")
            write(writer, value[item], above, depth + 1)
    writer.write(",)" if kind is tuple and len(value) == 1 else closing)


def is_large(value: Any) -> bool:
    known = (dict, list, tuple, set, frozenset, str, bytes, bytearray, collections.deque)
    try:
        return isinstance(value, known) and len(value) > MAX_ITEMS
    except BaseException:
        return False


def safe_repr(value: Any) -> str:
    try:
        return whole(value) if type(value) is int else repr(value)
    except TookTooLong:
        raise
    except BaseException as error:
        return "<%s whose repr raised %s>" % (type(value).__name__, type(error).__name__)


def endless(value: Any) -> str:
    return "<%s whose repr takes too long>" % type(value).__name__


def whole(number: int) -> str:
    """All digits, in pieces that Python does not refuse to write."""
    if number.bit_length() < 3 * DIGITS:
        return str(number)
    if number.bit_length() > MAX_BITS:
        return "<int of %s bits>" % format(number.bit_length(), ",")
    pieces = []
    left = abs(number)
    while left:
        left, piece = divmod(left, 10**DIGITS)
        pieces.append(str(piece).zfill(DIGITS))
    return ("-" if number < 0 else "") + "".join(reversed(pieces)).lstrip("0")


def sound(content: str) -> str:
    return content.encode("utf-8", "backslashreplace").decode()
