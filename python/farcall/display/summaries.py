"""Minimum, maximum, mean and missing values of columns, over all rows: piece by piece, until the time is over."""

from __future__ import annotations

import re
import time

from farcall.display.cells import line, words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SECONDS = 1.0
# Elements that are looked at in a turn: what that takes of memory beside the value stays small.
PIECE = 1_000_000
NUMBERS = "iufb"
DATES = "mM"
# Of a time, written to the part of a second that its type has room for, the ends that say nothing.
UNMEASURED = (re.compile(r"\.0+$"), re.compile(r"T00(:00){0,2}$"))


class Clock:
    def __init__(self, seconds: float = SECONDS) -> None:
        self._until = time.monotonic() + seconds

    def is_over(self) -> bool:
        return time.monotonic() >= self._until


def of_array(numpy: Any, array: Any, clock: Clock) -> list[dict[str, Any]] | None:
    """Of each column of a two-dimensional array. None where there is no such, or no time."""
    kind = array.dtype.kind
    if kind not in NUMBERS + DATES or array.ndim != 2 or array.shape[1] == 0:
        return None
    each = Columns(numpy, array.shape[1], kind)
    rows = max(1, PIECE // array.shape[1])
    with numpy.errstate(all="ignore"):
        for at in range(0, array.shape[0], rows):
            if clock.is_over():
                return None
            each.add(array[at : at + rows])
        return each.told()


class Columns:
    def __init__(self, numpy: Any, count: int, kind: str) -> None:
        self._numpy = numpy
        self._kind = kind
        self._count = numpy.zeros(count, "int64")
        self._missing = numpy.zeros(count, "int64")
        self._total = numpy.zeros(count, "float64")
        self._low: list[Any] = [None] * count
        self._high: list[Any] = [None] * count

    def add(self, block: Any) -> None:
        numpy = self._numpy
        if self._kind in DATES:
            bad = numpy.isnat(block)
        elif self._kind == "f":
            bad = numpy.isnan(block)
        else:
            bad = None
        whole = bad is None or not bad.any()
        gone = numpy.zeros(block.shape[1], "int64") if whole else bad.sum(axis=0)
        self._missing += gone
        self._count += block.shape[0] - gone
        if self._kind not in DATES:
            self._total += block.sum(axis=0, dtype="float64") if whole else numpy.nansum(block, axis=0, dtype="float64")
        if whole:
            self._extend(block.min(axis=0), block.max(axis=0))
            return
        for at in numpy.flatnonzero(gone < block.shape[0]):
            good = block[:, at][~bad[:, at]]
            self._stretch(int(at), good.min(), good.max())

    def _extend(self, low: Any, high: Any) -> None:
        for at in range(len(low)):
            self._stretch(at, low[at], high[at])

    def _stretch(self, at: int, low: Any, high: Any) -> None:
        if self._low[at] is None or low < self._low[at]:
            self._low[at] = low
        if self._high[at] is None or high > self._high[at]:
            self._high[at] = high

    def told(self) -> list[dict[str, Any]]:
        found = []
        for at, (low, high) in enumerate(zip(self._low, self._high)):
            made: dict[str, Any] = {"missing": int(self._missing[at])} if self._kind in "fmM" else {}
            if low is not None:
                made.update(min=words_of(low), max=words_of(high))
            if self._kind not in DATES and self._count[at]:
                made["mean"] = short(self._total[at] / self._count[at])
            found.append(made)
        return found


def of_series(series: Any, missing: int, numeric: bool, clock: Clock) -> dict[str, Any]:
    """Of a column that its library summarises."""
    made: dict[str, Any] = {"missing": missing}
    for name in ("min", "max", "mean") if numeric else ("min", "max"):
        if clock.is_over():
            break
        try:
            value = getattr(series, name)()
        except Exception:
            continue  # What cannot be ordered has no least.
        # Of no values the least is missing too, which no value is equal to.
        if value is not None and value == value:
            made[name] = short(value) if name == "mean" else words_of(value)
    return made


def words_of(value: Any) -> str:
    if isinstance(value, str):
        return line(value)
    text = line(words(value))
    if type(value).__name__ == "datetime64":
        for tail in UNMEASURED:
            text = tail.sub("", text)
    return text.replace("T", " ") if type(value).__name__ == "datetime64" else text


def short(number: Any) -> str:
    try:
        return "%.6g" % number
    except TypeError:
        return words_of(number)
