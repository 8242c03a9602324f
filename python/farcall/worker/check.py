"""What "Test Host" shows of the folder, and of what becomes of jobs at logout."""

from __future__ import annotations

import os
import sys

from farcall.worker.failures import from_os_error
from farcall.worker.folders import Home, remove
from farcall.worker.machine import ask, read_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def check(home: Home) -> dict[str, Any]:
    problem = why_unwritable(home)
    return {
        "directory": home.directory,
        "writable": problem is None,
        "problem": problem,
        "freeBytes": free_bytes(home.directory),
        "logout": logout(),
    }


def why_unwritable(home: Home) -> str | None:
    path = os.path.join(home.directory, ".check.%d" % os.getpid())
    try:
        os.makedirs(home.directory, 0o700, exist_ok=True)
        with open(path, "wb") as file:
            file.write(b"\0" * 4096)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return from_os_error(error, home.directory).message
    finally:
        remove(path)
    return None


def free_bytes(path: str) -> int:
    while not os.path.isdir(path):
        path = os.path.dirname(path)
    info = os.statvfs(path)
    return info.f_bavail * info.f_frsize


def logout() -> dict[str, Any]:
    """systemd may end a user's processes at logout. Where another system runs the machine, nothing does."""
    if sys.platform.startswith("linux") and not os.path.isdir("/run/systemd/system"):
        return told(True, "This host leaves a user's processes alone at logout (it does not run systemd).")
    if not sys.platform.startswith("linux"):
        return told(True, "This host leaves a user's processes alone at logout.")
    kills = manager_setting("KillUserProcesses")
    lingers = user_setting("Linger")
    removes = manager_setting("RemoveIPC")
    facts = "KillUserProcesses=%s, Linger=%s, RemoveIPC=%s" % (kills or "?", lingers or "?", removes or "?")
    if kills is None:
        return told(None, "What this host does to a user's processes at logout cannot be found out (%s)." % facts)
    if kills == "no" or os.getuid() == 0:
        return told(True, "Jobs go on after logout (%s)." % facts)
    if lingers == "yes":
        text = "Jobs go on after logout only where they outlive the login's session: lingering is on (%s)."
        return told(None, text % facts)
    text = "Jobs are ended when the user's last session ends (%s); `loginctl enable-linger` may change that."
    return told(False, text % facts)


def told(survive: bool | None, text: str) -> dict[str, Any]:
    return {"jobsSurvive": survive, "text": text}


def manager_setting(name: str) -> str | None:
    answer = ask(
        ["busctl", "get-property", "org.freedesktop.login1", "/org/freedesktop/login1"]
        + ["org.freedesktop.login1.Manager", name]
    )
    if answer in ("b true", "b false"):
        return "yes" if answer == "b true" else "no"
    for line in (read_text("/etc/systemd/logind.conf") or "").splitlines():
        key, _, value = line.partition("=")
        if key.strip() == name:
            return "yes" if value.strip().lower() in ("yes", "true", "1", "on") else "no"
    return None


def user_setting(name: str) -> str | None:
    answer = ask(["loginctl", "show-user", str(os.getuid()), "--property", name, "--value"])
    return answer if answer in ("yes", "no") else None
