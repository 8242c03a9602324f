"""Data frames, series and arrays as a table: a summary of all rows, and the first of them."""

from __future__ import annotations

import json
import sys

from farcall.display import cells, summaries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

MAX_ROWS = 500
MAX_COLUMNS = 100
MAX_BYTES = 512 * 1024
# Of a column that only its library can look at, which makes copies of it.
MAX_LOOKED_AT = 5_000_000
# Bytes of a tensor that are copied to be looked at: from where it is calculated with, or into numbers that numpy has.
MAX_COPIED = 64 * 1024 * 1024


def table(value: Any) -> dict[str, Any] | None:
    """None where the value is none."""
    for library, make in MAKERS.items():
        module: Any = sys.modules.get(library)
        if module is None:
            continue
        found = make(module, value)
        if found is not None:
            return found
    return None


def of_pandas(pandas: Any, value: Any) -> dict[str, Any] | None:
    if isinstance(value, getattr(pandas, "Series", ())):
        name = "" if value.name is None else name_of(value.name)
        frame, names, count = value.to_frame(), [name], 1
        shape = [len(value)]
    elif isinstance(value, getattr(pandas, "DataFrame", ())):
        count = value.shape[1]
        frame = value.iloc[:, :MAX_COLUMNS]
        names = [name_of(name) for name in frame.columns]
        shape = [len(value), count]
    else:
        return None
    first = frame.iloc[:MAX_ROWS]
    clock = summaries.Clock()
    levels = range(frame.index.nlevels)
    index = [first.index.get_level_values(level) for level in levels]
    series = [frame.iloc[:, at] for at in range(frame.shape[1])]
    columns = [
        {"name": name, "dtype": str(each.dtype), **of_pandas_series(each, clock), **absent_in(each.dtype)}
        for name, each in zip(names, series)
    ]
    return made(
        shape,
        memory(lambda: value.memory_usage()),
        ["" if name is None else name_of(name) for name in frame.index.names],
        columns,
        count,
        [shown(each) for each in [*index, *(first.iloc[:, at] for at in range(first.shape[1]))]],
        len(frame),
    )


def of_pandas_series(series: Any, clock: summaries.Clock) -> dict[str, Any]:
    numpy: Any = sys.modules.get("numpy")
    if isinstance(series.dtype, numpy.dtype) and series.dtype.kind in summaries.NUMBERS + "M":
        found = summaries.of_array(numpy, series.to_numpy().reshape(-1, 1), clock)
        return found[0] if found else {}
    if len(series) > MAX_LOOKED_AT or clock.is_over():
        return {}
    missing = series.isna()
    kind = getattr(series.dtype, "kind", "O")
    return summaries.of_series(series[~missing], int(missing.sum()), kind in summaries.NUMBERS, clock)


def absent_in(dtype: Any) -> dict[str, str]:
    """What pandas writes where a value is not there, of columns whose numbers can be NaN besides."""
    absent = getattr(dtype, "na_value", None)
    return {"absent": str(absent)} if type(absent).__name__ == "NAType" else {}


def of_polars(polars: Any, value: Any) -> dict[str, Any] | None:
    if isinstance(value, getattr(polars, "Series", ())):
        frame, count, shape = value.to_frame(), 1, [len(value)]
    elif isinstance(value, getattr(polars, "DataFrame", ())):
        count, shape = value.width, [value.height, value.width]
        frame = value[:, :MAX_COLUMNS]
    else:
        return None
    clock = summaries.Clock()
    columns = []
    for each in frame.get_columns():
        numeric = each.dtype.is_numeric() or each.dtype == polars.Boolean
        summary = {} if clock.is_over() else summaries.of_series(each, each.null_count(), numeric, clock)
        columns.append({"name": each.name, "dtype": str(each.dtype), **summary, "absent": "null"})
    first = [each.to_list() for each in frame.head(MAX_ROWS).get_columns()]
    return made(shape, memory(lambda: value.estimated_size()), [], columns, count, first, frame.height)


def of_torch(torch: Any, value: Any) -> dict[str, Any] | None:
    if not isinstance(value, getattr(torch, "Tensor", ())):
        return None
    numpy: Any = sys.modules.get("numpy")
    size = value.numel() * value.element_size()
    if numpy is None or value.dim() == 0 or value.is_sparse or (size > MAX_COPIED and not lies_open(value)):
        return None
    found = of_numpy(numpy, array_of(value))
    for column in found["columns"] if found else ():
        column["dtype"] = str(value.dtype)
    return found and {**found, "bytes": size}


def lies_open(tensor: Any) -> bool:
    """Whether numpy can look at a tensor's numbers where they are."""
    try:
        tensor.detach()[:0].numpy()
    except (TypeError, RuntimeError):
        return False
    return True


