"""Which jobs of this machine may run where a host allows so many at a time, and which wait. Nobody needs to be
connected: whoever ends a job starts the next. All of it is files, changed under one lock:

    queue/<machine>/running/<job>               holds a place
    queue/<machine>/waiting/<time>-<job>        in the order of their times
"""

from __future__ import annotations

import fcntl
import os
import time

from farcall.worker import jobs
from farcall.worker.background import Report
from farcall.worker.folders import Home, JobFolder, read_json, remove
from farcall.worker.journal import Journal, dump_event
from farcall.worker.machine import host_name
from farcall.worker.wake import Watchers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

RUNTIME = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
NEXT = "import sys;sys.path.insert(0,sys.argv[1]);from farcall.worker import queue;queue.resume(*sys.argv[2:])"


# From having a place to having a supervisor.
STARTS_WITHIN = 10.0


class Queue:
    def __init__(self, home: Home) -> None:
        self._home = home
        top = os.path.join(home.directory, "queue", host_name().replace(os.sep, "_"))
        self._running = os.path.join(top, "running")
        self._waiting = os.path.join(top, "waiting")
        self._lock = os.path.join(top, "lock")

    def enter(self, folder: JobFolder, slots: int) -> bool:
        """True where the job may run now; else it waits from now on, and whoever ends a job starts it."""
        with self:
            if os.path.exists(os.path.join(self._running, folder.job)):
                return True
            running = self._count()
            waiting = self._names()
            ticket = next((name for name in waiting if job_of(name) == folder.job), None)
            if not waiting and running < slots:
                touch(os.path.join(self._running, folder.job))
                return True
            if ticket is None:
                # Behind all that wait, though the clock was set back meanwhile.
                last = int(waiting[-1][:15]) + 1 if waiting else 0
                ticket = "%015d-%s" % (max(last, time.time() * 1000), folder.job)
                touch(os.path.join(self._waiting, ticket))
                waiting.append(ticket)
            tell(folder, waiting.index(ticket))
        return False

    def leave(self, job: str) -> None:
        """Of a job that ended, or was cancelled before it began. Who counted it, to wait behind it, waits by now: so
        ``next`` finds that one.
        """
        with self:
            remove(os.path.join(self._running, job))
            for name in self._names():
                if job_of(name) == job:
                    remove(os.path.join(self._waiting, name))

    def next(self) -> str | None:
        """Takes the first that waits, if it may run: whoever asks is to start it."""
        if self.is_empty():
            return None
        with self:
            running = self._count()
            waiting = self._names()
            while waiting:
                job = job_of(waiting[0])
                spec = read_json(self._home.job(job).spec)
                if spec is not None and running >= spec["slots"]:
                    return None
                remove(os.path.join(self._waiting, waiting.pop(0)))
                # A job whose folder somebody removed is gone.
                if spec is not None:
                    touch(os.path.join(self._running, job))
                    for place, name in enumerate(waiting):
                        tell(self._home.job(job_of(name)), place, True)
                    return job
        return None

    def is_empty(self) -> bool:
        """False also where a job has a place and whoever was to start it may be dead."""
        return not self._names() and all(map(jobs.is_started, map(self._home.job, names_in(self._running))))

    def _names(self) -> list[str]:
        return sorted(names_in(self._waiting))

    def _count(self) -> int:
        """How many run. What ended without leaving, by a kill or with the machine, leaves now."""
        count = 0
        for job in names_in(self._running):
            folder = self._home.job(job)
            place = os.path.join(self._running, job)
            if not os.path.isdir(folder.path) or jobs.state_of(folder)[1] is not None:
                remove(place)
            elif jobs.is_started(folder) or abs(time.time() - os.stat(place).st_mtime) < STARTS_WITHIN:
                count += 1
            else:
                # Whoever had it start was killed before it could: it is the first that waits.
                remove(place)
                touch(os.path.join(self._waiting, "%015d-%s" % (0, job)))
        return count

    def __enter__(self) -> None:
        for path in (self._running, self._waiting):
            os.makedirs(path, 0o700, exist_ok=True)
        self._fd = os.open(self._lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX)
        except OSError:
            pass  # A file system without locks: two jobs may then take one place.

    def __exit__(self, *_: object) -> None:
        os.close(self._fd)


def job_of(name: str) -> str:
    return name.partition("-")[2]


def names_in(path: str) -> list[str]:
    try:
        return os.listdir(path)
    except OSError:
        return []


def touch(path: str) -> None:
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600))


def tell(folder: JobFolder, ahead: int, only_watched: bool = False) -> None:
    """Into the journal, which nobody else writes to while the job waits."""
    try:
        if only_watched and not os.listdir(folder.watch):
            return
        Journal(folder.journal).event(dump_event({"type": "queue", "ahead": ahead}))
    except OSError:
        return
    watchers = Watchers(folder)
    watchers.refresh()
    watchers.wake()
    watchers.close()


def go_on(home: Home, umask: int, python: str, environ: dict[str, str]) -> None:
    """In a process that has nothing else to do: becomes the supervisor of the next job, if one may start.
    ``python`` and ``environ`` are an agent's.
    """
    job = Queue(home).next()
    if job is not None:
        command = [python, "-E", "-s", "-S", "-c", NEXT, RUNTIME, home.directory, job, str(umask)]
        os.execve(python, command, environ)


class Nobody(Report):
    """Waits for the answer to this start: whoever asked for it was told that it waits."""

    def __init__(self) -> None:
        super().__init__(os.open(os.devnull, os.O_WRONLY | os.O_CLOEXEC))


def resume(directory: str, job: str, umask: str) -> None:
    home = Home(directory)
    spec: dict[str, Any] = jobs.spec_of(home.job(job))
    jobs.supervise(home, spec, int(umask), Nobody())
