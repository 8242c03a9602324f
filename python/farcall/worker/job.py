"""The job's own process: one bundle, one call, and what it tells its supervisor.

It runs in the Python that the host offers for jobs, with the working folder as its current one.
"""

from __future__ import annotations

import json
import os
import sys

from farcall.worker.telling import Teller

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def main(folder: str, early: set[str]) -> None:
    """``early`` names the modules that a bare interpreter has loaded when it starts."""
    tell = Teller(9)
    tell.up()
    with open(os.path.join(folder, "spec.json"), "rb") as file:
        spec = json.loads(file.read())
    from farcall.worker import call, surroundings

    surroundings.prepare(spec, early)
    sys.exit(run(call, folder, spec, tell))


def run(call: Any, folder: str, spec: dict[str, Any], tell: Teller) -> int:
    try:
        value = call.perform(spec, tell)
    except call.BadArguments as bad:
        tell.error(bad.event, "arguments")
        return 1
    except SystemExit as leaving:
        if leaving.code is None or leaving.code == 0:
            value = None
        else:
            return report_exit(leaving, tell)
    except BaseException as error:
        from farcall.worker import traces

        tell.error(traces.event(error))
        return status_of(error)
    from farcall.worker import results

    event = results.keep(value, folder)
    settle()
    from farcall.worker import artifacts

    event["artifacts"] = artifacts.find(folder, spec)
    tell.result(event)
    return 0


def report_exit(leaving: SystemExit, tell: Teller) -> int:
    from farcall.worker import traces

    event = traces.event(leaving)
    status = leaving.code if isinstance(leaving.code, int) else 1
    if isinstance(leaving.code, int):
        event["message"] = "the function left with exit status %d" % leaving.code
    else:
        sys.stderr.write("%s\n" % traces.text_of(leaving.code))
    tell.error(event)
    return status & 0xFF or 1


def status_of(error: BaseException) -> int:
    return 130 if isinstance(error, KeyboardInterrupt) else 1


def settle() -> None:
    """What the interpreter does at its end and may print or write files: the result comes after it."""
    import atexit

    threading = sys.modules.get("threading")
    shutdown = getattr(threading, "_shutdown", None)
    if shutdown is not None:
        shutdown()
    atexit._run_exitfuncs()