def array_of(tensor: Any) -> Any:
    """A tensor's numbers for numpy, copied where they must be. Raises what the library raises where it has none."""
    there = tensor.detach().cpu()
    try:
        return there.numpy()
    except TypeError:
        return there.float().numpy()  # Such as bfloat16, which numpy lacks.
    except RuntimeError:
        return there.resolve_conj().resolve_neg().numpy()


def of_numpy(numpy: Any, value: Any) -> dict[str, Any] | None:
    if not isinstance(value, getattr(numpy, "ndarray", ())) or value.ndim == 0:
        return None
    masked = isinstance(value, numpy.ma.MaskedArray)
    array = value if masked else numpy.asarray(value)
    clock = summaries.Clock()
    if array.dtype.names and array.ndim == 1:
        names = list(array.dtype.names[:MAX_COLUMNS])
        parts = [array[name] for name in names]
        columns = [column(numpy, name, part, masked or part.ndim != 1, clock) for name, part in zip(names, parts)]
        count = len(array.dtype.names)
    elif array.ndim == 1:
        parts, columns, count = [array], [column(numpy, "", array, masked, clock)], 1
    elif array.ndim == 2:
        seen = array[:, :MAX_COLUMNS]
        found = None if masked else summaries.of_array(numpy, seen, clock)
        dtype = str(array.dtype)
        facts = found or [masks(numpy, seen)] * seen.shape[1]
        columns = [{"name": str(at), "dtype": dtype, **facts[at]} for at in range(seen.shape[1])]
        parts, count = [seen[:, at] for at in range(seen.shape[1])], array.shape[1]
    else:
        # A view, where that can be: nothing of its size is made.
        flat = array.reshape(-1) if array.flags.c_contiguous else array[..., 0].reshape(0)
        columns = [column(numpy, "", flat, masked or len(flat) == 0, clock, str(array.dtype))]
        return made(list(array.shape), int(array.nbytes), [], columns, 1, [], len(array))
    first = [shown(part[:MAX_ROWS]) for part in parts]
    return made(list(array.shape), int(array.nbytes), [], columns, count, first, len(array))


def column(
    numpy: Any, name: str, array: Any, bare: bool, clock: summaries.Clock, dtype: str | None = None
) -> dict[str, Any]:
    found = None if bare else summaries.of_array(numpy, array.reshape(-1, 1), clock)
    return {"name": name, "dtype": dtype or str(array.dtype), **(found[0] if found else masks(numpy, array))}


def masks(numpy: Any, array: Any) -> dict[str, str]:
    return {"absent": str(numpy.ma.masked)} if isinstance(array, numpy.ma.MaskedArray) else {}


def unread(value: Any) -> str | None:
    """What a lazy frame of polars would do. It is left to its owner to have that done."""
    lazy: Any = getattr(sys.modules.get("polars"), "LazyFrame", None)
    if lazy is None or not isinstance(value, lazy):
        return None
    return "LazyFrame, not collected\n" + str(value.explain(optimized=False))


MAKERS = {"pandas": of_pandas, "polars": of_polars, "numpy": of_numpy, "torch": of_torch}


def shown(values: Any) -> list[Any]:
    """The first of a column's values, as Python's own."""
    dtype: Any = getattr(values, "dtype", None)
    if getattr(dtype, "kind", "") in summaries.DATES and hasattr(values, "astype") and not hasattr(values, "index"):
        return moments(values.astype(str).tolist())
    return cells.exact(values, getattr(dtype, "itemsize", 8) < 8)


def moments(texts: list[str]) -> list[Any]:
    """Without what is zero in all of them: nobody measured that."""
    there = [text for text in texts if text != "NaT"]
    for tail in summaries.UNMEASURED:
        if all(tail.search(text) for text in there):
            there = [tail.sub("", text) for text in there]
    shortened = iter(there)
    return [None if text == "NaT" else next(shortened).replace("T", " ") for text in texts]


def name_of(name: Any) -> str:
    return cells.line(", ".join(map(str, name)) if isinstance(name, tuple) else str(name))


def memory(ask: Any) -> int | None:
    try:
        found = ask()
        return int(found.sum() if hasattr(found, "sum") else found)
    except Exception:
        return None


def made(
    shape: list[int],
    size: int | None,
    index: list[str],
    columns: list[dict[str, Any]],
    count: int,
    values: list[list[Any]],
    height: int,
) -> dict[str, Any]:
    table = {"shape": [int(length) for length in shape], "index": index, "columns": columns}
    table.update({"columnCount": int(count), "rows": list(fitting(zip(*values), table)), "rowCount": int(height)})
    return table if size is None else {**table, "bytes": size}


def fitting(rows: Iterable[tuple[Any, ...]], head: dict[str, Any]) -> Iterable[list[cells.Cell]]:
    left = MAX_BYTES - len(json.dumps(head)) - 200
    for row in rows:
        found = [cells.cell(value) for value in row]
        left -= len(json.dumps(found))
        if left < 0:
            return
        yield found
