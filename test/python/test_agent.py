"""The stub, the frames, and the store: what they take, what they refuse, and that nothing bad reaches the disk."""

import base64
import gzip
import hashlib
import io
import json
import os
import random
import stat
import struct
import subprocess
import tarfile
import unittest
import zlib

from support.case import AgentCase, heavy
from support.client import (
    DATA,
    END,
    FRAME,
    MSG,
    PING,
    PONG,
    RESET,
    RUNTIME,
    RUNTIME_HASH,
    AgentError,
    Bundle,
    Closed,
    archive,
    dump,
    module,
    new_job,
    spec_of,
    stub_command,
)


def snapshot(top):
    """Every path below ``top`` but for the runtime's."""
    found = set()
    for folder, folders, files in os.walk(top):
        if folder.endswith(os.path.join("cache", "runtime")):
            folders[:] = []
            continue
        found.update(os.path.relpath(os.path.join(folder, name), top) for name in files + folders)
    return found


class Stub(AgentCase):
    def test_the_runtime_is_asked_for_once_and_kept(self):
        directory = os.path.join(self.own_directory(), "a folder", "deep")
        self.assertEqual([line["stub"] for line in self.own_client(directory).stub], ["need", "ready"])
        self.assertEqual([line["stub"] for line in self.own_client(directory).stub], ["ready"])
        self.assertEqual(stat.S_IMODE(os.stat(directory).st_mode), 0o700)

    def test_a_tilde_means_the_home_folder(self):
        home = self.own_directory()
        client = self.own_client("~/x", env={"HOME": home})
        self.assertEqual(client.hello["directory"], os.path.join(home, "x"))

    def test_a_runtime_that_arrives_damaged_is_refused_and_leaves_nothing(self):
        directory = self.own_directory()
        client = self.own_client(directory, send_runtime=RUNTIME[:-1] + b"x")
        self.assertEqual(client.stub[-1]["code"], "bootstrap-failed")
        self.assertEqual(os.listdir(os.path.join(directory, "cache", "runtime")), [])

    def test_a_runtime_that_is_cut_short_leaves_nothing(self):
        directory = self.own_directory()
        done = subprocess.run(
            stub_command(directory), input=struct.pack(">Q", len(RUNTIME)) + RUNTIME[:100], stdout=subprocess.PIPE
        )
        self.assertEqual(done.stdout.count(b"@farcall:"), 1)
        self.assertEqual(os.listdir(os.path.join(directory, "cache", "runtime")), [])

    def unasked(self, directory, sent):
        """What the stub says, and what it leaves to read, where the runtime comes before it asks."""
        text = base64.b64encode(RUNTIME)
        process = subprocess.Popen(
            stub_command(directory, runtime_hash="%s+%d" % (RUNTIME_HASH, len(text))),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        out, _ = process.communicate(sent(b"#farcall " + text + b"\nexit\n"))
        return [json.loads(part.split(b"\n")[0])["stub"] for part in out.split(b"@farcall:")[1:]], out

    def test_a_runtime_that_comes_unasked_is_kept_or_passed_over(self):
        directory = self.own_directory()
        ping = FRAME.pack(2, PING, 0) + b"hi"
        for _ in range(2):
            said, out = self.unasked(directory, lambda runtime: runtime + ping)
            self.assertEqual(said, ["need", "ready"])
            self.assertTrue(out.endswith(FRAME.pack(2, PONG, 0) + b"hi"), "what follows it is the agent's")
        self.assertEqual(os.listdir(os.path.join(directory, "cache", "runtime")), [RUNTIME_HASH])

    def test_a_runtime_that_somebody_else_read_is_not_waited_for(self):
        directory = self.own_directory()
        ping = FRAME.pack(8, PING, 0) + b"12345678"
        for count in (1, 9, 1000, -1, None):
            said, _ = self.unasked(directory, lambda runtime: (runtime[count:] if count else b"") + ping)  # noqa: B023
            self.assertEqual(said, ["need", "swallowed"])
        self.assertEqual(os.listdir(os.path.join(directory, "cache", "runtime")), [])

    def test_a_runtime_that_lost_files_is_replaced(self):
        directory = self.own_directory()
        self.own_client(directory)
        os.unlink(os.path.join(directory, "cache", "runtime", RUNTIME_HASH, "farcall", "worker", "agent.py"))
        self.assertEqual([line["stub"] for line in self.own_client(directory).stub], ["need", "ready"])

    def test_a_folder_that_cannot_be_made_is_named(self):
        for directory in ("/dev/null/x", "/proc/nowhere"):
            line = self.own_client(directory).stub[-1]
            self.assertEqual((line["stub"], line["code"]), ("error", "folder-unwritable"))
            self.assertIn(directory, line["message"])

    def test_many_stubs_at_once_do_not_disturb_each_other(self):
        directory = self.own_directory()
        processes = [
            subprocess.Popen(stub_command(directory), stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(4)
        ]
        for process in processes:
            out, _ = process.communicate(struct.pack(">Q", len(RUNTIME)) + RUNTIME)
            # One that found the runtime there read the bytes as frames, and left.
            self.assertIn(b'@farcall:{"stub": "ready"}', out)
        self.assertEqual(os.listdir(os.path.join(directory, "cache", "runtime")), [RUNTIME_HASH])

    def test_old_pythons_are_refused_in_words(self):
        versions = os.path.expanduser("~/.pyenv/versions")
        names = os.listdir(versions) if os.path.isdir(versions) else []
        for name in [name for name in names if name.startswith(("2.7", "3.6.", "3.7."))]:
            done = subprocess.run(
                stub_command(self.own_directory(), os.path.join(versions, name, "bin", "python")),
                stdout=subprocess.PIPE,
            )
            line = json.loads(done.stdout.split(b"@farcall:")[1])
            self.assertEqual(line["stub"], "no-python")
            self.assertIn(name, line["tried"])


class Frames(AgentCase):
    def test_a_ping_is_answered_with_its_payload(self):
        self.client.frame(PING, 0, b"hello")
        self.client.wait(lambda: b"hello" in self.client.pongs)

    def test_frames_may_come_in_any_pieces(self):
        message = dump({"id": 77, "method": "jobs", "params": {}}).encode()
        for byte in FRAME.pack(len(message), MSG, 0) + message:
            self.client.write(bytes([byte]))
        self.client.wait(lambda: 77 in self.client.answers)
        del self.client.answers[77]

    def test_what_is_no_protocol_ends_the_connection_and_says_why(self):
        hostile = {
            "unknown type": FRAME.pack(0, 9, 0),
            "with 16777216 bytes": FRAME.pack(1 << 24, MSG, 0),
            "with 65537 bytes": FRAME.pack(65537, DATA, 1),
            "not JSON": FRAME.pack(1, MSG, 0) + b"{",
            "not an object": FRAME.pack(2, MSG, 0) + b"[]",
            "no request": FRAME.pack(2, MSG, 0) + b"{}",
            "credit that is not a number": FRAME.pack(1, 5, 0) + b"x",
        }
        for why, data in hostile.items():
            client = self.own_client()
            client.write(data)
            with self.assertRaises(Closed) as caught:
                client.wait(lambda: False)
            self.assertIn(why, str(caught.exception))
            self.assertEqual(client.process.wait(), 1)

    def test_frames_of_streams_that_are_not_open_are_ignored(self):
        for kind in (DATA, END, RESET):
            self.client.frame(kind, 4_000_000, b"")
        self.assertIn("jobs", self.client.request("jobs"))

    def test_a_stream_is_not_named_twice(self):
        client = self.own_client()
        client.answer(client.put(module("def f(): pass\n")))
        client.last_stream = 0
        with self.assertRaises(Closed):
            client.answer(client.put(module("def f(): pass\n")))

    def test_random_bytes_do_no_harm(self):
        generator = random.Random(4)
        for _ in range(3):
            client = self.own_client()
            try:
                client.write(bytes(generator.randrange(256) for _ in range(4096)))
                client.process.stdin.close()
            except (OSError, Closed):
                pass
            self.assertIn(client.process.wait(10), (0, 1))

    def test_the_agent_leaves_when_its_input_ends(self):
        client = self.own_client()
        client.process.stdin.close()
        self.assertEqual(client.process.wait(10), 0)

    def test_an_unknown_method_and_bad_params_are_answered(self):
        for method, params in (
            ("fly", {}),
            ("cancel", {"job": "../x"}),
            ("cancel", {}),
            ("start", {}),
            ("start", spec_of(module("def f(): pass\n"), "../../x")),
            ("start", spec_of(module("def f(): pass\n"), env={"A\0": "x"})),
            ("put", {"bundle": "x", "base": None, "stream": 1}),
            ("follow", {"job": ["x"], "offset": 0, "stream": 1}),
            ("fetch", {"job": {}, "path": "x", "offset": 0, "stream": 1}),
        ):
            with self.assertRaises(AgentError) as caught:
                self.client.request(method, **params)
            self.assertEqual(caught.exception.code, "protocol")
        with self.assertRaises(AgentError) as caught:
            self.client.request("cancel", job="nosuchjob")
        self.assertEqual(caught.exception.code, "unknown-job")


class Uploads(AgentCase):
    def setUp(self):
        self.before = snapshot(self.directory)

    def refused(self, number, code="corrupt-upload"):
        with self.assertRaises(AgentError) as caught:
            self.client.answer(number)
        self.assertEqual(caught.exception.code, code)
        return caught.exception

    def test_put_blobs_and_start_go_out_in_one_breath(self):
        bundle = Bundle({"m.py": "def f(): return 5\n", "data": os.urandom(300_000)}, "m.py:f")
        wants = [{"sha256": digest, "have": 0} for digest in bundle.blobs]
        spec = spec_of(bundle)
        stream = self.client.new_stream()
        first = self.client.ask("put", bundle=bundle.id, base=None, stream=stream)
        blobs_stream = self.client.new_stream()
        second = self.client.ask("blobs", stream=blobs_stream)
        third = self.client.ask("start", **spec)
        self.client.last_stream += 1
        fourth = self.client.ask("cancel", job=spec["job"])
        self.client.send(stream, zlib.compress(bundle.text))
        self.client.send(blobs_stream, bundle.archive(wants))
        self.assertEqual(len(self.client.answer(first)["want"]), 2)
        self.assertEqual(self.client.answer(second), {"stored": 2})
        self.assertEqual(self.client.answer(third), {"state": "starting", "known": False})
        self.assertIn(self.client.answer(fourth)["state"], ("starting", "running"))

    def test_only_what_the_host_lacks_is_wanted(self):
        first = Bundle({"m.py": "def f(): return 1\n", "same.txt": "same", "twin.txt": "same"}, "m.py:f")
        self.assertEqual(len(self.client.ship(first)), 2)
        second = Bundle({"m.py": "def f(): return 2\n", "same.txt": "same", "new.txt": "new"}, "m.py:f")
        want = self.client.answer(self.client.put(second, first))["want"]
        self.assertEqual(
            {wanted["sha256"] for wanted in want},
            {hashlib.sha256(text).hexdigest() for text in (b"def f(): return 2\n", b"new")},
        )
        self.client.answer(self.client.blobs(second.archive(want)))
        self.assertEqual(self.client.run(second).event("result")["json"], 2)
        self.assertEqual(self.client.ship(second), [])

    def test_stored_blobs_are_read_only_and_bundles_whole(self):
        bundle = module("def f(): return 'stored'\n")
        self.client.ship(bundle)
        for digest, content in bundle.blobs.items():
            path = os.path.join(self.directory, "cache", "blobs", digest[:2], digest)
            self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o400)
            with open(path, "rb") as file:
                self.assertEqual(file.read(), content)
        with open(os.path.join(self.directory, "cache", "bundles", bundle.id), "rb") as file:
            self.assertEqual(file.read(), bundle.text)

    def test_a_cut_transfer_is_resumed_where_it_stopped(self):
        content = os.urandom(700_000)
        bundle = Bundle({"m.py": "def f(): pass\n", "big": content}, "m.py:f")
        want = self.client.answer(self.client.put(bundle))["want"]
        digest = hashlib.sha256(content).hexdigest()
        whole = bundle.archive([wanted for wanted in want if wanted["sha256"] == digest])
        first = self.own_client()
        first.send(self.begin_blobs(first), whole[:400_000], end=False)
        first.process.stdin.close()
        first.process.wait()
        want = {w["sha256"]: w["have"] for w in self.client.answer(self.client.put(bundle))["want"]}
        self.assertGreater(want[digest], 100_000)
        self.assertLess(want[digest], 700_000)
        # What is beyond the point from which the rest is sent does not count.
        for have in (want[digest] // 2,):
            rest = [{"sha256": other, "have": have if other == digest else 0} for other in want]
            self.assertEqual(self.client.answer(self.client.blobs(bundle.archive(rest))), {"stored": 2})
        self.assertSucceeded(self.client.run(bundle))

    def begin_blobs(self, client):
        stream = client.new_stream()
        client.ask("blobs", stream=stream)
        return stream

    def test_a_rest_that_does_not_fit_what_is_there_is_refused(self):
        content = b"0123456789"
        digest = hashlib.sha256(content).hexdigest()
        self.refused(self.client.blobs(archive([(digest + "@5", content[5:])])))
        self.refused(self.client.blobs(archive([(digest + "@-5", content[5:])])))
        self.refused(self.client.blobs(archive([(digest + "@", b"01234")])))

    def test_one_blob_from_two_agents_at_once_is_stored_once_and_right(self):
        content = os.urandom(500_000)
        digest = hashlib.sha256(content).hexdigest()
        data = archive([(digest, content)])
        other = self.own_client()
        clients = [self.client, other]
        streams = [client.new_stream() for client in clients]
        numbers = [client.ask("blobs", stream=stream) for client, stream in zip(clients, streams)]
        for client, stream in zip(clients, streams):
            client.send(stream, data[:200_000], end=False)
        for client, stream in zip(clients, streams):
            client.send(stream, data[200_000:])
        for client, number in zip(clients, numbers):
            self.assertEqual(client.answer(number), {"stored": 1})
        with open(os.path.join(self.directory, "cache", "blobs", digest[:2], digest), "rb") as file:
            self.assertEqual(file.read(), content)
        self.assertEqual(os.listdir(os.path.join(self.directory, "cache", "blobs", "partial")), [])

    def test_a_rest_fits_where_another_agent_has_made_the_blob_whole_since(self):
        content = os.urandom(500_000)
        digest = hashlib.sha256(content).hexdigest()
        other = self.own_client()
        self.assertEqual(other.answer(other.blobs(archive([(digest, content)]))), {"stored": 1})
        rest = archive([("%s@%d" % (digest, 200_000), content[200_000:])])
        self.assertEqual(self.client.answer(self.client.blobs(rest)), {"stored": 1})
        with open(os.path.join(self.directory, "cache", "blobs", digest[:2], digest), "rb") as file:
            self.assertEqual(file.read(), content)
        self.assertEqual(os.listdir(os.path.join(self.directory, "cache", "blobs", "partial")), [])
        # Bytes that are not the rest of that are still refused.
        self.refused(self.client.blobs(archive([("%s@%d" % (digest, 200_000), content[:300_000])])))

    def test_names_sizes_and_kinds_that_tar_can_say_in_several_ways_are_read(self):
        content = b"x" * 1000
        digest = hashlib.sha256(content).hexdigest()
        for tar_format in (tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
            self.assertEqual(
                self.client.answer(self.client.blobs(archive([(digest, content)], tar_format))), {"stored": 1}
            )
        raw = io.BytesIO()
        with tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as tar:
            info = tarfile.TarInfo("name-to-be-overruled")
            info.size = len(content)
            info.pax_headers = {"path": digest, "size": "1000", "mtime": "1.5"}
            tar.addfile(info, io.BytesIO(content))
        self.assertEqual(self.client.answer(self.client.blobs(gzip.compress(raw.getvalue()))), {"stored": 1})
        header = bytearray(tarfile.TarInfo(digest).tobuf(tarfile.USTAR_FORMAT))
        header[124:136] = b"\x80" + (1000).to_bytes(11, "big")
        header[148:156] = b"%06o\0 " % (sum(header[:148]) + 256 + sum(header[156:]))
        data = gzip.compress(bytes(header) + content + b"\0" * 24 + b"\0" * 1024)
        self.assertEqual(self.client.answer(self.client.blobs(data)), {"stored": 1})

    def test_hostile_archives_are_refused_and_touch_nothing(self):
        content = b"content"
        digest = hashlib.sha256(content).hexdigest()

        def link(kind):
            raw = io.BytesIO()
            with tarfile.open(fileobj=raw, mode="w") as tar:
                info = tarfile.TarInfo(digest)
                info.type = kind
                info.linkname = "/etc/passwd"
                tar.addfile(info)
            return gzip.compress(raw.getvalue())

        whole = archive([(digest, content)])
        damaged = bytearray(gzip.decompress(whole))
        damaged[0] ^= 1
        hostile = [
            archive([(name, content)]) for name in ("../x", "/etc/x", "a" * 63, digest.upper(), digest + "/x", "é")
        ]
        hostile += [link(kind) for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE, b"L")]
        hostile += [gzip.compress(bytes(damaged)), whole[:-20], whole + b"more", b"no gzip at all", b""]
        hostile += [gzip.compress(gzip.decompress(whole)[:600]), archive([(digest, b"other content")])]
        for number, data in enumerate(hostile):
            with self.subTest(number):
                self.refused(self.client.blobs(data))
        left = {path for path in snapshot(self.directory) - self.before if not path.startswith("cache/blobs/partial")}
        self.assertLessEqual(
            left, {"cache", "cache/blobs", "cache/blobs/" + digest[:2], "cache/blobs/%s/%s" % (digest[:2], digest)}
        )
        self.assertFalse(os.path.exists(os.path.join(self.top, "x")))

    def test_a_wrong_blob_is_named_and_not_kept(self):
        digest = hashlib.sha256(b"right").hexdigest()
        error = self.refused(self.client.blobs(archive([(digest, b"wrong")])))
        self.assertIn(digest, error.message)
        self.assertFalse([path for path in snapshot(self.directory) if digest in path])

    def test_hostile_manifests_are_refused_before_anything_is_written(self):
        def text_with(path, **changes):
            entry = {"path": path, "sha256": hashlib.sha256(b"").hexdigest(), "size": 0, "executable": False, **changes}
            lines = [
                dump(Bundle({"m.py": ""}, "m.py:f").header),
                dump(entry),
                *Bundle({"m.py": ""}, "m.py:f").files.values(),
            ]
            return ("\n".join([lines[0]] + sorted(lines[1:])) + "\n").encode()

        hostile = [
            text_with(path) for path in ("../x", "/x", "a/../x", "a//b", "./a", "a/", "", "a\0", "m.py/x", "m.py")
        ]
        hostile += [
            text_with("a", size=-1),
            text_with("a", size=1.5),
            text_with("a", size=True),
            text_with("a", sha256="x"),
        ]
        hostile += [text_with("a", executable=1), b"{}\n", b"[]\n", b"\xff\n", b""]
        hostile += [dump({**Bundle({"m.py": ""}, "m.py:f").header, "roots": ["../.."]}).encode() + b"\n"]
        for number, text in enumerate(hostile):
            with self.subTest(number):
                self.put_text(text)
        self.assertLessEqual(snapshot(self.directory) - self.before, {"cache", "cache/bundles"})

    def put_text(self, text):
        stream = self.client.new_stream()
        bundle = hashlib.sha256(text).hexdigest()
        number = self.client.ask("put", bundle=bundle, base=None, stream=stream)
        self.client.send(stream, zlib.compress(text))
        self.refused(number)

    def test_a_manifest_that_hashes_to_another_id_or_has_no_base_is_refused(self):
        bundle = module("def f(): return 'mine'\n")
        other = module("def f(): return 'other'\n")
        stream = self.client.new_stream()
        number = self.client.ask("put", bundle=other.id, base=None, stream=stream)
        self.client.send(stream, zlib.compress(bundle.text))
        self.refused(number)
        self.refused(self.client.put(bundle, other), "unknown-base")

    def test_a_start_without_its_bundle_says_what_is_missing(self):
        bundle = Bundle({"m.py": "def f(): return 'x'\n", "n.py": "unsent = 1\n"}, "m.py:f")
        with self.assertRaises(AgentError) as caught:
            self.client.start(bundle)
        self.assertEqual(caught.exception.code, "bundle-incomplete")
        self.assertEqual(caught.exception.data, {"want": [], "manifest": False})
        want = self.client.answer(self.client.put(bundle))["want"]
        with self.assertRaises(AgentError) as caught:
            self.client.start(bundle)
        self.assertEqual(caught.exception.data, {"want": want, "manifest": True})
        self.assertFalse([path for path in snapshot(self.directory) - self.before if path.startswith("jobs/")])

    def test_a_blob_that_was_tampered_with_is_found_and_wanted_again(self):
        bundle = module("def f(): return 'untampered'\n")
        self.client.ship(bundle)
        digest = next(iter(bundle.blobs))
        path = os.path.join(self.directory, "cache", "blobs", digest[:2], digest)
        os.chmod(path, 0o600)
        with open(path, "r+b") as file:
            file.write(b"DEF")
        with self.assertRaises(AgentError) as caught:
            self.client.start(bundle)
        self.assertEqual(caught.exception.data["want"], [{"sha256": digest, "have": 0}])
        self.assertEqual(self.client.run(bundle).event("result")["json"], "untampered")

    def test_an_upload_that_is_given_up_is_answered(self):
        stream = self.client.new_stream()
        number = self.client.ask("blobs", stream=stream)
        self.client.frame(RESET, stream)
        self.refused(number, "cancelled")

    @heavy
    def test_a_large_upload_delays_no_other_request(self):
        import time

        content = os.urandom(24 << 20)
        data = archive([(hashlib.sha256(content).hexdigest(), content)])
        stream = self.client.new_stream()
        upload = self.client.ask("blobs", stream=stream)
        client, slow, at, credit = self.client, [], 0, 1 << 20
        while at < len(data):
            credit += client.granted.pop(stream, 0)
            piece = data[at : at + min(65536, credit)]
            if not piece:
                client.pump()
                continue
            client.frame(DATA, stream, piece)
            at, credit = at + len(piece), credit - len(piece)
            if at // (4 << 20) != (at - len(piece)) // (4 << 20):
                start = time.monotonic()
                client.request("cancel", job=self.some_job())
                slow.append(time.monotonic() - start)
        client.frame(END, stream)
        self.assertEqual(client.answer(upload), {"stored": 1})
        self.assertLess(sorted(slow)[len(slow) // 2], 0.1)

    def some_job(self):
        if not hasattr(self, "job"):
            self.job = new_job()
            self.client.run(module("def f(): pass\n"), job=self.job)
        return self.job


class Fetching(AgentCase):
    def test_files_come_from_an_offset_and_nothing_outside_comes_at_all(self):
        source = """
import os
def f():
    open('out.bin', 'wb').write(bytes(range(256)) * 1024)
    os.symlink('/etc/passwd', 'leak'); os.symlink('/etc', 'etc'); os.symlink('out.bin', 'inside'); os.mkfifo('fifo')
"""
        job = new_job()
        self.client.run(module(source), job=job)
        content = bytes(range(256)) * 1024
        self.assertEqual(self.client.fetch(job, "work/out.bin"), content)
        self.assertEqual(self.client.fetch(job, "work/out.bin", 1000), content[1000:])
        self.assertEqual(self.client.fetch(job, "work/out.bin", 1 << 40), b"")
        self.assertEqual(self.client.fetch(job, "work/inside"), content)
        refused = {
            "work/leak": "no-result",
            "work/etc/passwd": "no-result",
            "work/fifo": "no-result",
            "work/no": "no-result",
        }
        refused.update(
            {"work/../spec.json": "protocol", "spec.json": "protocol", "/etc/passwd": "protocol", "work": "protocol"}
        )
        for path, code in refused.items():
            with self.assertRaises(AgentError, msg=path) as caught:
                self.client.fetch(job, path)
            self.assertEqual(caught.exception.code, code, path)

    def test_what_was_sent_comes_back_as_long_as_the_caches_hold_it(self):
        bundle, job = module("def f(): open('m.py', 'w').write('changed')\n"), new_job()
        client = self.own_client(self.own_directory())
        client.run(bundle, job=job)
        self.assertEqual(client.fetch(job, "manifest"), bundle.text)
        [(sha256, content)] = bundle.blobs.items()
        self.assertEqual(client.fetch(job, "blobs/" + sha256), content)
        for path, code in {"blobs/" + "0" * 64: "no-result", "blobs/../../x": "protocol", "blobs/": "protocol"}.items():
            with self.assertRaises(AgentError, msg=path) as caught:
                client.fetch(job, path)
            self.assertEqual(caught.exception.code, code, path)

    def test_a_value_that_was_not_kept_is_no_result(self):
        job = new_job()
        self.client.run(module("def f(): raise ValueError\n"), job=job)
        with self.assertRaises(AgentError) as caught:
            self.client.fetch(job, "value.pkl")
        self.assertEqual(caught.exception.code, "no-result")

    def test_a_folder_that_became_read_only_is_named(self):
        if os.geteuid() == 0:
            self.skipTest("root writes where nobody may")
        client = self.own_client(self.own_directory())
        os.chmod(client.hello["directory"], 0o500)
        with self.assertRaises(AgentError) as caught:
            client.ship(module("def f(): pass\n"))
        self.assertEqual(caught.exception.code, "folder-unwritable")

    def test_a_file_in_the_place_of_a_folder_is_named(self):
        client = self.own_client(self.own_directory())
        bundles = os.path.join(client.hello["directory"], "cache", "bundles")
        open(bundles, "w").close()
        with self.assertRaises(AgentError) as caught:
            client.ship(module("def f(): pass\n"))
        self.assertEqual(caught.exception.code, "folder-unwritable")
        self.assertIn(bundles, caught.exception.message)
        check = client.request("check")
        self.assertTrue(check["writable"])


if __name__ == "__main__":
    unittest.main()
