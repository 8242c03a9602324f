"""The job's own process: one bundle, one call, and what it tells its supervisor.

It runs in the Python that the host offers for jobs, with the working folder as its current one.
"""

from __future__ import annotations

import json
import os
import sys

from farcall.worker import bytecode, surroundings
from farcall.worker.arguments import BadArguments
from farcall.worker.call import Call
from farcall.worker.learning import Learner
from farcall.worker.loading import Parts
from farcall.worker.lookout import Lookout
from farcall.worker.telling import Teller, let_output_pass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def main(folder: str, already: dict[str, str | None] | None = None, wait: Callable[[], None] | None = None) -> None:
    """``already``: what libraries that were loaded ahead made of the environment. ``wait`` returns if it is to run."""
    with open(os.path.join(folder, "spec.json"), "rb") as file:
        spec = json.loads(file.read())
    cache = os.path.join(os.path.dirname(os.path.dirname(folder)), "cache")
    parts = Parts(cache, spec.get("display"))
    surroundings.prepare(spec, parts)
    bytecode.install(os.path.join(cache, "bytecode"))
    learner = Learner(folder, spec.get("preload") is not None, already or {})
    if wait:
        wait()
    tell = Teller(9)
    tell.up()
    if spec.get("convert"):
        sys.exit(0 if parts.ask("convert", "perform", spec, folder, tell.say) else 1)
    sys.exit(run(Call(spec, tell, parts, learner), folder, spec, tell, parts))


def run(call: Call, folder: str, spec: dict[str, Any], tell: Teller, parts: Parts) -> int:
    lookout = Lookout(parts, tell)
    value = None
    try:
        value = call.perform()
        let_output_pass()
    except BadArguments as bad:
        tell.error(bad.event, "arguments")
        return 1
    except SystemExit as leaving:
        if leaving.code not in (None, 0):
            return report_exit(leaving, tell, parts)
    except BaseException as error:
        event = parts.get("traces").event(error)
        parts.ask("errors", "enrich", event, error)
        parts.ask("closing", "tell", tell.say, lookout.gallery, None)
        reason = ""
        if isinstance(error, SyntaxError) and error.filename and len(event["traceback"]) < 2:
            # No line of the bundle's has run: it is the entry's file that this Python cannot compile.
            next = "Correct it, or choose another Python there."
            event.update(code="syntax-error", message="%s." % error.msg, next=next)
            reason = "arguments"
        tell.error(event, reason)
        return 130 if isinstance(error, KeyboardInterrupt) else 1
    parts.ask("closing", "tell", tell.say, lookout.gallery, value)
    event = parts.get("results").keep(value, folder, parts)
    settle()
    event["artifacts"] = parts.ask("artifacts", "find", folder, spec) or []
    tell.say(event)
    return 0


def report_exit(leaving: SystemExit, tell: Teller, parts: Parts) -> int:
    traces = parts.get("traces")
    event = traces.event(leaving)
    parts.ask("errors", "enrich", event, leaving)
    status = leaving.code
    if isinstance(status, int):
        event["message"] = "the function left with exit status %d" % status
    else:
        sys.stderr.write("%s\n" % traces.text_of(status))
        status = 1
    tell.error(event)
    return status & 0xFF or 1


def settle() -> None:
    """What the interpreter does at its end and may print or write files: the result comes after it."""
    import atexit

    shutdown = getattr(sys.modules.get("threading"), "_shutdown", None)
    if shutdown:
        shutdown()
    atexit._run_exitfuncs()
