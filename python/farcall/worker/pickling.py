"""Keeping the value as a pickle and, where it cannot be, saying which part of it is at fault."""

from __future__ import annotations

import os
import pickle

from farcall.worker.traces import sentence, type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, BinaryIO

    from farcall.worker.loading import Parts

PROTOCOL = min(5, pickle.HIGHEST_PROTOCOL)


def keep(value: Any, folder: str, parts: Parts) -> dict[str, Any]:
    """Writes ``value.pkl``, whole or not at all; the event's fields that tell how it went."""
    target = os.path.join(folder, "value.pkl")
    try:
        try:
            write(value, target)
        except OSError:
            raise
        except BaseException:
            write(value, target, cloud=True)
    except BaseException as error:
        fault = None if isinstance(error, OSError) else parts.ask("faults", "find", value)
        if fault is None:
            message = "it cannot be written: %s" % error if isinstance(error, OSError) else sentence(error)
            fault = {"path": "result", "valueType": type_name(type(value)), "message": message}
        return {"pickled": False, "unpicklable": fault}
    return {"pickled": True}


def write(value: Any, target: str, cloud: bool = False) -> None:
    aside = "%s.%d.aside" % (target, os.getpid())
    try:
        with open(aside, "wb") as file:
            if cloud:
                dump_cloud(value, file)
            else:
                pickle.Pickler(file, PROTOCOL).dump(value)
            file.flush()
            os.fsync(file.fileno())
        os.rename(aside, target)
    except BaseException:
        try:
            os.unlink(aside)
        except OSError:
            pass
        raise


def dump_cloud(value: Any, file: BinaryIO) -> None:
    """Where the job's own environment has cloudpickle it takes what pickle refuses."""
    import cloudpickle  # type: ignore[import-not-found, unused-ignore]

    cloudpickle.dump(value, file, protocol=PROTOCOL)
