"""The jobs of a host as their folders tell: starting one once, its state, and the list of all."""

from __future__ import annotations

import fcntl
import os
import signal
import sys
import time

from farcall.worker.background import complain
from farcall.worker.failures import Failure, from_os_error
from farcall.worker.folders import Home, JobFolder, aside_of, read_json, remove, remove_asides, remove_tree, write_whole
from farcall.worker.journal import dump_event
from farcall.worker.machine import boot_id, host_name, is_alive, is_here, start_time
from farcall.worker.manifest import is_path, is_sha256
from farcall.worker.processes import kill_remains

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from farcall.worker.background import Report
    from farcall.worker.forkserver import Warm

# More than these no list tells: the message has a limit.
MAX_LISTED = 5000
ABANDONED_AFTER = 24 * 3600
SPEC_FIELDS = (
    "job",
    "bundle",
    "label",
    "args",
    "argv",
    "python",
    "setup",
    "env",
    "paths",
    "timeout",
    "slots",
    "preload",
    "display",
    "convert",
    "terminal",
)


def check_spec(home: Home, params: dict[str, Any]) -> dict[str, Any]:
    """The ``JobSpec`` among the params, judged."""
    spec = {name: params.get(name) for name in SPEC_FIELDS}
    home.job(spec["job"])
    env = spec["env"]
    paths = spec["paths"]
    timeout = spec["timeout"]
    slots = spec["slots"]
    preload = spec["preload"]
    display = spec["display"]
    convert = spec["convert"]
    if convert is not None:
        home.job(convert.get("job") if isinstance(convert, dict) else None)
    sound = (
        is_sha256(spec["bundle"])
        and isinstance(spec["label"], str)
        and isinstance(spec["args"], str)
        and is_texts(spec["argv"])
        and (spec["python"] is None or (isinstance(spec["python"], str) and is_texts([spec["python"]])))
        and is_texts(spec["setup"])
        and isinstance(env, dict)
        and is_texts(list(env.values()))
        and all(name and "=" not in name and "\0" not in name for name in env)
        and isinstance(paths, dict)
        and is_texts(list(paths.values()))
        and all(is_path(path) for path in paths)
        and not any(path.startswith(outer + "/") for path in paths for outer in paths)
        and (timeout is None or (type(timeout) in (int, float) and timeout > 0))
        and (slots is None or (type(slots) is int and slots > 0))
        and (preload is None or (isinstance(preload, dict) and is_sha256(preload.get("key"))))
        and (preload is None or is_texts(preload.get("modules")))
        and (display is None or is_sha256(display))
    )
    if not sound:
        raise Failure("protocol", "The job's specification is not what was expected.")
    return spec


def spec_of(folder: JobFolder) -> dict[str, Any]:
    spec = read_json(folder.spec)
    if spec is None:
        raise Failure("unknown-job", "The job %s has no readable specification." % folder.job)
    return spec


def is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) and "\0" not in item for item in value)


def is_started(folder: JobFolder) -> bool:
    return os.path.exists(folder.supervisor) or os.path.exists(folder.end)


