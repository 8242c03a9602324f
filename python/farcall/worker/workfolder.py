"""A job's folder before anything runs in it: made aside, with copies of the bundle's files, and renamed into place."""

from __future__ import annotations

import os

from farcall.worker import manifest as manifests
from farcall.worker.failures import FULL, Failure, from_os_error
from farcall.worker.folders import COPIED_AT, Home, JobFolder, remove, remove_tree, write_all
from farcall.worker.machine import boot_id, host_name
from farcall.worker.store import Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

RESERVED = 64 * 1024
# Empty files that are made with a folder ahead: a call's own modules are seldom more.
SPARES = 5
PIECE = 1024 * 1024


def prepare(home: Home, spec: dict[str, Any], created: float, ahead: JobFolder | None = None) -> bool:
    """False where the job's folder was there already. Where it fails nothing is left, nor of what was made ahead."""
    folder = home.job(spec["job"])
    aside = ahead or folder.aside()
    try:
        if os.path.isdir(folder.path):
            return False
        manifest = load(home, spec["bundle"])
        store = Store(home)
        if spec["display"] and not store.has_display(spec["display"]):
            raise incomplete(spec["bundle"], store.wanted(manifest, spec["display"]), True)
        if not ahead or not os.path.isdir(ahead.path):
            make_empty(aside)
        fill(home, aside, manifest, spec, created)
        return folder.put_in_place(aside)
    except OSError as error:
        raise from_os_error(error, home.directory) from error
    finally:
        remove_tree(aside.path)


def load(home: Home, bundle: str) -> manifests.Manifest:
    text = Store(home).manifest_text(bundle)
    try:
        os.utime(home.bundle(bundle))
    except OSError:
        pass  # Used now: see ``clean``.
    if text is None:
        raise incomplete(bundle, [], False)
    return manifests.parse(text)


def incomplete(bundle: str, want: list[dict[str, Any]], manifest: bool) -> Failure:
    message = "This host does not hold the whole bundle %s." % bundle
    return Failure("bundle-incomplete", message, data={"want": want, "manifest": manifest})


def make_empty(folder: JobFolder) -> None:
    """All of it that is the same for every job. It takes as long as files need to come to be: on some disks long."""
    os.makedirs(folder.home.jobs, 0o700, exist_ok=True)
    remove_tree(folder.path)
    for path in (folder.path, folder.watch, folder.work):
        os.mkdir(path, 0o700)
    reserve(folder.reserve)
    for path in (folder.spec, folder.journal, folder.lock):
        create(path)


def create(path: str) -> None:
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))


def spares(folder: JobFolder) -> list[str]:
    """Where they lie, if they are there."""
    return ["%s.%d.spare" % (folder.spec, number) for number in range(SPARES)]


def fill(home: Home, aside: JobFolder, manifest: manifests.Manifest, spec: dict[str, Any], created: float) -> None:
    for folder in manifest.header["folders"]:
        os.makedirs(os.path.join(aside.work, folder), 0o700, exist_ok=True)
    made = {""}
    left = spares(aside)
    for file in manifest.files:
        parent = os.path.dirname(file.path)
        if parent not in made:
            os.makedirs(os.path.join(aside.work, parent), 0o700, exist_ok=True)
            made.add(parent)
        target = os.path.join(aside.work, file.path)
        try:
            if left:
                os.rename(left.pop(), target)
        except OSError:
            left = []
        if not copy(home.blob(file.sha256), target, file):
            remove(home.blob(file.sha256))
            raise incomplete(spec["bundle"], Store(home).wanted(manifest, spec["display"]), True)
    link(aside.work, spec["paths"])
    host = {"host": host_name(), "boot": boot_id(), "created": created, "header": manifest.header}
    with open(aside.spec, "wb") as out:
        out.write(manifests.dump({**spec, **host}).encode("utf-8", "surrogatepass"))


def link(work: str, paths: dict[str, str]) -> None:
    """Puts what lies on the host already in its place, by a link: the job finds it there as anything that was sent."""
    for path, named in sorted(paths.items()):
        target = os.path.join(os.path.expanduser("~"), os.path.expanduser(named))
        there = os.path.join(work, path)
        if not os.path.exists(target):
            message = "The option `paths` of this host says that %s lies at %s, and nothing is there." % (path, target)
            raise Failure("bad-settings", message, "Correct the option, or put the data there.")
        if os.path.lexists(there):
            message = "The option `paths` of this host names %s, and files of the bundle lie there." % path
            raise Failure("bad-settings", message, "Exclude %s, or take it out of the option." % path)
        os.makedirs(os.path.dirname(there), 0o700, exist_ok=True)
        os.symlink(target, there)


def copy(source: str, target: str, file: manifests.File) -> bool:
    """A copy, checked on the way: a job never runs bytes that its manifest does not name."""
    import hashlib

    try:
        reader = os.open(source, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    hashed = hashlib.sha256()
    writer = -1
    try:
        writer = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        if file.executable:
            os.fchmod(writer, 0o700)
        while True:
            piece = os.read(reader, PIECE)
            if not piece:
                break
            hashed.update(piece)
            write_all(writer, piece)
        os.utime(writer, ns=(COPIED_AT, COPIED_AT))
    finally:
        os.close(reader)
        if writer >= 0:
            os.close(writer)
    return hashed.hexdigest() == file.sha256


def reserve(path: str) -> None:
    """Room that is given back when the job ends, so that a full disk does not keep its end from being written."""
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(fd, 0, RESERVED)
        else:
            write_all(fd, b"\0" * RESERVED)
    except OSError as error:
        if error.errno in FULL:
            raise
    finally:
        os.close(fd)
