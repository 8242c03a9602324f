"""What a job's processes use, as its supervisor sees it: processors, memory, and the GPUs that it was given."""

from __future__ import annotations

import os
import subprocess
import time

from farcall.worker.machine import ask, read_text
from farcall.worker.sampling import FIRST_AFTER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

PAUSE = 2.0
# From some length on, the longer a job has run the rarer it is looked at: about 600 times in a month.
SHARE = 1 / 50
MIB = 1024 * 1024


class Meter:
    def __init__(self, env: dict[str, str]) -> None:
        """Made once the job has run for a second."""
        self._began = self._before = time.monotonic() - FIRST_AFTER
        self._used = 0.0
        devices = env.get("CUDA_VISIBLE_DEVICES", "")
        self._gpus = Gpus(devices) if devices else None

    def sample(self, main: int) -> tuple[dict[str, Any], float]:
        """The ``usage`` event since the sample before, and in how many seconds to look again. Asked by the job's
        supervisor; ``OSError`` where there is nothing to look at.
        """
        if not main:
            raise OSError("the job has ended")
        try:
            apart = self._gpus.asked if self._gpus else None
            used, memory = look(os.getpid(), main, apart)
            at = time.monotonic()
            percent = 100 * max(0.0, used - self._used) / max(0.001, at - self._before)
            self._used, self._before = used, at
            event = {"type": "usage", "time": round(time.time() * 1000, 3), "cpuPercent": round(percent, 1)}
            event["memory"] = memory
            if self._gpus:
                event.update(self._gpus.told())
            return event, max(PAUSE, (at - self._began) * SHARE)
        except (ValueError, IndexError) as error:
            raise OSError("the system tells what is not understood") from error


def look(supervisor: int, main: int, apart: int | None) -> tuple[float, int]:
    """Seconds of processors so far, and bytes that are resident now, all its processes together."""
    if not os.path.exists("/proc/self/stat"):
        return ask_ps(main)
    ticks = os.sysconf("SC_CLK_TCK")
    used = memory = 0
    for pid in below(supervisor):
        text = read_text("/proc/%d/stat" % pid) if pid != apart else None
        if text:
            fields = text[text.rindex(")") + 2 :].split()
            # Its own time, and that of its children that have ended.
            used += sum(int(field) for field in fields[11:15])
            memory += int(fields[21])
    # What has ended and was the supervisor's own to take leave of.
    ended = os.times()
    return used / ticks + ended.children_user + ended.children_system, memory * os.sysconf("SC_PAGE_SIZE")


def below(pid: int) -> Iterator[int]:
    waiting = [pid]
    while waiting:
        at = waiting.pop()
        try:
            threads = os.listdir("/proc/%d/task" % at)
        except OSError:
            continue  # It has ended.
        for thread in threads:
            children = read_text("/proc/%d/task/%s/children" % (at, thread)) or ""
            found = [int(child) for child in children.split()]
            yield from found
            waiting += found


def ask_ps(main: int) -> tuple[float, int]:
    used = 0.0
    memory = 0
    mine = {main}
    # Parents come before their children, as they are older; a number that began anew may hide some.
    for line in sorted(
        ask(["ps", "-A", "-o", "pid=,ppid=,pgid=,rss=,time="]).splitlines(), key=lambda line: int(line.split()[0])
    ):
        pid, parent, group, size, spent = line.split()[:5]
        if int(pid) in mine or int(parent) in mine or int(group) == main:
            mine.add(int(pid))
            memory += int(size) * 1024
            used += seconds(spent)
    return used, memory


def seconds(text: str) -> float:
    """Of ``[[days-]hours:]minutes:seconds``."""
    days, _, rest = text.rpartition("-")
    total = 0.0
    for part in rest.split(":"):
        total = total * 60 + float(part)
    return total + 86400 * int(days or 0)


class Gpus:
    """Asked by a program that may take a while: what it says is told with the next sample."""

    def __init__(self, devices: str) -> None:
        self._command = ["nvidia-smi", "--query-gpu=utilization.gpu,memory.used", "--format=csv,noheader,nounits"]
        self._command += ["-i", devices]
        self._asked: subprocess.Popen[bytes] | None = None
        self._silent = False
        self._ask()

    @property
    def asked(self) -> int | None:
        return self._asked.pid if self._asked else None

    def told(self) -> dict[str, float]:
        said = self._read()
        self._ask()
        try:
            rows = [[float(part) for part in line.split(",")] for line in said.splitlines()]
            return (
                {"gpuPercent": sum(row[0] for row in rows), "gpuMemory": sum(row[1] for row in rows) * MIB}
                if rows
                else {}
            )
        except (ValueError, IndexError):
            return {}

    def _ask(self) -> None:
        if self._silent or self._asked:
            return
        try:
            self._asked = subprocess.Popen(
                self._command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        except OSError:
            self._silent = True  # There is no such program.

    def _read(self) -> str:
        if self._asked is None or self._asked.stdout is None or self._asked.poll() is None:
            return ""
        with self._asked.stdout as file:
            said = file.read()
        self._asked = None
        return said.decode(errors="replace")
