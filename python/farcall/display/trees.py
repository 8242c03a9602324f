"""Containers and objects as a tree of one-line nodes, within limits of depth, width and size."""

from __future__ import annotations

import collections
import sys

from farcall.display.cells import line
from farcall.display.patience import TookTooLong
from farcall.display.plain import safe_repr
from farcall.worker.traces import type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

MAX_DEPTH = 8
MAX_WIDTH = 200
MAX_BYTES = 256 * 1024
SEQUENCES = (list, tuple, set, frozenset, collections.deque)
ATOMS = (str, bytes, bytearray, int, float, complex, bool, type(None), type, type(sys), type(safe_repr), type(len))


class Branch:
    """A node whose children are still to be made: those nearer the root come first, so that each gets some."""

    def __init__(self, node: dict[str, Any], value: Any, depth: int, above: Branch | None) -> None:
        self.node = node
        self.value = value
        self.depth = depth
        self.above = above

    def is_within(self, value: Any) -> bool:
        at: Branch | None = self
        while at is not None:
            if at.value is value:
                return True
            at = at.above
        return False


def tree(value: Any) -> dict[str, Any] | None:
    """None where there is nothing below the value itself."""
    if not is_branch(value, 0) or size_of(value) == 0:
        return None
    root = node("", value)
    left = MAX_BYTES - 200
    waiting = collections.deque([Branch(root, value, 0, None)])
    while waiting and left > 0:
        branch = waiting.popleft()
        size = size_of(branch.value)
        children: list[dict[str, Any]] = []
        for label, item in parts_of(branch.value):
            if len(children) == MAX_WIDTH or left <= 0:
                break
            seen = branch.is_within(item) and is_branch(item, branch.depth + 1)
            child = node(line(label, 100), item, "one of those above" if seen else None)
            left -= cost(child)
            children.append(child)
            if not seen and branch.depth + 1 < MAX_DEPTH and is_branch(item, branch.depth + 1) and size_of(item):
                waiting.append(Branch(child, item, branch.depth + 1, branch))
        branch.node["children"] = children
        if size > len(children):
            branch.node["more"] = size - len(children)
    for branch in waiting:
        # What there was no room for.
        branch.node["more"] = size_of(branch.value)
    return root


def node(label: str, value: Any, text: str | None = None) -> dict[str, Any]:
    return {"label": label, "type": line(type_name(type(value)), 100), "text": text or text_of(value)}


def cost(made: dict[str, Any]) -> int:
    return 60 + sum(len(text.encode()) for text in made.values())


def is_branch(value: Any, depth: int) -> bool:
    if issubclass(type(value), ATOMS):
        return False
    if issubclass(type(value), (dict, *SEQUENCES)) or named(value) is not None:
        return True
    # Of other objects, which may lead anywhere, one level.
    return depth == 0 and bool(attributes(value))


def named(value: Any) -> list[str] | None:
    """The fields of a dataclass, a class of attrs, or a pydantic model."""
    kind = type(value)
    for name in ("__dataclass_fields__", "model_fields", "__fields__"):
        fields = getattr(kind, name, None)
        if isinstance(fields, dict):
            return [str(field) for field in fields]
    fields = getattr(kind, "__attrs_attrs__", None)
    return [str(field.name) for field in fields] if isinstance(fields, tuple) else None


def attributes(value: Any) -> list[str]:
    try:
        found = [name for name in vars(value) if isinstance(name, str)]
    except BaseException:
        found = []
    for base in type(value).__mro__:
        slots = base.__dict__.get("__slots__", ())
        found += [slots] if isinstance(slots, str) else [name for name in slots if isinstance(name, str)]
    return [name for name in found if not name.startswith("_")]


def size_of(value: Any) -> int:
    try:
        return len(value) if issubclass(type(value), (dict, *SEQUENCES)) else len(names_of(value))
    except BaseException:
        return 0


def names_of(value: Any) -> list[str]:
    found = named(value)
    return attributes(value) if found is None else found


def parts_of(value: Any) -> Iterator[tuple[str, Any]]:
    fields = getattr(type(value), "_fields", None)
    if issubclass(type(value), tuple) and isinstance(fields, tuple) and len(fields) == len(value):
        yield from zip((".%s" % name for name in fields), value)
    elif issubclass(type(value), dict):
        for key, item in value.items():
            yield safe_repr(key), item
    elif issubclass(type(value), (set, frozenset)):
        for item in value:
            yield "", item
    elif issubclass(type(value), SEQUENCES):
        for index, item in enumerate(value):
            yield "[%d]" % index, item
    else:
        for name in names_of(value):
            try:
                yield ".%s" % name, getattr(value, name)
            except TookTooLong:
                raise
            except BaseException:
                continue


def text_of(value: Any) -> str:
    """One line: how many items it has, or its ``repr``; of a large thing its shape."""
    try:
        return told(value)
    except TookTooLong:
        raise
    except BaseException as error:
        return "<%s that cannot be shown: %s>" % (type(value).__name__, type(error).__name__)


def told(value: Any) -> str:
    if issubclass(type(value), (dict, *SEQUENCES)):
        count = size_of(value)
        return "%s item%s" % (format(count, ","), "" if count == 1 else "s")
    if issubclass(type(value), (str, bytes, bytearray)):
        return line(safe_repr(value[:400]))
    shape = getattr(value, "shape", None)
    if isinstance(shape, tuple) and len(shape) > 0:
        dtype = getattr(value, "dtype", None)
        size = " x ".join(str(length) for length in shape)
        return line("%s, %s" % (size, dtype) if dtype is not None else size)
    return line(safe_repr(value))
