"""The one place that knows the paths below the Farcall folder, and how a file there comes to be whole."""

from __future__ import annotations

import errno
import json
import os
import re

from farcall.worker.failures import Failure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# The time that every copy of a bundle's files bears in a job's working folder: what the job changes bears another.
# (1980-01-01, the oldest a zip file can say.)
COPIED_AT = 315532800 * 10**9
JOB_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,63}\Z")


def write_whole(path: str, data: bytes, sync: bool = False) -> None:
    """Written aside and renamed into place: a reader finds all of it or none of it."""
    aside = aside_of(path)
    try:
        fd = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        try:
            write_all(fd, data)
            if sync:
                os.fsync(fd)
        finally:
            os.close(fd)
        os.rename(aside, path)
    except BaseException:
        remove(aside)
        raise


def aside_of(path: str) -> str:
    return "%s.%d.aside" % (path, os.getpid())


def write_all(fd: int, data: bytes | memoryview) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]


def sync_file(path: str) -> None:
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        os.fsync(fd)
        os.close(fd)
    except OSError:
        pass


def read_json(path: str) -> dict[str, Any] | None:
    """None where the file is not there (or not readable yet by what it holds)."""
    try:
        with open(path, "rb") as file:
            value = json.loads(file.read())
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None
    return value if isinstance(value, dict) else None


def remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        pass


def remove_asides(path: str) -> None:
    """What those that were killed had begun to write into a folder."""
    for name in os.listdir(path):
        if name.endswith(".aside"):
            remove(os.path.join(path, name))


def remove_tree(path: str) -> None:
    if not os.path.lexists(path):
        return
    import shutil

    shutil.rmtree(path, ignore_errors=True)


class Home:
    """The host's Farcall folder."""

    def __init__(self, directory: str) -> None:
        self.directory = directory
        self.cache = os.path.join(directory, "cache")
        self.bundles = os.path.join(self.cache, "bundles")
        self.envs = os.path.join(self.cache, "envs")
        self.blobs = os.path.join(self.cache, "blobs")
        self.partial = os.path.join(self.blobs, "partial")
        self.jobs = os.path.join(directory, "jobs")

    def bundle(self, bundle: str) -> str:
        return os.path.join(self.bundles, bundle)

    def blob(self, sha256: str) -> str:
        return os.path.join(self.blobs, sha256[:2], sha256)

    def job(self, job: object) -> JobFolder:
        """The folder of a job, whether or not it is there; its id is judged before it becomes a path."""
        if not isinstance(job, str) or JOB_ID.match(job) is None:
            raise Failure("protocol", "%s is not a job id." % json.dumps(job)[:100])
        return JobFolder(self, job)

    def known_job(self, job: object) -> JobFolder:
        folder = self.job(job)
        if not os.path.isdir(folder.path):
            raise Failure(
                "unknown-job", "This host has no job %s." % folder.job, "List the host's jobs to see which it has."
            )
        return folder

    def job_ids(self) -> list[str]:
        try:
            names = os.listdir(self.jobs)
        except FileNotFoundError:
            return []
        return [name for name in names if JOB_ID.match(name) is not None]


class JobFolder:
    def __init__(self, home: Home, job: str, path: str | None = None) -> None:
        self.home = home
        self.job = job
        self.path = path or os.path.join(home.jobs, job)
        self.spec = os.path.join(self.path, "spec.json")
        self.supervisor = os.path.join(self.path, "supervisor.json")
        self.lock = os.path.join(self.path, "lock")
        self.journal = os.path.join(self.path, "journal")
        self.end = os.path.join(self.path, "end.json")
        self.value = os.path.join(self.path, "value.pkl")
        self.cancel = os.path.join(self.path, "cancel")
        self.reserve = os.path.join(self.path, "reserve")
        self.watch = os.path.join(self.path, "watch")
        self.work = os.path.join(self.path, "work")

    def aside(self) -> JobFolder:
        """Where the folder is made before it is renamed into place. Its name is no job id."""
        return JobFolder(self.home, self.job, os.path.join(self.home.jobs, ".%s.%d" % (self.job, os.getpid())))

    def put_in_place(self, aside: JobFolder) -> bool:
        """False where the job is there already."""
        try:
            os.rename(aside.path, self.path)
        except OSError as error:
            if error.errno in (errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR):
                return False
            raise
        return True
