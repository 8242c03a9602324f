"""Whether two pickled values are the same. The request is one JSON object on standard input; so is the answer."""

from __future__ import annotations

import json
import math
import pickle
import sys
from typing import Any


class Comparison:
    def __init__(self, within: float) -> None:
        self._within = within

    def difference(self, a: Any, b: Any, at: str = "value", depth: int = 0) -> str | None:
        """Where and how they differ, or None."""
        if type(a) is not type(b):
            return f"{at} is {type(a).__name__} locally, {type(b).__name__} remotely"
        if depth > 50:
            return None
        if isinstance(a, (float, complex)):
            return None if self._close(a, b) else f"{at} is {a!r} locally, {b!r} remotely"
        if isinstance(a, (list, tuple)):
            if len(a) != len(b):
                return f"{at} has {len(a)} items locally, {len(b)} remotely"
            parts = ((f"{at}[{i}]", x, y) for i, (x, y) in enumerate(zip(a, b)))
            return self._first(parts, depth)
        if isinstance(a, dict):
            if list(a) != list(b) and set(map(repr, a)) != set(map(repr, b)):
                return f"{at} has other keys"
            pairs = zip(a, b) if list(a) != list(b) and len(a) == len(b) else zip(a, a)
            return self._first(((f"{at}[{x!r}]", a[x], b[y]) for x, y in pairs), depth)
        if type(a).__module__.split(".")[0] == "numpy":
            return self._numpy(a, b, at)
        return self._other(a, b, at, depth)

    def _first(self, parts: Any, depth: int) -> str | None:
        for at, a, b in parts:
            found = self.difference(a, b, at, depth + 1)
            if found is not None:
                return found
        return None

    def _close(self, a: Any, b: Any) -> bool:
        if a == b or (a != a and b != b):
            return True
        return self._within > 0 and abs(a - b) <= self._within * max(abs(a), abs(b), math.ulp(1.0))

    def _numpy(self, a: Any, b: Any, at: str) -> str | None:
        import numpy as np

        if isinstance(a, (np.ndarray, np.generic)):
            if np.shape(a) != np.shape(b) or a.dtype != b.dtype:
                return f"{at} has another shape or type"
            if a.dtype.kind in "fc":
                same = np.allclose(a, b, rtol=self._within, atol=self._within, equal_nan=True)
            elif a.dtype.kind == "O":
                return self.difference(a.tolist(), b.tolist(), at, 1)
            else:
                same = np.array_equal(a, b)
            return None if same else f"{at} holds other numbers"
        return None if repr(a) == repr(b) else f"{at} differs"

    def _other(self, a: Any, b: Any, at: str, depth: int) -> str | None:
        if callable(getattr(a, "equals", None)) and type(a).__module__.startswith("pandas."):
            return self._pandas(a, b, at)
        try:
            if bool(a == b):
                return None
        except Exception:
            pass
        state, other = state_of(a), state_of(b)
        if state is None or state == {}:
            return None if repr(a) == repr(b) and " at 0x" not in repr(a) else f"{at} differs: {a!r:.80} and {b!r:.80}"
        return self.difference(state, other, f"{at}.__dict__", depth + 1)

    def _pandas(self, a: Any, b: Any, at: str) -> str | None:
        if self._within > 0:
            from pandas import testing

            name = f"assert_{type(a).__name__.lower()}_equal"
            try:
                getattr(testing, name)(a, b, rtol=self._within, atol=self._within)
            except AssertionError as error:
                return f"{at}: {error}"
            return None
        return None if a.equals(b) else f"{at} holds other data"


def state_of(value: Any) -> Any:
    found = dict(getattr(value, "__dict__", {}))
    for base in type(value).__mro__:
        slots = base.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if hasattr(value, name) and name not in ("__dict__", "__weakref__"):
                found[name] = getattr(value, name)
    return found


def main() -> None:
    request = json.load(sys.stdin)
    sys.path[0:1] = request["roots"]
    values = []
    for file in (request["local"], request["remote"]):
        with open(file, "rb") as source:
            values.append(pickle.load(source))
    if request["view"]:
        values = [eval(request["view"], {"value": value}) for value in values]
    local, remote = values
    difference = Comparison(request["within"]).difference(local, remote)
    weak = local is None and not request["view"]
    json.dump({"difference": difference, "nothing": weak, "shown": repr(local)[:200]}, sys.stdout)


if __name__ == "__main__":
    main()
