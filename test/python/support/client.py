"""A client of the agent, as the tests need it: a real process, the real stub, real frames."""

import base64
import gzip
import hashlib
import io
import json
import os
import selectors
import struct
import subprocess
import sys
import tarfile
import time
import zlib

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
SOURCE = os.path.join(ROOT, "python")
MSG, DATA, END, RESET, CREDIT, PING, PONG = range(1, 8)
FRAME = struct.Struct(">IBI")
RECORD = struct.Struct(">BdQI")
PATIENCE = 30.0


def travelling(part, names=()):
    """The code as it travels: as it was built, where FARCALL_RUNTIME names that, or else the sources as they are."""
    built = os.environ.get("FARCALL_RUNTIME")
    if built:
        name = "runtime.gz" if part == "worker" else part + ".gz"
        with open(os.path.join(os.path.dirname(built), name), "rb") as file:
            return file.read()
    names = list(names)
    for folder, _, files in os.walk(os.path.join(SOURCE, "farcall", part)):
        names += [os.path.relpath(os.path.join(folder, name), SOURCE) for name in files if name.endswith(".py")]
    contents = {}
    for name in sorted(names):
        with open(os.path.join(SOURCE, name), "rb") as file:
            contents[name] = file.read()
    index = json.dumps([[name, len(content)] for name, content in contents.items()]).encode()
    return gzip.compress(index + b"\n" + b"".join(contents.values()), mtime=0)


RUNTIME = travelling("worker", ["farcall/__init__.py"])
RUNTIME_HASH = hashlib.sha256(RUNTIME).hexdigest()
DISPLAY = travelling("display")
DISPLAY_HASH = hashlib.sha256(DISPLAY).hexdigest()


def stub_command(directory, python=sys.executable, runtime_hash=RUNTIME_HASH):
    with open(os.path.join(SOURCE, "farcall", "worker", "stub.py"), "rb") as file:
        stub = base64.b64encode(file.read()).decode()
    code = "import base64,sys;exec(base64.b64decode(sys.argv[1]))"
    return [python, "-E", "-s", "-S", "-c", code, stub, directory, runtime_hash]


class AgentError(Exception):
    def __init__(self, error):
        super().__init__("%s: %s" % (error["code"], error["message"]))
        self.code = error["code"]
        self.message = error["message"]
        self.data = error.get("data", {})


class Closed(Exception):
    """The agent is gone."""


