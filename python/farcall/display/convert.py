"""A kept value as a file of a format that others read: which fit it, and making one of them on demand."""

from __future__ import annotations

import importlib.util
import json
import os
import pickle
import sys

from farcall.display import figures
from farcall.display.tables import array_of
from farcall.worker import surroundings
from farcall.worker.traces import event, sentence, type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

# Of a plain value, so many parts are looked at before it is called fit for JSON; the rest is found out on demand.
MAX_PARTS = 10_000
MAX_DEPTH = 100


def formats(value: Any) -> dict[str, list[str]]:
    """``formats`` of the result event, where any fits."""
    found = sorted(makers(value))
    return {"formats": found} if found else {}


def perform(spec: dict[str, Any], folder: str, say: Callable[[dict[str, Any]], None]) -> bool:
    """In place of a call: makes ``value.<format>`` of the value that another job kept. True where it is there."""
    wanted = spec["convert"]
    kept = os.path.join(os.path.dirname(folder), wanted["job"], "value.pkl")
    sys.modules["__main__"] = surroundings.stand_in(spec["header"]["entry"]["module"])
    try:
        with open(kept, "rb") as file:
            value = pickle.load(file)
    except BaseException as error:
        say(failed(error, "The value cannot be loaded again on its host: %s." % reason(error)))
        return False
    make = makers(value).get(wanted["format"])
    try:
        if make is None:
            raise Unfit("it does not fit %s" % type_name(type(value)))
        make("value." + wanted["format"])
    except BaseException as error:
        say(failed(error, "The value cannot be saved as %s: %s." % (wanted["format"], reason(error))))
        return False
    say({"type": "result", "valueType": type_name(type(value)), "previews": {}, "artifacts": []})
    return True


class Unfit(TypeError):
    """The format holds no such value."""


def reason(error: BaseException) -> str:
    return (str(error) if isinstance(error, Unfit) else sentence(error)).rstrip(".")


def failed(error: BaseException, message: str) -> dict[str, Any]:
    made = event(error)
    made.update(message=message, code="no-result")
    return {**made, "next": "Save it as a pickle, which holds the value as it is."}


def makers(value: Any) -> dict[str, Callable[[str], Any]]:
    """What makes a file of each format that fits."""
    found: dict[str, Callable[[str], Any]] = {}
    for library, ask in (
        ("pandas", of_pandas),
        ("polars", of_polars),
        ("numpy", of_numpy),
        ("torch", of_torch),
        ("matplotlib.figure", of_figure),
        ("PIL.Image", of_picture),
    ):
        module: Any = sys.modules.get(library)
        if module is not None:
            found.update(ask(module, value))
    return found or of_plain(value)


def of_pandas(pandas: Any, value: Any) -> dict[str, Callable[[str], Any]]:
    if isinstance(value, getattr(pandas, "Series", ())):
        value = value.to_frame("value" if value.name is None else value.name)
    elif not isinstance(value, getattr(pandas, "DataFrame", ())):
        return {}
    counted = type(value.index).__name__ == "RangeIndex" and value.index.name is None
    found = {
        "csv": lambda path: value.to_csv(path, index=not counted),
        "json": lambda path: (value if counted else value.reset_index()).to_json(
            path, orient="records", date_format="iso"
        ),
    }
    if importlib.util.find_spec("pyarrow") or importlib.util.find_spec("fastparquet"):
        found["parquet"] = lambda path: value.rename(columns=str).to_parquet(path)
    return found


def of_polars(polars: Any, value: Any) -> dict[str, Callable[[str], Any]]:
    if isinstance(value, getattr(polars, "Series", ())):
        value = value.to_frame()
    elif not isinstance(value, getattr(polars, "DataFrame", ())):
        return {}
    found = {"json": value.write_json, "parquet": value.write_parquet}
    # Lists and structures have no place in CSV.
    return found if any(dtype.is_nested() for dtype in value.dtypes) else {**found, "csv": value.write_csv}


def of_numpy(numpy: Any, value: Any) -> dict[str, Callable[[str], Any]]:
    if not isinstance(value, getattr(numpy, "ndarray", ())):
        return {}
    found: dict[str, Callable[[str], Any]] = {}
    if value.dtype.hasobject:
        return found
    found["npy"] = lambda path: numpy.save(path, value, allow_pickle=False)
    if value.dtype.names is None:
        if value.ndim in (1, 2):
            found["csv"] = lambda path: numpy.savetxt(path, value, fmt="%s", delimiter=",")
        if value.dtype.kind in "biufU":
            found["json"] = lambda path: dump(value.tolist(), path)
    elif value.ndim == 1:
        header = ",".join(value.dtype.names)
        found["csv"] = lambda path: numpy.savetxt(path, value, fmt="%s", delimiter=",", header=header, comments="")
    return found


def of_torch(torch: Any, value: Any) -> dict[str, Callable[[str], Any]]:
    numpy: Any = sys.modules.get("numpy")
    if numpy is None or not isinstance(value, getattr(torch, "Tensor", ())) or value.is_sparse:
        return {}
    return {"npy": lambda path: numpy.save(path, array_of(value), allow_pickle=False)}


def of_figure(_: Any, value: Any) -> dict[str, Callable[[str], Any]]:
    figure = figures.figure_of(value)
    return {} if figure is None else {"png": lambda path: figure.savefig(path, bbox_inches="tight")}


def of_picture(pillow: Any, value: Any) -> dict[str, Callable[[str], Any]]:
    if not isinstance(value, getattr(pillow, "Image", ())):
        return {}
    return {"png": lambda path: value.save(path)}


def of_plain(value: Any) -> dict[str, Callable[[str], Any]]:
    if not is_plain(value, [MAX_PARTS], 0):
        return {}
    found: dict[str, Callable[[str], Any]] = {"json": lambda path: dump(value, path)}
    if type(value) is list and value and all(type(row) is dict for row in value[:100]):
        found["csv"] = lambda path: write_rows(value, path)
    return found


def is_plain(value: Any, left: list[int], depth: int) -> bool:
    """What JSON has a form for, tuples as lists, as far as is looked."""
    left[0] -= 1
    if left[0] < 0:
        return True
    kind = type(value)
    if kind in (str, int, float, bool, type(None)):
        return True
    if depth > MAX_DEPTH:
        return False
    if kind in (list, tuple):
        return all(is_plain(item, left, depth + 1) for item in value[: left[0] + 1])
    if kind is dict:
        return all(type(key) is str and is_plain(item, left, depth + 1) for key, item in value.items() if left[0] >= 0)
    return False


def dump(value: Any, path: str) -> None:
    with open(path, "w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False, allow_nan=False)


def write_rows(rows: list[dict[str, Any]], path: str) -> None:
    import csv

    names = list(dict.fromkeys(name for row in rows for name in row))
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)
