"""One job's keeper on the host: it starts the job's process, writes its journal, ends it, and says how it ended.

It is forked from an agent and outlives it. It sleeps until output, a signal or a timer comes.
"""

from __future__ import annotations

import fcntl
import os
import selectors
import signal
import sys
import time

from farcall.worker import environments, launch
from farcall.worker.ending import Ending
from farcall.worker.events import EventPipe, waiting
from farcall.worker.folders import JobFolder, aside_of, remove, remove_asides, sync_file, write_whole
from farcall.worker.journal import EVENT, STDERR, STDOUT, Journal, JournalFull, dump_event, now
from farcall.worker.machine import identity, memory_kills
from farcall.worker.processes import LOOK_EVERY, Sweep, adopt_orphans, has_children, spawn
from farcall.worker.sampling import Sampler
from farcall.worker.wake import Watchers
from farcall.worker.workfolder import create, spares

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from farcall.worker.forkserver import Warm

GRACE = 5.0
# What outlives the main process is mostly its helpers, about to end by themselves.
QUIET = 0.3
LOOK_FOR_CANCEL_EVERY = 5.0
# What must be kept may wait so long for the first output, which is worth more.
KEEP_AFTER = 0.02
# That the entry's first line is reached is told with what that prints, if it prints at once.
TELL_AFTER = 0.002
DRAIN_FOR = 2.0


