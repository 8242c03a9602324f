"""Hostile input for the agent: valid requests, spoiled at random, by bytes and with an eye to what they mean."""

import copy
import hashlib
import json
import os
import struct
import tarfile
import zlib

from support.client import CREDIT, DATA, END, FRAME, MSG, PING, PONG, RESET, archive, dump

EVIL_PATHS = [
    "../farcall-evil",
    "/tmp/farcall-evil",
    "a/../../farcall-evil",
    ".",
    "..",
    "",
    "a//b",
    "a/",
    "a\0b",
    "\ud800",
]
EVIL_PATHS += ["../../cache/blobs/farcall-evil", "x" * 5000, "a/" * 2000 + "b", "~/farcall-evil", "a\\..\\b", "a\nb"]
EVIL_VALUES = [
    None,
    True,
    False,
    0,
    -1,
    1,
    2**31,
    2**32,
    2**53,
    2**63,
    -(2**63),
    10**400,
    0.5,
    float("inf"),
    float("nan"),
]
EVIL_VALUES += [[], {}, [[]], "", "\0", "\ud800", "0" * 64, "f" * 64, "é" * 300, "x" * 70000, {"a": {"b": None}}]
EVIL_VALUES += [*EVIL_PATHS, [1, None], ["\0"], {"": ""}, {"a=b": "c"}, {"../x": "/tmp"}]
TYPES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 255]


class Input:
    """Frames to send; ``answers`` are the requests in them that must be answered where the connection stays open."""

    def __init__(self, data, answers=()):
        self.data = data
        self.answers = list(answers)


def frame(kind, stream, payload=b"", length=None):
    return FRAME.pack(len(payload) if length is None else length, kind, stream) + payload


def encode(message):
    return json.dumps(message).encode("utf-8", "surrogatepass")


