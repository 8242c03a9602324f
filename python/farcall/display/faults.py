"""Which part of a value it is that cannot be pickled."""

from __future__ import annotations

import pickle
import time

from farcall.display.plain import safe_repr
from farcall.worker.traces import sentence, type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

PROTOCOL = min(5, pickle.HIGHEST_PROTOCOL)
# The search pickles parts again: it gets this many seconds and no more.
SEARCH_SECONDS = 2.0
MAX_DEPTH = 30


class Nowhere:
    def write(self, data: bytes) -> int:
        return len(data)


def failure_of(value: Any) -> str | None:
    try:
        pickle.Pickler(Nowhere(), PROTOCOL).dump(value)  # type: ignore[arg-type, unused-ignore]
    except BaseException as error:
        return sentence(error)
    return None


def find(value: Any) -> dict[str, str]:
    """Goes from the whole into the first part that fails by itself, until no part does."""
    path = "result"
    message = failure_of(value) or "it cannot be pickled"
    until = time.monotonic() + SEARCH_SECONDS
    seen = set()
    for _ in range(MAX_DEPTH):
        seen.add(id(value))
        for step, part in parts_of(value):
            if time.monotonic() > until:
                break
            why = failure_of(part) if id(part) not in seen else None
            if why is not None:
                path, value, message = path + step, part, why
                break
        else:
            break
        if time.monotonic() > until:
            break
    return {"path": path[:1000], "valueType": type_name(type(value)), "message": message[:2000]}


def parts_of(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield "[%s]" % short(key), item
        for key in value:
            yield ".keys()", key
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            yield "[%d]" % index, item
    elif isinstance(value, (set, frozenset)):
        for item in value:
            yield "{%s}" % short(item), item
    if not isinstance(value, type):
        try:
            attributes = dict(vars(value))
        except Exception:
            attributes = {}
        for base in type(value).__mro__:
            slots = base.__dict__.get("__slots__", ())
            for name in (slots,) if isinstance(slots, str) else slots:
                if isinstance(name, str) and name not in ("__dict__", "__weakref__"):
                    try:
                        attributes.setdefault(name, getattr(value, name))
                    except Exception:
                        continue
        for name, item in attributes.items():
            yield ".%s" % name, item


def short(value: Any) -> str:
    return safe_repr(value)[:80]
