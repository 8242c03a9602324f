"""The headers of a tar archive: of ustar, with the sizes and names that pax and GNU write. Files alone are let in."""

from __future__ import annotations

from farcall.worker.failures import Failure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator

    from farcall.worker.inflate import Inflater

BLOCK = 512
MAX_EXTENSION = 64 * 1024


class Member:
    def __init__(self, name: str, size: int) -> None:
        self.name = name
        self.size = size
        self.padding = -size % BLOCK


def next_member(inflater: Inflater) -> Generator[bool, bytes | None, Member | None]:
    """The next file's name and size; its bytes and padding are for the caller to read. None at the archive's end."""
    extended: dict[str, str] = {}
    while True:
        header = yield from inflater.exactly(BLOCK)
        if header == b"\0" * BLOCK:
            return None
        check_sum(header)
        kind = header[156:157]
        name = header[:100].split(b"\0")[0].decode("utf-8", "replace")
        size = number(header[124:136])
        if kind == b"x":
            extended = yield from read_extension(inflater, size)
            continue
        if kind not in (b"0", b"\0"):
            raise Failure("corrupt-upload", "The archive's member %s is not a file." % name[:200])
        prefix = header[345:500].split(b"\0")[0].decode("utf-8", "replace") if header[257:262] == b"ustar" else ""
        name = extended.get("path", "/".join(filter(None, (prefix, name))))
        return Member(name, decimal(extended["size"]) if "size" in extended else size)


def read_extension(inflater: Inflater, size: int) -> Generator[bool, bytes | None, dict[str, str]]:
    if size > MAX_EXTENSION:
        raise Failure("corrupt-upload", "The archive has an extended header of %d bytes." % size)
    data = yield from inflater.exactly(size + -size % BLOCK)
    data = data[:size]
    found = {}
    while data:
        length = data.partition(b" ")[0]
        count = decimal(length.decode("ascii", "replace"))
        key, equals, value = data[len(length) + 1 : count].partition(b"=")
        if not equals or not len(length) + 1 < count <= len(data):
            raise Failure("corrupt-upload", "The archive has an extended header that cannot be read.")
        found[key.decode("utf-8", "replace")] = value[:-1].decode("utf-8", "replace")
        data = data[count:]
    return found


def number(field: bytes) -> int:
    """Octal digits or, with the first bit set, base 256."""
    if field[0] & 0x80:
        value = int.from_bytes(bytes([field[0] & 0x7F]) + field[1:], "big")
        if value >= 2**63:
            raise Failure("corrupt-upload", "The archive has a member of negative size.")
        return value
    digits = field.strip(b" \0")
    if digits.strip(b"01234567"):
        raise Failure("corrupt-upload", "The archive has a size that is no number.")
    return int(digits or b"0", 8)


def decimal(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        raise Failure("corrupt-upload", "The archive has a size that is no number.")
    return int(text)


def check_sum(header: bytes) -> None:
    stated = number(header[148:156])
    if stated != sum(header) - sum(header[148:156]) + 8 * 32:
        raise Failure("corrupt-upload", "The archive has a header whose checksum is wrong.")
