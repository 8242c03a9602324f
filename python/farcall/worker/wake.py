"""How a supervisor wakes the agents that follow its job: a datagram to the Unix socket that a file in the job's
``watch`` folder names. Unix sockets are of one machine, so the file says which; a wake that is lost costs the agent
its next slow look at the journal, nothing else.
"""

from __future__ import annotations

import os
import socket
import stat

from farcall.worker.folders import JobFolder, read_json, remove
from farcall.worker.machine import host_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MAX_SOCKET_PATH = 100


def socket_folder() -> str | None:
    """A folder for sockets that only this user can enter; None where there is none to be had."""
    for folder in (os.environ.get("XDG_RUNTIME_DIR", ""), "/tmp/farcall-%d" % os.getuid()):
        if not os.path.isabs(folder):
            continue
        try:
            if folder.startswith("/tmp/") and not os.path.lexists(folder):
                os.mkdir(folder, 0o700)
            info = os.lstat(folder)
        except OSError:
            continue
        private = stat.S_ISDIR(info.st_mode) and info.st_uid == os.getuid() and not info.st_mode & 0o077
        if private and os.access(folder, os.W_OK):
            return folder
    return None


class Waker:
    """The agent's side: a socket to be woken by, made when it is first wanted."""

    def __init__(self) -> None:
        self._socket: socket.socket | None = None
        self._path = ""
        self._name = "%s.%d" % (host_name(), os.getpid())

    def open(self) -> int | None:
        """The socket's file descriptor, or None where this machine allows no such socket."""
        if self._socket is not None:
            return self._socket.fileno()
        folder = socket_folder()
        path = os.path.join(folder or "", "farcall-%d.sock" % os.getpid())
        if folder is None or len(os.fsencode(path)) > MAX_SOCKET_PATH:
            return None
        made = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        made.setblocking(False)
        try:
            remove(path)
            made.bind(path)
        except OSError:
            made.close()
            return None
        self._socket = made
        self._path = path
        return made.fileno()

    def woken(self) -> set[str]:
        """The jobs that called since the last time."""
        jobs = set()
        try:
            while self._socket is not None:
                jobs.add(self._socket.recv(256).decode(errors="replace"))
        except OSError:
            pass
        return jobs

    def note(self) -> tuple[str, str] | None:
        """What a job's ``watch`` folder is to hold for this agent to be woken: a file's name and its text."""
        if self.open() is None:
            return None
        return self._name, '{"host":%s,"socket":%s}' % (quote(host_name()), quote(self._path))

    def watch(self, folder: JobFolder) -> bool:
        """False where the supervisor knows already: it found the note when it began, or was told since."""
        note = self.note()
        if note:
            if os.path.exists(os.path.join(folder.watch, note[0])):
                return False
            put_note(folder, note)
        return True

    def unwatch(self, folder: JobFolder) -> None:
        if self._socket is not None:
            remove(os.path.join(folder.watch, self._name))

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            remove(self._path)
            self._socket = None


def put_note(folder: JobFolder, note: tuple[str, str]) -> None:
    try:
        # Not aside: half a line is nobody's, and whoever is told to look finds all of it.
        with open(os.path.join(folder.watch, note[0]), "w") as file:
            file.write(note[1])
    except OSError:
        pass  # A folder that cannot be written is looked at slowly.


def quote(text: str) -> str:
    import json

    return json.dumps(text)


class Watchers:
    """The supervisor's side: who wants to be woken. Listed anew only when told to."""

    def __init__(self, folder: JobFolder) -> None:
        self._folder = folder
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._paths: dict[str, str] = {}

    def close(self) -> None:
        self._socket.close()

    def refresh(self) -> None:
        self._paths = {}
        try:
            names = os.listdir(self._folder.watch)
        except OSError:
            return
        for name in names:
            path = os.path.join(self._folder.watch, name)
            watcher: dict[str, Any] = read_json(path) or {}
            if watcher.get("host") == host_name() and isinstance(watcher.get("socket"), str):
                self._paths[path] = watcher["socket"]

    def wake(self) -> None:
        gone = []
        for path, address in self._paths.items():
            try:
                self._socket.sendto(self._folder.job.encode(), address)
            except BlockingIOError:
                pass  # Its socket is full of wakes that it has not read: it will look.
            except OSError:
                gone.append(path)
        for path in gone:
            del self._paths[path]
            remove(path)
