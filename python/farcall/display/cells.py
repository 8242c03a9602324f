"""A value as a cell of a table, or as one line: bounded, and as JSON holds it."""

from __future__ import annotations

import math

from farcall.display.plain import safe_repr, sound

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Union

    Cell = Union[str, float, bool, None]

MAX_CELL = 200
MAX_EXACT = 2**53


def cell(value: Any) -> Cell:
    """Numbers that JSON cannot hold exactly become text, and missing values null."""
    kind = type(value)
    if value is None:
        return None
    if kind is bool:
        return bool(value)
    if kind is int:
        return value if -MAX_EXACT <= value <= MAX_EXACT else line(safe_repr(value))
    if kind is float:
        return value if math.isfinite(value) else str(value)
    if kind.__name__ in ("NaTType", "NAType"):
        return None
    return line(value if kind is str else words(value))


def words(value: Any) -> str:
    """What people know dates, numbers and names by; of anything else its ``repr``."""
    plain = ("datetime", "decimal", "fractions", "uuid", "pathlib", "pandas", "numpy")
    if type(value).__module__.partition(".")[0] in plain and not hasattr(value, "__len__"):
        try:
            return str(value)
        except BaseException:
            pass
    return safe_repr(value)


def line(text: str, most: int = MAX_CELL) -> str:
    """One line, cut."""
    text = " ".join(text[: 4 * most].split("\n")) if "\n" in text[: 4 * most] else text
    return sound(text if len(text) <= most else text[: most - 1] + "…")


def exact(values: Any, narrow: bool) -> list[Any]:
    """Python's own values of an array's. ``narrow``: floats of less than 64 bits, no longer than they are there."""
    found = values.tolist()
    return [float(str(value)) for value in values] if narrow and found and type(found[0]) is float else list(found)
