"""Facts about this machine that prove which process is which: host name, boot, and when a process started."""

from __future__ import annotations

import os
import socket
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def host_name() -> str:
    return socket.gethostname()


def boot_id() -> str:
    """Differs after every boot; empty where the system does not tell."""
    text = read_text("/proc/sys/kernel/random/boot_id")
    if text:
        return text.strip()
    if sys.platform == "darwin":
        # The time of the boot moves whenever the clock is set.
        return ask(["sysctl", "-n", "kern.bootsessionuuid"])
    return ""


def start_time(pid: int) -> str:
    """When the process started, in the system's own words; empty where there is no such (living) process."""
    text = read_text("/proc/%d/stat" % pid)
    if text:
        # The command's name may hold spaces and parentheses: the fields are counted from its end.
        fields = text[text.rindex(")") + 2 :].split()
        return "" if fields[0] in "ZX" else fields[19]
    if sys.platform.startswith("linux"):
        return ""
    return ask(["ps", "-o", "lstart=", "-p", str(pid)])


def identity() -> dict[str, Any]:
    pid = os.getpid()
    return {"host": host_name(), "boot": boot_id(), "pid": pid, "startTime": start_time(pid)}


def is_here(record: dict[str, Any]) -> bool:
    """Whether what ``identity`` said was said on this machine, so that this machine may judge it."""
    return record.get("host") == host_name()


def is_alive(record: dict[str, Any]) -> bool:
    """Whether the process of ``identity`` still runs. Only meaningful where ``is_here`` and the boot is the same."""
    pid = record.get("pid")
    if type(pid) is not int or pid <= 0:
        return False
    started = start_time(pid)
    return started != "" and started == record.get("startTime")


def memory_kills() -> int:
    """How many processes the kernel has killed for memory: in this process's control group, or else at all."""
    for line in (read_text("/proc/self/cgroup") or "").splitlines():
        if line.startswith("0::"):
            count = counter("/sys/fs/cgroup%s/memory.events" % line[3:].rstrip("/"), "oom_kill")
            if count is not None:
                return count
    return counter("/proc/vmstat", "oom_kill") or 0


def counter(path: str, name: str) -> int | None:
    for line in (read_text(path) or "").splitlines():
        key, _, value = line.partition(" ")
        if key == name:
            return int(value.split()[0])
    return None


def memory_of(process: str) -> int:
    """Bytes that are resident; 0 where the system does not tell."""
    fields = (read_text("/proc/%s/statm" % process) or "0 0").split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")


def memory_total() -> int:
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def load() -> dict[str, Any]:
    """How busy this machine is: running processes on average, bytes of memory that are left, and nvidia-smi's words."""
    asked = ["nvidia-smi", "--query-gpu=memory.used,memory.total", "--format=csv,noheader,nounits"]
    free = counter("/proc/meminfo", "MemAvailable:")
    return {"average": os.getloadavg()[0], "memoryFree": free and free * 1024, "gpus": ask(asked)}


def read_text(path: str) -> str | None:
    try:
        with open(path, "rb") as file:
            return file.read().decode(errors="replace")
    except OSError:
        return None


def ask(command: list[str]) -> str:
    import subprocess

    try:
        return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.decode().strip()
    except OSError:
        return ""
