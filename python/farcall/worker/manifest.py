"""The manifest of a bundle: its canonical text, whose sha256 is the bundle's id, and differences between manifests.

Every path is judged here before anything is written by it.
"""

from __future__ import annotations

import json
import re

from farcall.worker.failures import Failure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SHA256 = re.compile(r"[0-9a-f]{64}\Z")
MAX_SIZE = 2**53


def is_sha256(value: object) -> bool:
    return isinstance(value, str) and SHA256.match(value) is not None


def is_path(value: object) -> bool:
    """A relative POSIX path with no empty, ``.`` or ``..`` part, whose characters all have a UTF-8 form."""
    if not isinstance(value, str) or "\0" in value:
        return False
    if any(part in ("", ".", "..") for part in value.split("/")):
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


class File:
    __slots__ = ("executable", "path", "sha256", "size")

    def __init__(self, path: str, sha256: str, size: int, executable: bool) -> None:
        self.path = path
        self.sha256 = sha256
        self.size = size
        self.executable = executable


class Manifest:
    def __init__(self, header: dict[str, Any], files: list[File]) -> None:
        self.header = header
        self.files = files


def dump(value: object) -> str:
    """JSON as JavaScript's ``JSON.stringify`` writes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def parse(text: bytes) -> Manifest:
    try:
        lines = text.decode().split("\n")
        if lines.pop() != "" or not lines:
            raise ValueError("it does not end with a line break")
        header = parse_header(lines[0])
        files = [parse_file(line) for line in lines[1:]]
    except ValueError as error:
        raise Failure("corrupt-upload", "The manifest cannot be read: %s." % error) from None
    check_tree(header, files)
    return Manifest(header, files)


def parse_header(line: str) -> dict[str, Any]:
    header = json.loads(line)
    ok = isinstance(header, dict) and list(header) == ["farcall", "entry", "roots", "lastRoots", "folders"]
    ok = ok and header["farcall"] == 1 and isinstance(header["entry"], dict)
    if ok:
        entry = header["entry"]
        ok = list(entry) == ["kind", "file", "module", "qualname"] and all(isinstance(v, str) for v in entry.values())
        ok = ok and entry["kind"] in ("function", "class", "file", "cell")
        ok = ok and is_path(entry["file"]) and entry["module"] != ""
    for name in ("roots", "lastRoots", "folders") if ok else ():
        paths = header[name]
        ok = ok and isinstance(paths, list)
        ok = ok and all(is_path(path) or (path == "." and name != "folders") for path in paths)
    if not ok or dump(header) != line:
        raise ValueError("its header is not in canonical form")
    return dict(header)


def parse_file(line: str) -> File:
    value = json.loads(line)
    if not isinstance(value, dict) or list(value) != ["path", "sha256", "size", "executable"]:
        raise ValueError("a line is not in canonical form")
    path, sha256, size, executable = value.values()
    if not is_path(path):
        raise ValueError("%s is not a relative path inside the bundle" % json.dumps(path)[:200])
    if not is_sha256(sha256):
        raise ValueError("the file %s has no sha256" % path)
    if type(size) is not int or not 0 <= size <= MAX_SIZE or type(executable) is not bool or dump(value) != line:
        raise ValueError("the line of %s is not in canonical form" % path)
    return File(path, sha256, size, executable)


def check_tree(header: dict[str, Any], files: list[File]) -> None:
    """Sorted by the paths' bytes, nothing twice, and no file where another needs a folder."""
    before = b""
    paths = set()
    folders = set(header["folders"])
    for file in files:
        encoded = file.path.encode()
        if encoded <= before:
            raise Failure("corrupt-upload", "The manifest's paths are not in order at %s." % file.path)
        before = encoded
        paths.add(file.path)
        at = file.path.rfind("/")
        while at > 0 and file.path[:at] not in folders:
            folders.add(file.path[:at])
            at = file.path.rfind("/", 0, at)
    for folder in header["folders"]:
        while "/" in folder:
            folder = folder.rpartition("/")[0]
            folders.add(folder)
    clash = paths & folders
    if clash:
        raise Failure("corrupt-upload", "The manifest has %s both as a file and as a folder." % min(clash))
    if header["entry"]["file"] not in paths:
        raise Failure("corrupt-upload", "The manifest does not hold its entry's file %s." % header["entry"]["file"])


def apply_difference(base: bytes, difference: bytes) -> bytes:
    """The text of the manifest that ``difference`` makes of ``base``. Whether it is sound, its hash and parse tell."""
    try:
        lines = difference.decode().split("\n")
        if lines.pop() != "" or not lines:
            raise ValueError("it does not end with a line break")
        files = {json.loads(line)["path"]: line for line in base.decode().split("\n")[1:-1]}
        for line in lines[1:]:
            if line.startswith("-"):
                files.pop(json.loads(line[1:]), None)
            elif line.startswith("+"):
                files[json.loads(line[1:])["path"]] = line[1:]
            else:
                raise ValueError("a line is neither + nor -")
        ordered = sorted(files.items(), key=lambda item: item[0].encode())
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Failure("corrupt-upload", "The manifest's difference cannot be read: %s." % error) from None
    return ("\n".join([lines[0]] + [line for _, line in ordered]) + "\n").encode()