class Mutator:
    """``home`` tells of what the agent's folder really holds: a job, a bundle (with its text) and its blobs."""

    def __init__(self, random, home):
        self.random = random
        self.home = home
        self.number = 0
        self.stream = 0

    def renew(self):
        """A new connection: streams are numbered from the beginning."""
        self.stream = 0

    def next(self):
        way = self.random.random()
        if way < 0.4:
            return self.spoiled_bytes()
        if way < 0.6:
            return self.spoiled_request()
        if way < 0.8:
            return self.upload("blobs", {}, self.spoiled_archive())
        return self.spoiled_manifest()

    # Requests.

    def new_stream(self):
        self.stream += 1
        return self.stream

    def request(self, method, params):
        self.number += 1
        return {"id": self.number, "method": method, "params": params}

    def valid_request(self):
        job = self.home.job
        spec = {**self.home.spec, "job": "hostile-%d" % self.number, "bundle": "0" * 64}
        known = self.random.random() < 0.003
        choices = [
            ("start", {**spec, "bundle": self.home.bundle.id} if known else spec),
            ("start", {**spec, "job": job}),
            ("follow", {"job": job, "offset": self.random.choice([0, 10]), "stream": self.new_stream()}),
            ("fetch", {"job": job, "path": "value.pkl", "offset": 0, "stream": self.new_stream()}),
            ("fetch", {"job": job, "path": "work/m.py", "offset": 0, "stream": self.new_stream()}),
            ("fetch", {"job": job, "path": "journal", "offset": 0, "stream": self.new_stream()}),
            ("fetch", {"job": job, "path": "manifest", "offset": 0, "stream": self.new_stream()}),
            ("fetch", {"job": job, "path": "blobs/" + "0" * 64, "offset": 0, "stream": self.new_stream()}),
            ("remove", {"job": "hostile-none"}),
            ("cancel", {"job": job}),
        ]
        if self.random.random() < 0.01:
            choices = [("jobs", {}), ("clean", {"dry": True})]
        return self.request(*self.random.choice(choices))

    def spoiled_request(self):
        message = self.valid_request()
        for _ in range(self.random.choice([1, 1, 1, 2, 4])):
            self.spoil_value(message)
        answers = [message["id"]] if type(message.get("id")) is int else []
        data = encode(message)
        if self.random.random() < 0.001:
            return Input(frame(MSG, 0, data[:-1] + b',"wide":[' + b"[]," * 2700000 + b"0]}"))
        if self.random.random() < 0.03:
            deep = self.random.choice([200, 2000, 100000])
            data = data[:-1] + b',"deep":' + b"[" * deep + b"]" * deep + b"}"
            answers = []
        return Input(frame(MSG, 0, data), answers)

    def spoil_value(self, message):
        """Replaces, removes or adds one thing somewhere within."""
        place = message
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            if not keys:
                return
            key = self.random.choice(keys)
            if isinstance(place[key], (dict, list)) and place[key] and self.random.random() < 0.8:
                place = place[key]
                continue
            way = self.random.random()
            if way < 0.7:
                place[key] = copy.deepcopy(self.random.choice(EVIL_VALUES))
            elif way < 0.9:
                del place[key]
            elif isinstance(place, dict):
                place[self.random.choice(["", "x", "id", "../x"])] = copy.deepcopy(self.random.choice(EVIL_VALUES))
            return

    # Bytes.

    def valid_frames(self):
        way = self.random.randrange(8)
        stream = self.stream or 1
        if way == 0:
            return frame(PING, 0, b"ping")
        if way == 1:
            return frame(CREDIT, stream, struct.pack(">I", self.random.choice([0, 1, 65536, 2**32 - 1])))
        if way == 2:
            return frame(self.random.choice([RESET, END]), stream, self.random.choice([b"", b"{}", b"\xff"]))
        if way == 3:
            return frame(DATA, stream, self.random.choice([b"", b"x", bytes(65536)]))
        if way == 4:
            return self.upload("blobs", {}, self.home.archive).data
        if way == 5:
            return self.upload("put", {"bundle": self.home.bundle.id, "base": None}, self.home.manifest).data
        if way == 6:
            return frame(PONG, 0, b"")
        return frame(MSG, 0, encode(self.valid_request()))

    def spoiled_bytes(self):
        data = bytearray(b"".join(self.valid_frames() for _ in range(self.random.choice([1, 1, 2, 5]))))
        for _ in range(self.random.choice([1, 1, 2, 8])):
            at = self.random.randrange(len(data) + 1)
            way = self.random.randrange(9)
            if way == 0 and at < len(data):
                data[at] ^= 1 << self.random.randrange(8)
            elif way == 1:
                data[at:at] = bytes(self.random.randrange(256) for _ in range(self.random.choice([1, 4, 9, 100])))
            elif way == 2:
                del data[at : at + self.random.choice([1, 4, 9, 100])]
            elif way == 3:
                del data[at:]
            elif way == 4:
                data[at:at] = data[: self.random.randrange(len(data) + 1)]
            elif way == 5 and len(data) >= 9:
                lengths = [0, 1, 65536, 65537, 8 << 20, (8 << 20) + 1, 2**31, 2**32 - 1]
                data[:4] = struct.pack(">I", self.random.choice(lengths))
            elif way == 6 and len(data) >= 9:
                data[4] = self.random.choice(TYPES)
            elif way == 7 and len(data) >= 9:
                data[5:9] = struct.pack(">I", self.random.choice([0, 1, 2, 2**31, 2**32 - 1]))
            else:
                data += frame(self.random.choice(TYPES), self.random.randrange(3), b"x" * self.random.randrange(9))
        return Input(bytes(data))

    # Uploads.

    def upload(self, method, params, content, end=True):
        stream = self.new_stream()
        message = self.request(method, {**params, "stream": stream})
        pieces = [content[at : at + 65536] for at in range(0, len(content), 65536)]
        data = frame(MSG, 0, encode(message)) + b"".join(frame(DATA, stream, piece) for piece in pieces)
        return Input(data + (frame(END, stream) if end else frame(RESET, stream)), [message["id"]])

    def spoiled_manifest(self):
        if self.random.random() < 0.001:
            # Its id is right, so that it is read.
            size = self.random.choice([60, 80]) << 20
            return self.upload("put", {"bundle": zeros(size).hexdigest(), "base": None}, bomb(size))
        lines = self.home.bundle.text.decode().split("\n")
        header, files = json.loads(lines[0]), [json.loads(line) for line in lines[1:-1]]
        extra = {"path": "evil", "sha256": "0" * 64, "size": 1, "executable": False}
        way = self.random.randrange(6)
        if way == 0:
            files.append({**extra, "path": self.random.choice(EVIL_PATHS)})
        elif way == 1:
            header[self.random.choice(["roots", "lastRoots", "folders"])] = [self.random.choice(EVIL_PATHS)]
        elif way == 2:
            files.append({**extra, "path": files[0]["path"] + self.random.choice(["", "/below", "/../x"])})
        elif way == 3:
            self.spoil_value(header)
        elif way == 4:
            self.spoil_value(files)
        else:
            files.append({**extra, "size": self.random.choice(EVIL_VALUES[:15])})
        if self.random.random() < 0.7:
            files.sort(key=lambda file: str(file.get("path")) if isinstance(file, dict) else "")
        text = "".join(dump(line) + "\n" for line in [header, *files]).encode("utf-8", "surrogatepass")
        base = None
        if self.random.random() < 0.3:
            base = self.home.bundle.id
            marks = [self.random.choice(["+", "-", "", "?"]) + dump(line) for line in files]
            text = ("\n".join([dump(header), *marks]) + "\n").encode("utf-8", "surrogatepass")
        digest = self.random.choice([hashlib.sha256(text).hexdigest()] * 9 + ["0" * 64])
        content = zlib.compress(text)
        if self.random.random() < 0.1:
            content = self.spoil_content(content)
        return self.upload("put", {"bundle": digest, "base": base}, content, self.random.random() < 0.95)

    def spoil_content(self, content):
        at = self.random.randrange(len(content))
        return self.random.choice(
            [content[:at], content + b"x", content + content, content[:at] + b"\0" + content[at + 1 :], b""]
        )

    def spoiled_archive(self):
        if self.random.random() < 0.001:
            header = member("0" * 64, b"", size=b"77777777777")
            return bomb(32 << 20, 31, header)
        members = []
        for _ in range(self.random.choice([0, 1, 2])):
            content = os.urandom(4)
            members.append(member(hashlib.sha256(content).hexdigest(), content))
        members.insert(self.random.randrange(len(members) + 1), self.spoiled_member())
        raw = b"".join(members) + self.random.choice([bytes(1024), bytes(512), b"", b"x" * 512])
        packer = zlib.compressobj(1, zlib.DEFLATED, 31)
        content = packer.compress(raw) + packer.flush()
        return self.spoil_content(content) if self.random.random() < 0.2 else content

    def spoiled_member(self):
        content = b"content %d" % self.random.randrange(1000)
        digest = hashlib.sha256(content).hexdigest()
        way = self.random.randrange(8)
        if way == 0:
            return member(self.random.choice(EVIL_PATHS).encode("utf-8", "surrogatepass")[:90], content)
        if way == 1:
            kinds = [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE]
            kinds += [tarfile.DIRTYPE, b"x", b"g", b"L", b"K", b"S", b"\xff"]
            return member(digest, content, self.random.choice(kinds), self.random.choice(EVIL_PATHS[:3]))
        if way == 2:
            sizes = [
                b"0" * 11,
                b"7" * 11,
                b"-1",
                b"9",
                b"\x80" + bytes(10),
                b"\xff" * 11,
                b"\x80" + b"\xff" * 10,
                b" " * 11,
            ]
            return member(digest, content, size=self.random.choice(sizes))
        if way == 3:
            offsets = ["@0", "@1", "@5", "@", "@-1", "@1e3", "@99999999999999999", "@9007199254740993", "@0@0"]
            return member(digest + self.random.choice(offsets), content)
        if way == 4:
            return member("0" * 64, content)
        if way == 5:
            return member(digest, content, check=b"0000000")
        if way == 6:
            records = [
                b"99 size=1\n",
                b"20 size=-5\n",
                b"13 size=123\n",
                b"0 a=b\n",
                b"x",
                b"30 path=../../farcall-evil\n\n",
            ]
            return member("pax", self.random.choice(records), b"x") + member(digest, content)
        return self.random.choice([os.urandom(512), member(digest, content)[:300], b"\0" * 511 + b"x"])