class Client:
    """Bytes in, frames out. ``stub`` holds the stub's lines, ``hello`` the agent's greeting."""

    def __init__(self, directory, python=sys.executable, env=None, send_runtime=RUNTIME, runtime_hash=RUNTIME_HASH):
        self.process = subprocess.Popen(
            stub_command(directory, python, runtime_hash),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "", **(env or {})},
            bufsize=0,
            cwd=os.path.expanduser("~"),
        )
        self.stdin = self.process.stdin.fileno()
        self.stdout = self.process.stdout.fileno()
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.stdout, selectors.EVENT_READ)
        self.buffer = bytearray()
        self.answers = {}
        self.streams = {}
        self.pongs = []
        self.pings = 0
        self.granted = {}
        self.given_up = set()
        self.last_id = 0
        self.last_stream = 0
        self.hello = None
        self.stub = []
        # Options of jobs that their starts do not name.
        self.defaults = {}
        # Whether the display was sent, or is not to be.
        self.equipped = False
        self._bootstrap(send_runtime)

    def _bootstrap(self, send_runtime):
        while True:
            line = self._stub_line()
            self.stub.append(line)
            if line["stub"] == "need":
                self.write(struct.pack(">Q", len(send_runtime)) + send_runtime)
            elif line["stub"] == "ready":
                break
            else:
                return
        self.wait(lambda: self.hello is not None)

    def _stub_line(self):
        marker = b"\n@farcall:"
        while True:
            start = self.buffer.find(marker)
            end = self.buffer.find(b"\n", start + len(marker)) if start >= 0 else -1
            if end >= 0:
                line = json.loads(bytes(self.buffer[start + len(marker) : end]))
                del self.buffer[: end + 1]
                return line
            self._read()

    # Bytes.

    def write(self, data):
        view = memoryview(data)
        while view:
            try:
                view = view[os.write(self.stdin, view) :]
            except BrokenPipeError:
                # The agent may hang up before or after it was told all: both are the same end.
                raise Closed(self.process.stderr.read().decode()) from None

    def frame(self, kind, stream, payload=b""):
        self.write(FRAME.pack(len(payload), kind, stream) + payload)

    def _read(self, patience=PATIENCE):
        if not self.selector.select(patience):
            raise AssertionError("nothing came from the agent for %s s" % patience)
        chunk = os.read(self.stdout, 1 << 20)
        if not chunk:
            raise Closed(self.process.stderr.read().decode())
        self.buffer += chunk

    def pump(self):
        """Handles what has come, reading once where that is nothing whole."""
        if not self._next():
            self._read()
        while self._next():
            pass

    def wait(self, condition, patience=PATIENCE):
        until = time.monotonic() + patience
        while not condition():
            if time.monotonic() > until:
                raise AssertionError("it did not happen within %s s" % patience)
            self.pump()

    def _next(self):
        if len(self.buffer) < FRAME.size:
            return False
        length, kind, stream = FRAME.unpack_from(self.buffer)
        if len(self.buffer) < FRAME.size + length:
            return False
        payload = bytes(self.buffer[FRAME.size : FRAME.size + length])
        del self.buffer[: FRAME.size + length]
        self._on_frame(kind, stream, payload)
        return True

    def _on_frame(self, kind, stream, payload):
        if kind == MSG:
            message = json.loads(payload)
            if "event" in message:
                self.hello = message
            else:
                self.answers[message["id"]] = message
        elif kind == DATA:
            assert len(payload) <= 65536
            self.streams[stream].data(payload)
        elif kind == END:
            self.streams[stream].end(json.loads(payload) if payload else None)
        elif kind == RESET:
            self.given_up.add(stream)
            if stream in self.streams:
                self.streams[stream].reset(json.loads(payload) if payload else None)
        elif kind == CREDIT:
            self.granted[stream] = self.granted.get(stream, 0) + struct.unpack(">I", payload)[0]
        elif kind == PING:
            self.pings += 1
            self.frame(PONG, stream, payload)
        elif kind == PONG:
            self.pongs.append(payload)
        else:
            raise AssertionError("a frame of type %d" % kind)

    # Requests.

    def ask(self, method, **params):
        self.last_id += 1
        message = {"id": self.last_id, "method": method, "params": params}
        self.frame(MSG, 0, json.dumps(message).encode())
        return self.last_id

    def answer(self, number, patience=PATIENCE):
        self.wait(lambda: number in self.answers, patience)
        message = self.answers.pop(number)
        if "error" in message:
            raise AgentError(message["error"])
        return message["result"]

    def request(self, method, **params):
        return self.answer(self.ask(method, **params))

    def new_stream(self):
        self.last_stream += 1
        return self.last_stream

    def send(self, stream, data, end=True):
        """Sends a whole stream, waiting for credit as a client must."""
        credit = 1 << 20
        at = 0
        while at < len(data):
            if stream in self.given_up:
                return
            credit += self.granted.pop(stream, 0)
            piece = data[at : at + min(65536, credit)]
            if not piece:
                self.pump()
                continue
            self.frame(DATA, stream, piece)
            credit -= len(piece)
            at += len(piece)
        if end:
            self.frame(END, stream)

    def put(self, bundle, base=None):
        stream = self.new_stream()
        text = bundle.text if base is None else bundle.difference(base)
        number = self.ask("put", bundle=bundle.id, base=base and base.id, stream=stream)
        self.send(stream, zlib.compress(text))
        return number

    def blobs(self, archive):
        stream = self.new_stream()
        number = self.ask("blobs", stream=stream)
        self.send(stream, archive)
        return number

    def ship(self, bundle):
        if not self.equipped:
            self.equipped = True
            self.blobs(archive([(DISPLAY_HASH, DISPLAY)]))
        want = self.answer(self.put(bundle))["want"]
        if want:
            self.answer(self.blobs(bundle.archive(want)))
        return want

    def start(self, bundle, job=None, **options):
        return self.request("start", **spec_of(bundle, job, **{**self.defaults, **options}))

    def follow(self, job, offset=0):
        stream = self.new_stream()
        followed = Followed(self, stream)
        self.streams[stream] = followed
        followed.opened = self.request("follow", job=job, offset=offset, stream=stream)
        return followed

    def run(self, bundle, **options):
        """Ships, starts and follows to the end."""
        self.ship(bundle)
        spec = spec_of(bundle, **{**self.defaults, **options})
        self.request("start", **spec)
        followed = self.follow(spec["job"])
        followed.finish()
        return followed

    def fetch(self, job, path, offset=0):
        stream = self.new_stream()
        followed = Followed(self, stream)
        self.streams[stream] = followed
        followed.opened = self.request("fetch", job=job, path=path, offset=offset, stream=stream)
        self.wait(lambda: followed.done)
        return bytes(followed.bytes)

    def close(self):
        try:
            self.process.stdin.close()
        except OSError:
            pass
        self.process.wait(PATIENCE)
        self.process.stdout.close()
        self.process.stderr.close()
        self.selector.close()

    def kill(self):
        self.process.kill()
        self.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Followed:
    """A stream from the agent: its bytes and, where they are a journal, its records."""

    def __init__(self, client, stream):
        self.client = client
        self.stream = stream
        self.bytes = bytearray()
        self.done = False
        self.trailer = None
        self.failure = None
        self.opened = None
        self.grant = True

    def data(self, payload):
        self.bytes += payload
        if self.grant:
            self.client.frame(CREDIT, self.stream, struct.pack(">I", len(payload)))

    def end(self, trailer):
        self.trailer = trailer
        self.done = True

    def reset(self, reason):
        self.failure = reason
        self.done = True

    def finish(self, patience=60.0):
        try:
            self.client.wait(lambda: self.done, patience)
        except AssertionError as error:
            raise AssertionError("%s\n%s\n%s" % (error, self.records[-20:], processes())) from None
        return self

    def until(self, condition, patience=PATIENCE):
        self.client.wait(lambda: condition(self), patience)
        return self

    @property
    def records(self):
        return records_of(self.bytes)

    @property
    def events(self):
        return [json.loads(payload) for kind, _, payload in self.records if kind == 3]

    def event(self, kind):
        found = [event for event in self.events if event["type"] == kind]
        if len(found) != 1:
            raise AssertionError("%d events %s in %s\n%s" % (len(found), kind, self.events, self.stderr.decode()))
        return found[0]

    @property
    def stdout(self):
        return b"".join(payload for kind, _, payload in self.records if kind == 1)

    @property
    def stderr(self):
        return b"".join(payload for kind, _, payload in self.records if kind == 2)

    @property
    def last(self):
        return self.trailer["end"]


