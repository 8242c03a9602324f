"""What a job's process is started with: the interpreter, the environment, and the script of the host's setup lines."""

from __future__ import annotations

import fcntl
import os
import sys

from farcall.worker.journal import EVENT, STDERR, STDOUT
from farcall.worker.processes import TAG

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

# The job's own descriptor for events, and the setup script's: a shell knows single digits only.
EVENTS = 9
# A fork server's: what asks it, and what was printed while it loaded.
CONTROL, HEARD = 3, 4
PIPE_SIZE = 256 * 1024
F_SETPIPE_SZ = 1031

# Runs in any Python: one that is too old must be able to say so. The steps are a fork server's children (see there).
STARTER = """\
import sys
runtime, way, argument = sys.argv[1:4]
if sys.version_info < (3, 8):
    import os
    os.write(9, ("old " + ".".join(map(str, sys.version_info[:3])) + "\\n").encode())
    sys.exit(1)
if sys.path and sys.path[0] == "":
    del sys.path[0]
sys.path.insert(0, runtime)
sys.dont_write_bytecode = %r
if way == "serve":
    from farcall.worker.forkserver import serve as step
else:
    from farcall.worker.job import main as step
sys.path.remove(runtime)
step = step(argument)
while step:
    step = step()
"""

DUMP = "import json,os;os.write(9,('env '+json.dumps(dict(os.environ))+chr(10)).encode())"


def base_environment(job: str) -> dict[str, str]:
    env = dict(os.environ)
    env[TAG] = job
    return env


def job_environment(env: Mapping[str, str], spec: Mapping[str, Any], work: str) -> dict[str, str]:
    made = dict(env)
    made.update(spec["env"])
    made.update({TAG: spec["job"], "PWD": work})
    # Its own output is line by line; PYTHONUNBUFFERED is for what it starts (see ``surroundings``).
    for name in ("OLDPWD", "FARCALL_PYTHON", "farcall_status", "PYTHONUNBUFFERED"):
        made.pop(name, None)
    return made


def setup_command(lines: list[str]) -> list[str]:
    """A login shell, so that ``module`` and its like are there; the first line that fails ends it."""
    shell = find_program("bash", os.environ.get("PATH")) or "/bin/sh"
    parts = []
    for index, line in enumerate(lines):
        parts.append(line)
        parts.append(
            "farcall_status=$?; [ $farcall_status -eq 0 ] || "
            "{ echo setup-failed %d $farcall_status >&%d; exit 1; }" % (index, EVENTS)
        )
    parts.append('exec "$FARCALL_PYTHON" -E -s -S -c "%s"' % DUMP)
    return [shell, "-l", "-c", "\n".join(parts)]


def python_command(python: str, way: str, argument: str) -> list[str]:
    """``job`` with a job's folder, or ``serve`` with a descriptor."""
    runtime = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    return [python, "-c", STARTER % sys.dont_write_bytecode, runtime, way, argument]


def make_pipes() -> dict[int, tuple[int, int]]:
    """A job's pipes by the kind of their records: what is read of each, and what is written to."""
    made = {}
    for kind in (STDOUT, STDERR, EVENT):
        pair = os.pipe()
        reader, writer = (fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 20) for fd in pair)
        for fd in pair:
            os.close(fd)
        try:
            fcntl.fcntl(reader, F_SETPIPE_SZ, PIPE_SIZE)
        except OSError:
            pass
        os.set_blocking(reader, False)
        made[kind] = (reader, writer)
    return made


def give(fds: dict[int, int]) -> None:
    """Puts descriptors in the places where a program looks for them, whichever places they have now."""
    aside = {target: fcntl.fcntl(source, fcntl.F_DUPFD_CLOEXEC, 20) for target, source in fds.items()}
    for target, source in aside.items():
        os.dup2(source, target)


def find_python(wanted: str | None, before: Mapping[str, str], after: Mapping[str, str]) -> str | None:
    """The interpreter a job runs in; None where the wanted one is not there.

    Without a wanted one it is the agent's own, unless the setup lines brought another to the front of PATH.
    """
    if wanted is not None:
        wanted = os.path.expanduser(wanted)
        if "/" in wanted:
            return os.path.join(os.path.expanduser("~"), wanted)
        return find_program(wanted, after.get("PATH"))
    for name in ("python", "python3"):
        found = find_program(name, after.get("PATH"))
        if found is not None and found != find_program(name, before.get("PATH")):
            return found
    return sys.executable


def find_program(name: str, path: str | None) -> str | None:
    for folder in (path if path is not None else os.defpath).split(os.pathsep):
        candidate = os.path.join(folder, name)
        if os.path.isabs(candidate) and os.path.isfile(candidate) and os.access(candidate, os.X_OK):
            return candidate
    return None
