"""A process that has a call's libraries loaded: each child it forks is the supervisor of a job, whose child is the job.
Both are forked before they are wanted.

It runs in the Python and the environment of the jobs, asked by one agent over a socket: each request is a descriptor,
from which a JSON object is read and to which the answer goes. It ends when the agent does.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import threading
import warnings

from farcall.worker import surroundings
from farcall.worker.background import Report, open_descriptors
from farcall.worker.folders import Home, JobFolder, aside_of, remove_tree
from farcall.worker.jobs import made_ahead
from farcall.worker.journal import EVENT, STDERR, STDOUT
from farcall.worker.launch import EVENTS, HEARD, give, make_pipes
from farcall.worker.learning import changes
from farcall.worker.loading import Parts
from farcall.worker.machine import memory_of, read_text
from farcall.worker.processes import TAG, lead_session
from farcall.worker.wake import put_note
from farcall.worker.workfolder import create, make_empty, spares

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


PARTS = ("job", "jobs", "queue", "supervisor", "workfolder", *Parts.LATE)
# Seconds from a request to the fork for the next one, where that is not asked for before.
GO_ON_AFTER = 0.05


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
    question = read_object(asked)
    home = Home(question["directory"])
    answer = preload(question["modules"])
    answer["set"] = changes(start)
    Report(asked).result(answer)
    if answer["unfit"]:
        os._exit(0)
    # What supervisors and jobs need besides: loaded once.
    for name in ("ctypes", *("farcall.worker." + part for part in PARTS)):
        importlib.import_module(name)
    Parts(home.cache, question["display"]).ask("everything", "load")
    kept = set(open_descriptors()) - {control.fileno()}
    loaded = {name.partition(".")[0] for name in sys.modules}
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        heard, tell = os.pipe()
        if fork() == 0:
            os.close(heard)
            return lambda: stand_by(control, tell, Warm(kept, loaded, start, answer["set"]), home, question["note"])
        os.close(tell)
        if os.read(heard, 1) == b"":
            os._exit(0)
        os.close(heard)
        # Forking the next is not to slow down the start of this one's job, unless the next is asked for.
        select.select([control], [], [], GO_ON_AFTER)


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
        heard = select.select([HEARD], [], [], 0)[0]
        if heard or threading.active_count() > 1 or native_threads() > before + calculating():
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


def stand_by(
    control: socket.socket, tell: int, warm: Warm, home: Home, note: tuple[str, str] | None
) -> Callable[[], None] | None:
    """A supervisor to be, with its job's process to be: both wait, so that nothing is left to fork at a start."""
    from farcall.worker import jobs

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    try:
        warm.fork({control.fileno(), tell})
        warm.make_folder(home, note)
        fd = receive(control)
        if fd is None:
            warm.drop_folder()
            os._exit(0)
        control.close()
        asked = read_object(fd)
        warm.origin = asked["origin"] or warm.origin
        jobs.supervise(home, asked["spec"], asked["umask"], Answer(fd, tell), warm)
    except Become as other:
        return other.run
    except BaseException:
        from farcall.worker.background import complain

        complain()
    os._exit(0)


class Answer(Report):
    """After which the server forks the next: before, that would slow down what is asked."""

    def __init__(self, fd: int, tell: int) -> None:
        super().__init__(fd)
        self._tell = tell

    def _send(self, answer: dict[str, Any]) -> None:
        super()._send(answer)
        try:
            os.write(self._tell, b"r")
        except OSError:
            pass  # The server was killed; what was asked is done all the same.
        os.close(self._tell)


class Warm:
    """What a supervisor that was forked has ready: the pipes of its job, and the process that waits to be the job."""

    def __init__(
        self, kept: set[int], loaded: set[str], environ: dict[str, str], changed: dict[str, str | None]
    ) -> None:
        self._kept = kept
        started = surroundings.STARTED_WITH.union(sys.builtin_module_names)
        self._taken = (loaded - started) | READ_WHEN_LOADED
        self._changed = changed
        # As it was before libraries were loaded, which may have set some of it.
        self.environ = environ
        # The agent's interpreter and environment.
        self.origin: tuple[str, dict[str, str]] = ("", {})
        self.pipes: dict[int, tuple[int, int]] = {}
        self.folder: JobFolder | None = None
        # The process that waits to be the job; 0 where it cannot be this one.
        self.job = 0
        self._go = -1

    def make_folder(self, home: Home, note: tuple[str, str] | None) -> None:
        """An empty job's folder, as new files take long on some disks. The agent of this server will follow the job."""
        folder = made_ahead(home)
        try:
            make_empty(folder)
            for path in (aside_of(folder.supervisor), *spares(folder)):
                create(path)
            if note:
                put_note(folder, note)
            self.folder = folder
        except OSError:
            remove_tree(folder.path)

    def drop_folder(self) -> None:
        if self.folder:
            remove_tree(self.folder.path)

    def fork(self, closed: set[int]) -> None:
        """Forks the job's process, in which this raises ``Become``."""
        self.pipes = make_pipes()
        null = os.open(os.devnull, os.O_RDWR)
        wait, self._go = os.pipe()
        self.job = fork()
        if self.job:
            os.close(wait)
            os.close(null)
            return
        try:
            lead_session()
            give({0: null, 1: self.pipes[STDOUT][1], 2: self.pipes[STDERR][1], EVENTS: self.pipes[EVENT][1]})
            keep = self._kept | {0, 1, 2, EVENTS, wait}
            for fd in open_descriptors():
                if fd not in keep:
                    close(fd)
            draw_anew()
        except BaseException:
            os._exit(127)
        raise Become(lambda: begin(wait, self._changed))

    def offer(self, folder: JobFolder, roots: list[str], umask: int) -> None:
        """Has the process that waits get ready for the job. It ends where a module of the bundle bears the name of one
        that is loaded here, or a file that of one that those would read.
        """
        if surroundings.names_in([os.path.join(folder.work, root) for root in roots]) & self._taken:
            self.job = 0
            os.close(self._go)
        else:
            os.write(self._go, json.dumps([folder.path, folder.work, folder.job, umask]).encode() + b"\n")

    def go(self) -> int:
        """The job opens the terminals that were put in the place of pipes."""
        writers = [self.pipes[kind][1] for kind in (STDOUT, STDERR)]
        os.write(self._go, (" ".join(os.ttyname(fd) for fd in writers if os.isatty(fd)) + "\n").encode())
        os.close(self._go)
        return self.job


def begin(wait: int, changed: dict[str, str | None]) -> None:
    told = b""
    while b"\n" not in told:
        told += read_or_end(wait)
    told, _, word = told.partition(b"\n")
    folder, work, job, umask = json.loads(told)
    os.chdir(work)
    os.umask(umask)
    os.environ[TAG] = job
    os.environ["PWD"] = work
    from farcall.worker import job as process

    process.main(folder, changed, lambda: ready(wait, word))


def ready(wait: int, word: bytes) -> None:
    """Returns if this is to run, on the terminals that are named then."""
    names = (word or read_or_end(wait)).split()
    os.close(wait)
    for fd, name in enumerate(names, 1):
        terminal = os.open(name, os.O_WRONLY | os.O_NOCTTY)
        os.dup2(terminal, fd)
        os.close(terminal)


def read_or_end(fd: int) -> bytes:
    part = os.read(fd, 65536)
    if not part:
        os._exit(0)
    return part


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