def processes():
    """What runs, for the reader of a test that waited in vain."""
    columns = "pid,ppid,stat,etime,wchan:24,args"
    listing = subprocess.run(["ps", "-eo", columns, "--forest"], stdout=subprocess.PIPE).stdout.decode(errors="replace")
    return "\n".join(line[:160] for line in listing.splitlines() if "[" not in line)


def records_of(data):
    found = []
    at = 0
    while at + RECORD.size <= len(data):
        kind, _, offset, length = RECORD.unpack_from(data, at)
        if at + RECORD.size + length > len(data):
            break
        found.append((kind, offset, bytes(data[at + RECORD.size : at + RECORD.size + length])))
        at += RECORD.size + length
    return found


# Bundles.


def dump(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class Bundle:
    """Files by path (text or bytes), and the entry that runs."""

    def __init__(self, files, entry, kind=None, roots=(".",), last_roots=(), executable=(), folders=(), module=None):
        file, _, qualname = entry.partition(":")
        self.contents = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
        root = max((root for root in roots if root == "." or file.startswith(root + "/")), key=len)
        module = module or (file if root == "." else file[len(root) + 1 :])[:-3].replace("/", ".")
        self.label = entry
        self.header = {
            "farcall": 1,
            "entry": {
                "kind": kind or ("function" if qualname else "file"),
                "file": file,
                "module": module,
                "qualname": qualname,
            },
            "roots": list(roots),
            "lastRoots": list(last_roots),
            "folders": list(folders),
        }
        self.files = {}
        self.blobs = {}
        for path, content in sorted(self.contents.items(), key=lambda item: item[0].encode()):
            digest = hashlib.sha256(content).hexdigest()
            self.blobs[digest] = content
            self.files[path] = dump(
                {"path": path, "sha256": digest, "size": len(content), "executable": path in executable}
            )
        self.text = ("\n".join([dump(self.header)] + list(self.files.values())) + "\n").encode()
        self.id = hashlib.sha256(self.text).hexdigest()

    def difference(self, base):
        lines = [dump(self.header)]
        lines += ["-" + dump(path) for path in base.files if path not in self.files]
        lines += ["+" + line for path, line in self.files.items() if base.files.get(path) != line]
        return ("\n".join(lines) + "\n").encode()

    def archive(self, want):
        members = []
        for wanted in want:
            have = wanted["have"]
            name = "%s@%d" % (wanted["sha256"], have) if have else wanted["sha256"]
            members.append((name, self.blobs[wanted["sha256"]][have:]))
        return archive(members)


def archive(members, tar_format=tarfile.USTAR_FORMAT):
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tar_format) as tar:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return gzip.compress(raw.getvalue(), 1)


COUNT = [0]


def new_job():
    COUNT[0] += 1
    return "20261121-000000-%08x" % (COUNT[0] + os.getpid() * 4096)


def spec_of(bundle, job=None, **options):
    spec = {
        "job": job or new_job(),
        "bundle": bundle.id,
        "label": bundle.label,
        "args": "",
        "argv": [],
        "python": None,
        "setup": [],
        "env": {},
        "paths": {},
        "timeout": None,
        "slots": None,
        "preload": None,
        "display": DISPLAY_HASH,
        "convert": None,
        "terminal": None,
    }
    spec.update(options)
    return spec


def module(source, entry="m.py:f", **options):
    """A bundle of one module."""
    return Bundle({entry.partition(":")[0]: source}, entry, **options)
