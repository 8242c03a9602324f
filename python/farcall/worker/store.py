"""Manifests and blobs, named by their content: what has the name is whole, read-only and was checked."""

from __future__ import annotations

import os

from farcall.worker import manifest as manifests
from farcall.worker.failures import FULL, Failure, from_os_error
from farcall.worker.folders import Home, remove, write_all, write_whole
from farcall.worker.inflate import GZIP, PIECE, ZLIB, Inflater
from farcall.worker.streams import BUSY
from farcall.worker.untar import Member, next_member

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from farcall.worker.streams import Consumer

MAX_MANIFEST = 64 * 1024 * 1024


class Store:
    def __init__(self, home: Home) -> None:
        self._home = home

    def manifest_text(self, bundle: str) -> bytes | None:
        try:
            with open(self._home.bundle(bundle), "rb") as file:
                return file.read()
        except FileNotFoundError:
            return None

    def wanted(self, manifest: manifests.Manifest, display: str | None = None) -> list[dict[str, Any]]:
        """The blobs that are not here, each once, and how much of each a cut transfer left.

        Those that are here become young, so that no cleaning takes what somebody was just told of.
        """
        want = {}
        for file in manifest.files:
            if file.sha256 not in want and not is_there(self._home.blob(file.sha256), file.size):
                have = size_of(os.path.join(self._home.partial, file.sha256)) or 0
                want[file.sha256] = {"sha256": file.sha256, "have": have if have < file.size else 0}
        if display and not self.has_display(display):
            want[display] = {"sha256": display, "have": 0}
        return list(want.values())

    def has_display(self, sha256: str) -> bool:
        return is_there(self._home.blob(sha256), None)

    def is_complete(self, bundle: str, display: str | None) -> bool:
        text = self.manifest_text(bundle)
        return text is not None and not self.wanted(manifests.parse(text), display)

    def put(self, bundle: str, base: str | None) -> Consumer:
        """A consumer of a manifest's text or, with ``base``, of the difference from that one."""
        inflater = Inflater(ZLIB, "The manifest")
        parts = []
        size = 0
        while True:
            part = yield from inflater.some(PIECE)
            size += len(part)
            if not part:
                break
            if size > MAX_MANIFEST:
                raise Failure("corrupt-upload", "The manifest is too large.")
            parts.append(part)
        yield from inflater.finish()
        text = b"".join(parts)
        if base is not None:
            before = self.manifest_text(base)
            if before is None:
                raise Failure("unknown-base", "This host does not hold the bundle %s." % base)
            text = manifests.apply_difference(before, text)
        if digest(text) != bundle:
            raise Failure("corrupt-upload", "The manifest does not hash to the bundle's id %s." % bundle)
        manifest = manifests.parse(text)
        with Writes(self._home):
            os.makedirs(self._home.bundles, 0o700, exist_ok=True)
            write_whole(self._home.bundle(bundle), text)
        return {"want": self.wanted(manifest)}

    def blobs(self) -> Consumer:
        """A consumer of a gzipped tar of blobs."""
        inflater = Inflater(GZIP, "The archive")
        stored = 0
        with Writes(self._home):
            os.makedirs(self._home.partial, 0o700, exist_ok=True)
        while True:
            member = yield from next_member(inflater)
            if member is None:
                break
            sha256, _, offset = member.name.partition("@")
            if not manifests.is_sha256(sha256) or not (offset == "" or (offset.isdigit() and len(offset) < 17)):
                raise Failure("corrupt-upload", "The archive's member %s is not named by a sha256." % member.name[:200])
            with Writes(self._home):
                yield from self._blob(inflater, member, sha256, int(offset or 0))
            yield from inflater.exactly(member.padding)
            stored += 1
        yield from inflater.finish()
        return {"stored": stored}

    def _blob(
        self, inflater: Inflater, member: Member, sha256: str, offset: int
    ) -> Generator[bool, bytes | None, None]:
        import hashlib

        arriving = Arriving(self._home, sha256)
        whole = False
        try:
            hashed = hashlib.sha256()
            yield from arriving.go_to(offset, hashed)
            left = member.size
            while left:
                piece = yield from inflater.some(left)
                if not piece:
                    raise Failure("corrupt-upload", "The archive was cut short.")
                left -= len(piece)
                hashed.update(piece)
                write_all(arriving.fd, piece)
            if hashed.hexdigest() != sha256:
                arriving.discard()
                raise Failure("corrupt-upload", "The bytes of the blob %s do not hash to its name." % sha256)
            arriving.keep(self._home.blob(sha256))
            whole = True
        except OSError as error:
            if error.errno in FULL:
                arriving.discard()
            raise
        finally:
            arriving.close(whole)