def member(name, content, kind=b"0", link="", size=None, check=None):
    """A member of an archive, whatever its header says."""
    name = name.encode() if isinstance(name, str) else name
    header = bytearray(512)
    header[: len(name[:100])] = name[:100]
    header[100:108] = b"0000777\0"
    header[124:135] = (b"%011o" % len(content) if size is None else size.ljust(11, b"\0"))[:11]
    header[156:157] = kind
    header[157 : 157 + len(link[:100])] = link[:100].encode("utf-8", "replace")
    header[257:263] = b"ustar\0"
    header[148:156] = b" " * 8
    header[148:155] = check or b"%06o\0" % sum(header)
    return bytes(header) + content + bytes(-len(content) % 512)


def tar_of(contents):
    return archive([(hashlib.sha256(content).hexdigest(), content) for content in contents])


def bomb(size, wbits=15, head=b""):
    """So many zeros, compressed: a thousandth of that on the way."""
    packer = zlib.compressobj(9, zlib.DEFLATED, wbits)
    pieces = [packer.compress(head)] + [packer.compress(bytes(1 << 20)) for _ in range(size >> 20)]
    return b"".join([*pieces, packer.flush()])


def zeros(size):
    """The hash of as many."""
    hashed = hashlib.sha256()
    for _ in range(size >> 20):
        hashed.update(bytes(1 << 20))
    return hashed