class Supervisor:
    def __init__(self, folder: JobFolder, spec: dict[str, Any], umask: int, warm: Warm | None) -> None:
        self._folder = folder
        self._spec = spec
        self._umask = umask
        # Where this process was forked from a fork server, its job may be too.
        self._warm = warm
        self._selector = selectors.DefaultSelector()
        self._identity = identity()
        self._journal = Journal(folder.journal)
        self._watchers = Watchers(folder)
        self._events = EventPipe()
        self._ending = Ending()
        self._buffer = bytearray(launch.PIPE_SIZE)
        self._readers: dict[int, int] = {}
        self._writers: dict[int, int] = {}
        self._main = 0
        self._env: dict[str, str] = {}
        # `setup`, `job`, `draining`, `over`: only ever onward.
        self._stage = "setup"
        self._running = False
        self._adopts = False
        self._next_look = 0.0
        self._signals = -1
        self._sweep: Sweep | None = None
        self._deadline = float("inf")
        self._drain_until = float("inf")
        self._keep_at = float("inf")
        self._tell_at = float("inf")
        self._sampler = Sampler(self._ask, spec, self._journal)
        self._dirty = False

    def run(self, taken: Callable[[], None]) -> None:
        """Calls ``taken`` once the folder says that the job is in this process's hands."""
        self._listen()
        self._record()
        self._open_pipes()
        self._look()
        if not self._ending.wish:
            self._begin()
        # After that: whoever hears of it has work to do, which the job's first line is not to wait for.
        taken()
        self._ending.memory_kills = memory_kills()
        self._watchers.refresh()
        try:
            # For the next record: the first line of the entry waits for it, and a new file takes long on some disks.
            create(aside_of(self._folder.supervisor))
        except OSError:
            pass
        # The first output of one that is still being loaded is far away.
        self._keep_at = time.monotonic() + (KEEP_AFTER if self._warm else 0.0)
        while self._stage != "over":
            self._wait()
        self._keep()
        remove_asides(self._folder.path)
        self._finish()

    def _ask(self, module: str, function: str, *args: Any) -> Any:
        """What a function of the display says. Most jobs need none of it here: so it is loaded when it is asked."""
        from farcall.worker.loading import Parts

        return Parts(self._folder.home.cache, self._spec.get("display")).ask(module, function, *args)

    # Starting.

    def _listen(self) -> None:
        """Signals become bytes in a pipe, so that none is missed between two looks."""
        reader, writer = os.pipe()
        os.set_blocking(reader, False)
        os.set_blocking(writer, False)
        for number in (signal.SIGUSR1, signal.SIGCHLD, signal.SIGTERM):
            signal.signal(number, lambda number, frame: None)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        self._selector.register(reader, selectors.EVENT_READ)
        self._signals = reader

    def _record(self) -> None:
        record = {**self._identity, "state": "running" if self._running else "starting"}
        record["started"] = self._ending.started
        record["session"] = self._main or (self._warm.job if self._warm else 0)
        write_whole(self._folder.supervisor, dump_event(record))

    def _open_pipes(self) -> None:
        pipes = self._warm.pipes if self._warm else launch.make_pipes()
        size = self._spec.get("terminal")
        if size:
            self._ask("terminal", "put", pipes, size)
        for kind, (reader, writer) in pipes.items():
            self._readers[kind] = reader
            self._writers[kind] = writer
            self._selector.register(reader, selectors.EVENT_READ)

    def _begin(self) -> None:
        self._adopts = adopt_orphans()
        self._ending.started = now()
        if self._spec["timeout"] is not None:
            self._deadline = time.monotonic() + self._spec["timeout"]
        self._env = launch.base_environment(self._folder.job)
        setup = self._spec["setup"]
        if self._warm:
            self._start_job(self._warm.environ)
            return
        env = environments.kept(self._folder.home, setup, self._env) if setup else self._env
        if env is None:
            self._start_setup()
        else:
            self._start_job(env)

    def _start_setup(self) -> None:
        env = {**self._env, "FARCALL_PYTHON": sys.executable}
        # What setup prints is not the function's output.
        fds = {0: self._null(), 1: self._writers[STDERR], 2: self._writers[STDERR]}
        fds[launch.EVENTS] = self._writers[EVENT]
        self._main = spawn(launch.setup_command(self._spec["setup"]), env, self._folder.work, fds, self._umask)

    def _start_job(self, env: dict[str, str]) -> None:
        self._stage = "job"
        if self._warm and self._warm.job:
            # It opens its terminals now: until it has ended they are held open here.
            self._main = self._warm.go()
            return
        env = launch.job_environment(env, self._spec, self._folder.work)
        wanted = self._spec["python"]
        python = sys.executable if self._warm else launch.find_python(wanted, self._env, env)
        fds = {0: self._null(), 1: self._writers[STDOUT], 2: self._writers[STDERR]}
        fds[launch.EVENTS] = self._writers[EVENT]
        try:
            if python is None:
                raise FileNotFoundError(2, os.strerror(2))
            command = launch.python_command(python, "job", self._folder.path)
            self._main = spawn(command, env, self._folder.work, fds, self._umask)
        except OSError as error:
            environments.forget(self._folder.home, self._spec["setup"], self._env)
            self._event(*self._ending.no_python(python or wanted, error.strerror))
            self._stage = "over"
        self._close_writers()

    def _null(self) -> int:
        return fcntl.fcntl(os.open(os.devnull, os.O_RDWR), fcntl.F_DUPFD_CLOEXEC, 20)

    def _close_writers(self) -> None:
        for fd in self._writers.values():
            os.close(fd)
        self._writers = {}

    # Waiting.

    def _wait(self) -> None:
        for key, _ in self._selector.select(self._patience()):
            if key.fd == self._signals:
                self._on_signals()
            elif key.fd == self._readers.get(EVENT):
                self._on_events()
            else:
                self._on_output(key.fd)
        if time.monotonic() >= self._deadline:
            self._end_it("timeout")
        if self._sweep is not None and not self._sweep.step() and not self._main:
            self._swept()
        if self._stage == "draining" and (not self._readers or time.monotonic() >= self._drain_until):
            self._stage = "over"
        if time.monotonic() >= self._next_look:
            self._look()
        if time.monotonic() >= self._keep_at:
            self._keep()
        if self._sampler.step(self._main) or self._dirty or time.monotonic() >= self._tell_at:
            self._dirty = False
            self._tell_at = float("inf")
            self._watchers.wake()

    def _patience(self) -> float:
        at = time.monotonic()
        if self._sweep is not None:
            return LOOK_EVERY
        until = min(self._deadline, self._next_look, self._keep_at, self._sampler.at)
        return max(0.0, min(self._drain_until if self._stage == "draining" else until, self._tell_at) - at)

    def _keep(self) -> None:
        """What the job is must outlast a power failure. It need not wait for that."""
        if self._keep_at < float("inf"):
            self._keep_at = float("inf")
            for spare in spares(self._folder):
                remove(spare)
            sync_file(self._folder.spec)

    def _look(self) -> None:
        """Agents on this machine send a signal; for those on another the folder is looked at now and then."""
        self._next_look = time.monotonic() + LOOK_FOR_CANCEL_EVERY
        if not self._ending.wish and os.path.exists(self._folder.cancel):
            self._end_it("cancelled")

    def _on_signals(self) -> None:
        received = os.read(self._signals, 4096)
        if signal.SIGTERM in received:
            self._end_it("terminated")
        if signal.SIGUSR1 in received:
            self._watchers.refresh()
            self._look()
            # What is to be told soon is told then.
            self._dirty = self._journal.size > 0 and self._tell_at == float("inf")
        if signal.SIGCHLD in received:
            self._reap()

    def _reap(self) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if pid == self._main:
                self._main_ended(status)

    def _end_it(self, wish: str) -> None:
        self._deadline = float("inf")
        if self._ending.wish:
            return
        self._ending.wish = wish
        if self._main:
            self._sweep = Sweep(self._folder.job, self._main, 0.0, GRACE)
        elif self._stage == "setup":
            self._stage = "over"

    # Output and events.

    def _on_output(self, fd: int) -> None:
        for kind in [kind for kind, reader in self._readers.items() if reader == fd]:
            self._copy(kind, launch.PIPE_SIZE)

    def _copy(self, kind: int, limit: int) -> int:
        """Moves up to ``limit`` bytes from the pipe to the journal; 0 where there are none."""
        fd = self._readers[kind]
        view = memoryview(self._buffer)[:limit]
        try:
            count = os.readv(fd, [view])
        except BlockingIOError:
            return 0
        except OSError:
            count = 0  # As a terminal says that nobody holds it any more.
        if count == 0:
            self._close_reader(kind)
            return 0
        try:
            self._journal.output(kind, view[:count])
        except JournalFull:
            self._ending.full = True
        self._dirty = True
        return count

    def _drain_output(self) -> None:
        """What was written before an event was read precedes it: all of it, some may be on its way in a terminal."""
        for kind in (STDOUT, STDERR):
            left = launch.PIPE_SIZE
            while left > 0 and kind in self._readers:
                count = self._copy(kind, left)
                if count == 0:
                    break
                left -= count

    def _on_events(self) -> None:
        # Before the read: a job that tells of its first line goes on as soon as that is read.
        self._drain_output()
        try:
            chunk = os.read(self._readers[EVENT], launch.PIPE_SIZE)
        except BlockingIOError:
            return
        if not chunk:
            self._close_reader(EVENT)
            return
        for word, payload in self._events.push(chunk):
            if word != "running":
                self._drain_output()
            if word == "env":
                self._ending.env = payload
            elif word == "setup-failed":
                self._ending.setup_failed = payload
            elif word == "up":
                self._ending.up = True
            elif word == "old":
                self._event(*self._ending.old_python(payload.decode(errors="replace")))
            else:
                self._event(word, payload)
                if word == "running":
                    self._running = True
                    self._dirty = False
                    self._tell_at = time.monotonic() + TELL_AFTER
                    try:
                        self._record()
                    except OSError:
                        pass  # That it runs is also in the journal.

    def _event(self, word: str, payload: bytes) -> None:
        self._ending.saw(word)
        try:
            self._journal.event(payload)
        except JournalFull:
            self._ending.full = True
            if word.startswith(("result", "error")):
                self._ending.verdict_lost = True
        self._dirty = True

    def _close_reader(self, kind: int) -> None:
        fd = self._readers.pop(kind)
        self._selector.unregister(fd)
        os.close(fd)

    # Ending.

    def _main_ended(self, status: int) -> None:
        group, self._main = self._main, 0
        if self._stage == "setup":
            self._setup_ended(status)
            return
        self._ending.status = status
        if self._sweep is None:
            # Whatever the job left behind is a child of this process by now.
            if self._adopts and not has_children():
                self._swept()
            else:
                self._sweep = Sweep(self._folder.job, group, QUIET, GRACE)

    def _setup_ended(self, status: int) -> None:
        # What it wrote is in the pipes, all of it: the process has ended.
        while EVENT in self._readers and waiting(self._readers[EVENT]):
            self._on_events()
        self._drain_output()
        if self._ending.wish:
            self._ending.status = status
            return
        env = self._ending.setup_environment()
        if env is None:
            self._event(*self._ending.setup_error(self._spec["setup"], status))
            self._stage = "over"
        else:
            environments.keep(self._folder.home, self._spec["setup"], self._env, env)
            self._start_job(env)

    def _swept(self) -> None:
        self._sweep = None
        self._drain_output()
        self._close_writers()
        self._stage = "draining"
        # A process that none of the means above could find may hold a pipe open.
        self._drain_until = time.monotonic() + DRAIN_FOR

    def _finish(self) -> None:
        if self._ending.silent_failure():
            self._event(*self._ending.not_started())
        self._ending.write(self._folder, self._journal)
        self._watchers.refresh()
        self._watchers.wake()