def supervise(home: Home, spec: dict[str, Any], umask: int, report: Report, warm: Warm | None = None) -> None:
    """In a process of its own: makes the job's folder, answers, and becomes its supervisor. Once per job: who holds
    the lock, and finds that nobody supervised the job before, is the one. At its end it starts the next that waits.
    """
    from farcall.worker.queue import Queue, go_on
    from farcall.worker.supervisor import Supervisor
    from farcall.worker.workfolder import prepare

    folder = home.job(spec["job"])
    try:
        prepare(home, spec, time.time() * 1000, warm.folder if warm else None)
        lock = os.open(folder.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        if not take(lock) or is_started(folder):
            report.result({"state": state_of(folder)[0], "known": True})
            return
        # A job whose first starter died before it could begin keeps the specification it was made with.
        spec = read_json(folder.spec) or spec
        if warm:
            warm.offer(folder, spec["header"]["roots"], umask)
        slots = spec["slots"]
        if slots and not os.path.exists(folder.cancel) and not Queue(home).enter(folder, slots):
            remove(aside_of(folder.supervisor))
            report.result({"state": "queued", "known": False})
            return
        supervisor = Supervisor(folder, spec, umask, warm)
    except Failure as failure:
        report.failure(failure)
        return
    except OSError as error:
        report.failure(from_os_error(error, home.directory))
        return
    origin = warm.origin if warm else (sys.executable, dict(os.environ))
    try:
        supervisor.run(lambda: report.result({"state": "starting", "known": False}))
    except Exception:
        complain()
    if slots:
        Queue(home).leave(folder.job)
        go_on(home, umask, *origin)


def take(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        pass  # A file system without locks: supervisor.json alone decides.
    return True


def state_of(folder: JobFolder) -> tuple[str, dict[str, Any] | None]:
    """The job's state and, where it has ended, its end. Calls a job lost only where this machine can prove it."""
    end = read_json(folder.end)
    if end is not None:
        return end["state"], end
    record = read_json(folder.supervisor)
    if record is None:
        record = read_json(folder.spec) or {}
        if not is_here(record) or record.get("boot") == boot_id() or record.get("slots"):
            return "queued", None
        reason: str | None = "rebooted"
    else:
        reason = why_lost(record)
        if reason is None:
            return record["state"], None
    # It may have ended while it was looked at.
    end = read_json(folder.end)
    if end is not None:
        return end["state"], end
    return "lost", declare_lost(folder, record, str(reason))


def why_lost(record: dict[str, Any]) -> str | None:
    if not is_here(record):
        return None
    if record.get("boot") != boot_id():
        return "rebooted"
    return None if is_alive(record) else "supervisor-gone"


def declare_lost(folder: JobFolder, record: dict[str, Any], reason: str) -> dict[str, Any]:
    """Ends what is left of it, and writes its end, which no supervisor will."""
    if reason == "supervisor-gone":
        kill_remains(folder.job, record.get("session"))
        remove_asides(folder.path)
    try:
        last = os.stat(folder.journal).st_mtime * 1000
    except OSError:
        last = time.time() * 1000
    end: dict[str, Any] = {"type": "end", "state": "lost", "exit": None, "signal": None, "reason": reason}
    end["started"] = record.get("started", record.get("created", last))
    end["ended"] = max(end["started"], last)
    try:
        write_whole(folder.end, dump_event(end), sync=True)
    except OSError:
        pass  # It is as lost the next time it is looked at.
    return end


def nudge(folder: JobFolder) -> None:
    """Has the supervisor look at its folder now, where it runs on this machine; elsewhere it looks by itself."""
    record = read_json(folder.supervisor)
    if record is not None and is_here(record) and record.get("boot") == boot_id() and is_alive(record):
        try:
            os.kill(record["pid"], signal.SIGUSR1)
        except OSError:
            pass


def ask_to_cancel(folder: JobFolder) -> str:
    """Records the wish; returns the state."""
    state, end = state_of(folder)
    if end is None:
        try:
            os.close(os.open(folder.cancel, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600))
        except OSError as error:
            raise from_os_error(error, folder.home.directory) from error
        nudge(folder)
    return state


def made_ahead(home: Home) -> JobFolder:
    """Where this process makes a folder for a job to come. Its name says by whom on which machine."""
    return JobFolder(home, "ahead-" + host_name()).aside()


def clear_asides(home: Home) -> None:
    """Removes folders whose making was cut long ago, by a kill or a power failure, or that wait for a job whose process
    is no longer there.
    """
    ahead = ".ahead-" + host_name()
    try:
        names = [name for name in os.listdir(home.jobs) if name.startswith(".")]
    except OSError:
        return
    for name in names:
        path = os.path.join(home.jobs, name)
        made, _, pid = name.rpartition(".")
        try:
            old = time.time() - os.lstat(path).st_mtime > ABANDONED_AFTER
        except OSError:
            continue
        if old or (made == ahead and pid.isdigit() and not start_time(int(pid))):
            remove_tree(path)


def put_away(folder: JobFolder) -> str:
    """Takes an ended job's name away, so that nobody finds half of it. Returns what is to be removed."""
    if state_of(folder)[1] is None:
        raise Failure("usage", "Job %s has not ended." % folder.job, "Cancel it first.")
    aside = folder.aside()
    os.rename(folder.path, aside.path)
    return aside.path


def list_jobs(home: Home) -> list[dict[str, Any]]:
    """Newest first."""
    clear_asides(home)
    found = []
    for job in sorted(home.job_ids(), reverse=True)[:MAX_LISTED]:
        folder = home.job(job)
        spec = read_json(folder.spec)
        if spec is not None:
            state, end = state_of(folder)
            summary = {"job": job, "label": spec["label"], "state": state, "bundle": spec["bundle"]}
            found.append({**summary, "created": spec["created"], "end": end})
    return sorted(found, key=lambda summary: summary["created"], reverse=True)
