"""A process that has a call's libraries loaded: each child it forks is the supervisor of a job, whose child is the job.

It runs in the Python and the environment of the jobs, asked by one agent over a socket: each request is a descriptor,
from which a JSON object is read and to which the answer goes. It ends when the agent does.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import socket
import sys
import threading
import warnings

from farcall.worker import surroundings
from farcall.worker.background import Report, open_descriptors
from farcall.worker.events import waiting
from farcall.worker.folders import Home, JobFolder
from farcall.worker.launch import HEARD
from farcall.worker.loading import Parts
from farcall.worker.machine import memory_of, read_text
from farcall.worker.processes import TAG, lead_session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


PARTS = ("job", "jobs", "supervisor", "workfolder", *Parts.LATE)


# Files of the current folder that libraries read when they are loaded.
READ_WHEN_LOADED = {"matplotlibrc"}


class Become(BaseException):
    """In a child that was forked: unwinds all that its parent was about, and then is the job."""

    def __init__(self, run: Callable[[], None]) -> None:
        super().__init__()
        self.run = run


def serve(control_fd: str) -> Callable[[], Any] | None:
    """Returns in children alone: what the child is to do, from the bottom of the stack."""
    control = socket.socket(fileno=int(control_fd))
    start = dict(os.environ)
    asked = receive(control)
    if asked is None:
        return None
    answer = preload(read_object(asked)["modules"])
    Report(asked).result(answer)
    if answer["unfit"]:
        os._exit(0)
    # What supervisors and jobs need besides: loaded once.
    for name in ("ctypes", *("farcall.worker." + part for part in PARTS)):
        importlib.import_module(name)
    kept = set(open_descriptors()) - {control.fileno()}
    loaded = {name.partition(".")[0] for name in sys.modules}
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        asked = receive(control)
        if asked is None:
            os._exit(0)
        if fork() == 0:
            control.close()
            fd = asked
            return lambda: supervise(fd, Warm(kept, loaded, start))
        os.close(asked)


def receive(control: socket.socket) -> int | None:
    """The next request's descriptor; None where the agent is gone."""
    import array

    fds = array.array("i")
    try:
        data, ancillary, _, _ = control.recvmsg(1, socket.CMSG_SPACE(fds.itemsize))
    except OSError:
        return None
    for level, kind, payload in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            fds.frombytes(payload[: fds.itemsize])
    if not data or not fds:
        return None
    os.set_inheritable(fds[0], False)
    return fds[0]


def read_object(fd: int) -> dict[str, Any]:
    parts: list[bytes] = []
    while True:
        part = os.read(fd, 1 << 20)
        if not part:
            return dict(json.loads(b"".join(parts)))
        parts.append(part)


def fork() -> int:
    with warnings.catch_warnings():
        # Python 3.12 and later warn of threads, such as OpenBLAS starts: those are made anew in the child.
        warnings.simplefilter("ignore")
        return os.fork()


# Loading.


def preload(modules: list[str]) -> dict[str, Any]:
    """Loads them in this order. ``unfit`` names the package that prints, or starts threads, when it is loaded: what it
    did here the job would lack.
    """
    surroundings.prepare_streams()
    unfit = ""
    for name in modules:
        if name in sys.modules:
            continue
        before = native_threads()
        try:
            importlib.import_module(name)
        except Exception:
            continue  # Names that nothing can be imported by, such as what libraries put into `sys.modules`.
        sys.stdout.flush()
        sys.stderr.flush()
        if waiting(HEARD) or threading.active_count() > 1 or native_threads() > before + calculating():
            unfit = name.partition(".")[0]
            break
    os.close(HEARD)
    for fd in (1, 2):
        os.dup2(0, fd)
    return {"unfit": unfit, "memory": memory_of("self")}


def native_threads() -> int:
    return len(os.listdir("/proc/self/task"))


def calculating() -> int:
    """How many threads a library for linear algebra may have started: OpenBLAS looks after its own at a fork."""
    return (os.cpu_count() or 1) if "openblas" in (read_text("/proc/self/maps") or "") else 0


# In the child.


def supervise(fd: int, warm: Warm) -> Callable[[], None] | None:
    from farcall.worker import jobs

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    try:
        asked = read_object(fd)
        warm.origin = asked["origin"] or warm.origin
        jobs.supervise(Home(asked["directory"]), asked["spec"], asked["umask"], Report(fd), warm)
    except Become as other:
        return other.run
    except BaseException:
        from farcall.worker.background import complain

        complain()
    os._exit(0)


class Warm:
    """How a supervisor that was forked starts its job."""

    def __init__(self, kept: set[int], loaded: set[str], environ: dict[str, str]) -> None:
        self._kept = kept
        self._loaded = loaded
        # As it was before libraries were loaded, which may have set some of it.
        self.environ = environ
        # The agent's interpreter and environment.
        self.origin: tuple[str, dict[str, str]] = ("", {})

    def fits(self, roots: list[str]) -> bool:
        """Whether no module of the bundle bears the name of one that is loaded here, nor a file that one would read."""
        started = surroundings.STARTED_WITH.union(sys.builtin_module_names)
        return not surroundings.names_in(roots) & (self._loaded - started | READ_WHEN_LOADED)

    def fork(self, folder: JobFolder, fds: dict[int, int], umask: int, forget: Callable[[], None]) -> int:
        """Starts the job's process, in which it raises ``Become`` once ``forget`` has let the supervisor's own go."""
        pid = fork()
        if pid:
            return pid
        try:
            lead_session()
            for target, source in fds.items():
                os.dup2(source, target)
            forget()
            keep = self._kept.union(fds)
            for fd in open_descriptors():
                if fd not in keep:
                    close(fd)
            os.chdir(folder.work)
            os.umask(umask)
            os.environ[TAG] = folder.job
            os.environ["PWD"] = folder.work
            draw_anew()
        except BaseException:
            os._exit(127)
        raise Become(lambda: begin(folder.path))


def begin(folder: str) -> None:
    from farcall.worker import job

    job.main(folder)


def close(fd: int) -> None:
    try:
        os.close(fd)
    except OSError:
        pass


def draw_anew() -> None:
    """Random numbers that differ from those of every other job. Python's own generator sees to that by itself."""
    random: Any = sys.modules.get("numpy.random")
    if random is not None:
        random.seed()
