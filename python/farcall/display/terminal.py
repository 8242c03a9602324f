"""Terminals for a job's output, for programs that show colours and progress only on one: a terminal for each of the two
streams, so that they stay apart.

The job's supervisor holds them and reads them in the pipes' place. It outlives all that writes, so nothing is lost with
a process that is killed, and no other process is needed.
"""

from __future__ import annotations

import fcntl
import os
import struct
import termios

from farcall.worker.journal import STDERR, STDOUT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

# A job's own descriptors are below (see ``processes.spawn``).
HIGH = 20


def put(pipes: dict[int, tuple[int, int]], size: dict[str, Any]) -> None:
    """Puts terminals in the place of the pipes of standard output and standard error.

    Where the host has none to give, the pipes stay, and who reads the job's standard error is told.
    """
    made: dict[int, tuple[int, int]] = {}
    try:
        for kind in (STDOUT, STDERR):
            made[kind] = make(size["columns"], size["rows"])
    except (OSError, termios.error) as error:
        close(made.values())
        told = "farcall: this host has no terminal to give (%s): the output goes on without one.\n" % error.args[-1]
        os.write(pipes[STDERR][1], told.encode())
        return
    close(pipes[kind] for kind in made)
    pipes.update(made)


def make(columns: int, rows: int) -> tuple[int, int]:
    """A terminal: what is read of it, and what is written to."""
    ours, theirs = os.openpty()
    try:
        attributes = termios.tcgetattr(theirs)
        # What is written comes as it is: no carriage returns are put in, no byte means anything.
        attributes[1] &= ~termios.OPOST
        termios.tcsetattr(theirs, termios.TCSANOW, attributes)
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        # For writing alone: nobody types there, and who waits for a key is told so at once.
        writing = os.open(os.ttyname(theirs), os.O_WRONLY | os.O_NOCTTY | os.O_CLOEXEC)
        reader, writer = (fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, HIGH) for fd in (ours, writing))
        os.close(writing)
        refuse_readers(theirs)
    finally:
        os.close(theirs)
        os.close(ours)
    os.set_blocking(reader, False)
    return reader, writer


def refuse_readers(fd: int) -> None:
    """Pagers open the terminal anew to read from it. Only root still can."""
    try:
        os.fchmod(fd, 0o200)
    except OSError:
        pass  # They wait, then, until the job is ended.


def close(pairs: Iterable[tuple[int, int]]) -> None:
    for pair in pairs:
        for fd in pair:
            os.close(fd)