class Arriving:
    """A blob that is on its way, in a file that a later transfer can resume."""

    def __init__(self, home: Home, sha256: str) -> None:
        self._whole = home.blob(sha256)
        self._shared = os.path.join(home.partial, sha256)
        self._path = self._shared
        self.fd = open_partial(self._path)
        alone = lock(self.fd)
        while alone and not is_same_file(self.fd, self._path):
            # It became whole, and read-only, between its opening and the lock.
            os.close(self.fd)
            self.fd = open_partial(self._path)
            alone = lock(self.fd)
        self.source = self.fd
        if not alone:
            # Another agent receives the same blob. Its file serves as the beginning, never to write to.
            self._path = "%s.%d" % (self._shared, os.getpid())
            self.fd = open_partial(self._path)

    def go_to(self, offset: int, hashed: Any) -> Generator[bool, bytes | None, None]:
        """Hashes what the host holds already, up to where the rest begins, and drops what is beyond."""
        at = 0
        while at < offset:
            piece = os.pread(self.source, min(PIECE, offset - at), at)
            if not piece and self.source == self.fd and os.path.exists(self._whole):
                # What was told of was another agent's, which has it whole by now.
                self.source = os.open(self._whole, os.O_RDONLY | os.O_CLOEXEC)
                os.lseek(self.fd, at, os.SEEK_SET)
                continue
            if not piece:
                raise Failure("corrupt-upload", "The host holds less of %s than was assumed." % self._shared)
            hashed.update(piece)
            if self.source != self.fd:
                write_all(self.fd, piece)
            at += len(piece)
            yield BUSY
        os.ftruncate(self.fd, offset)
        os.lseek(self.fd, offset, os.SEEK_SET)

    def keep(self, target: str) -> None:
        os.makedirs(os.path.dirname(target), 0o700, exist_ok=True)
        os.rename(self._path, target)
        os.fchmod(self.fd, 0o400)

    def discard(self) -> None:
        remove(self._path)

    def close(self, whole: bool) -> None:
        if not whole and self._path != self._shared:
            remove(self._path)
        os.close(self.fd)
        if self.source != self.fd:
            os.close(self.source)


class Writes:
    """Turns what the file system refuses into a failure that names the folder."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if isinstance(error, OSError):
            raise from_os_error(error, self._home.directory) from error


def open_partial(path: str) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)


def is_same_file(fd: int, path: str) -> bool:
    try:
        return os.path.samestat(os.fstat(fd), os.stat(path))
    except OSError:
        return False


def lock(fd: int) -> bool:
    """False where another process holds it; file systems without locks let everyone in."""
    import fcntl

    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        pass
    return True


def is_there(path: str, size: int | None) -> bool:
    found = size_of(path)
    if found is None or size not in (None, found):
        return False
    try:
        os.utime(path)
    except OSError:
        pass  # Another user's, or a file system without times: it is as old as it is.
    return True


def size_of(path: str) -> int | None:
    try:
        return os.stat(path).st_size
    except OSError:
        return None


def digest(data: bytes) -> str:
    import hashlib

    return hashlib.sha256(data).hexdigest()
