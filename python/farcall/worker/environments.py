"""What the setup lines of a host made of the environment: they run once, and the difference is kept."""

from __future__ import annotations

import hashlib
import json
import os
import time

from farcall.worker.folders import Home, read_json, remove, write_whole
from farcall.worker.machine import boot_id

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

# After this they run again: what they read may have changed.
KEPT_FOR = 12 * 3600.0
# Of the login, not of what was set up.
OF_THE_LOGIN = ("SSH_", "XDG_SESSION_", "FARCALL_", "farcall_", "SHLVL", "PWD", "OLDPWD", "_")


def path_of(home: Home, setup: list[str], before: Mapping[str, str]) -> str:
    lasting = sorted((name, value) for name, value in before.items() if not name.startswith(OF_THE_LOGIN))
    key = json.dumps([setup, lasting, boot_id()])
    return os.path.join(home.envs, hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest())


def kept(home: Home, setup: list[str], before: Mapping[str, str]) -> dict[str, str] | None:
    """The environment that the lines made from this one, if they ran lately."""
    path = path_of(home, setup, before)
    try:
        if abs(time.time() - os.stat(path).st_mtime) > KEPT_FOR:
            return None
    except OSError:
        return None
    change = read_json(path)
    if change is None:
        return None
    made = {name: value for name, value in before.items() if name not in change["unset"]}
    made.update(change["set"])
    return made


def keep(home: Home, setup: list[str], before: Mapping[str, str], after: Mapping[str, str]) -> None:
    changed = {
        name: value for name, value in after.items() if before.get(name) != value and not name.startswith(OF_THE_LOGIN)
    }
    unset = [name for name in before if name not in after and not name.startswith(OF_THE_LOGIN)]
    try:
        os.makedirs(home.envs, 0o700, exist_ok=True)
        write_whole(path_of(home, setup, before), json.dumps({"set": changed, "unset": unset}).encode())
    except OSError:
        pass  # They run again.


def forget(home: Home, setup: list[str], before: Mapping[str, str]) -> None:
    remove(path_of(home, setup, before))
