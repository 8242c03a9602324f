"""Starting a process with nothing of the supervisor's, and ending a job's whole tree of processes."""

from __future__ import annotations

import os
import signal
import sys
import time

from farcall.worker.machine import ask, read_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

TAG = "FARCALL_JOB"
# The tag of processes that were forked from a fork server: their own is set too late for the system to show it.
FORKED = "@"
LOOK_EVERY = 0.02


def spawn(argv: list[str], env: Mapping[str, str], cwd: str, fds: dict[int, int], umask: int) -> int:
    """Starts ``argv`` in a session of its own. ``fds`` maps its descriptors to ours, which are all above its.

    Raises ``OSError`` where it cannot be started.
    """
    told, tell = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            lead_session()
            for number in (signal.SIGINT, signal.SIGPIPE, signal.SIGXFSZ):
                signal.signal(number, signal.SIG_DFL)
            for target, source in fds.items():
                os.dup2(source, target)
            os.chdir(cwd)
            os.umask(umask)
            os.execve(argv[0], argv, env)
        except OSError as error:
            os.write(tell, str(error.errno or 0).encode())
        finally:
            os._exit(127)
    os.close(tell)
    failed = os.read(told, 16)
    os.close(told)
    if failed:
        os.waitpid(pid, 0)
        raise OSError(int(failed), os.strerror(int(failed)), argv[0])
    return pid


def lead_session() -> None:
    """Makes this process, just forked, the first of a session, with the signals of a Python that was just started."""
    os.setsid()
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGHUP, signal.SIGQUIT, signal.SIGTERM, signal.SIGUSR1, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)


def adopt_orphans() -> bool:
    """Makes this process the parent of every descendant whose own parent ends. Linux alone has that."""
    if not sys.platform.startswith("linux"):
        return False
    import ctypes

    PR_SET_CHILD_SUBREAPER = 36
    try:
        return bool(ctypes.pythonapi.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0)
    except (OSError, AttributeError):
        return False


class Table:
    """The system's processes at one moment: parent, process group and, on Linux, session of each."""

    def __init__(self) -> None:
        self.parents: dict[int, int] = {}
        self.groups: dict[int, int] = {}
        self.sessions: dict[int, int] = {}
        if os.path.exists("/proc/self/stat"):
            self._read_proc()
        else:
            self._ask_ps()

    def _read_proc(self) -> None:
        for name in os.listdir("/proc"):
            text = read_text("/proc/%s/stat" % name) if name.isdigit() else None
            if text:
                state, parent, group, session = text[text.rindex(")") + 2 :].split()[:4]
                if state not in "ZX":
                    self.parents[int(name)] = int(parent)
                    self.groups[int(name)] = int(group)
                    self.sessions[int(name)] = int(session)

    def _ask_ps(self) -> None:
        for line in ask(["ps", "-A", "-o", "pid=,ppid=,pgid=,state="]).splitlines():
            pid, parent, group, state = line.split()[:4]
            if not state.startswith("Z"):
                self.parents[int(pid)] = int(parent)
                self.groups[int(pid)] = int(group)

    def of_job(self, job: str, supervisor: int, group: int) -> list[int]:
        """The supervisor's descendants, the process group's members, and whoever bears the job's tag."""
        mine = {supervisor}
        grew = True
        while grew:
            more = [pid for pid, parent in self.parents.items() if parent in mine and pid not in mine]
            mine.update(more)
            grew = bool(more)
        mine.update(pid for pid, of in self.groups.items() if of == group)
        mine.update(pid for pid in self.parents if pid not in mine and has_tag(pid, job))
        return sorted(mine - {supervisor, os.getpid()})


def has_tag(pid: int, job: str) -> bool:
    try:
        with open("/proc/%d/environ" % pid, "rb") as file:
            return ("%s=%s" % (TAG, job)).encode() in file.read().split(b"\0")
    except OSError:
        return False


class Sweep:
    """The end of a job's processes: asked to end, killed when the grace is over, and looked for until none is left."""

    def __init__(self, job: str, group: int, quiet: float, grace: float) -> None:
        """For ``quiet`` seconds nothing is sent: helpers of a process that has ended end by themselves."""
        self._job = job
        self._group = group
        self._ask_at = time.monotonic() + quiet
        self._kill_at = self._ask_at + grace
        self._asked: set[int] = set()
        self._pause = LOOK_EVERY / 2
        self._next = 0.0

    def step(self) -> bool:
        """True while some of them are left."""
        if time.monotonic() < self._next:
            return True
        left = Table().of_job(self._job, os.getpid(), self._group)
        at = time.monotonic()
        for pid in left:
            if at >= self._kill_at:
                send(pid, signal.SIGKILL)
            elif at >= self._ask_at and pid not in self._asked:
                self._asked.add(pid)
                send(pid, signal.SIGTERM)
                send(pid, signal.SIGCONT)
        self._pause = min(self._pause * 1.5, 0.25)
        self._next = time.monotonic() + self._pause
        return bool(left)


def kill_remains(job: str, session: object) -> None:
    """What a job left whose supervisor is gone: what bears its tag, and what was forked within its session."""
    table = Table()
    for pid in table.parents:
        if has_tag(pid, job) or (table.sessions.get(pid) == session and has_tag(pid, FORKED)):
            send(pid, signal.SIGKILL)


def send(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except OSError:
        pass


def has_children() -> bool:
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return True
