"""Whether a value is the same after JSON whose numbers are IEEE doubles."""

from __future__ import annotations

import json
import math

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MAX_JSON = 64 * 1024
MAX_EXACT = 2**53
MAX_DEPTH = 100


def as_json(value: Any) -> dict[str, Any]:
    """``{"json": value}`` where it survives and is short enough, else nothing."""
    try:
        if survives(value) and len(json.dumps(value, ensure_ascii=False, allow_nan=False).encode()) <= MAX_JSON:
            return {"json": value}
    except (ValueError, RecursionError):
        pass
    return {}


def survives(value: Any) -> bool:
    """Whether the value is the same after JSON whose numbers are IEEE doubles: no tuple, no key but a string."""
    # Each element is a character of JSON at least: what has more than these is too large anyway.
    budget = [MAX_JSON]
    return is_plain(value, budget, 0)


def is_plain(value: Any, budget: list[int], depth: int) -> bool:
    budget[0] -= 1
    if budget[0] < 0 or depth > MAX_DEPTH:
        return False
    kind = type(value)
    if value is None or kind is bool:
        return True
    if kind is int:
        return bool(-MAX_EXACT <= value <= MAX_EXACT)
    if kind is float:
        return math.isfinite(value)
    if kind is str:
        return len(value) <= MAX_JSON and is_encodable(value)
    if kind is list:
        return all(is_plain(item, budget, depth + 1) for item in value)
    if kind is dict:
        return all(
            type(key) is str and is_encodable(key) and is_plain(item, budget, depth + 1) for key, item in value.items()
        )
    return False


def is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
