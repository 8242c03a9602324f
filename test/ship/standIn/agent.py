"""Stands in for the worker where a test is about the way to it: frames and a few methods, no jobs."""

import json
import os
import platform
import struct
import sys

MSG, DATA, END, RESET, CREDIT, PING, PONG = 1, 2, 3, 4, 5, 6, 7
HEADER = struct.Struct(">IBI")
WINDOW = 1024 * 1024


def write(kind, stream, payload=b""):
    data = HEADER.pack(len(payload), kind, stream) + payload
    while data:
        data = data[os.write(1, data) :]


def read(count):
    parts = []
    while count:
        part = os.read(0, count)
        if not part:
            sys.exit(0)
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def say(message):
    write(MSG, 0, json.dumps(message).encode())


def main(directory, placing=None, placed=None):
    if placed:
        placed()
    credit = {}
    sources = {}
    sinks = {}

    def feed():
        for stream in list(sources):
            while sources[stream] and credit[stream]:
                size = min(sources[stream], credit[stream], 65536)
                sources[stream] -= size
                credit[stream] -= size
                write(DATA, stream, b"x" * size)
            if not sources[stream]:
                del sources[stream]
                write(END, stream, json.dumps({"state": "done"}).encode())

    say(
        {
            "event": "hello",
            "protocol": 1,
            "pid": os.getpid(),
            "python": platform.python_version(),
            "executable": sys.executable,
            "platform": sys.platform,
            "hostname": platform.node(),
            "user": "somebody",
            "directory": directory,
            "cores": 1,
        }
    )
    while True:
        length, kind, stream = HEADER.unpack(read(9))
        payload = read(length)
        if kind == PING:
            write(PONG, stream, payload)
        elif kind == CREDIT:
            if stream in credit:
                credit[stream] += struct.unpack(">I", payload)[0]
                feed()
        elif kind == DATA:
            sinks[stream] = sinks.get(stream, 0) + length
            write(CREDIT, stream, struct.pack(">I", length))
        elif kind == END:
            say({"id": sinks.pop(-stream), "result": {"received": sinks.pop(stream, 0)}})
        elif kind == RESET:
            sources.pop(stream, None)
        elif kind == MSG:
            message = json.loads(payload)
            method, params, answer = message["method"], message["params"], message["id"]
            if method == "echo":
                say({"id": answer, "result": params})
            elif method == "source":
                credit[params["stream"]] = WINDOW
                sources[params["stream"]] = params["bytes"]
                say({"id": answer, "result": {}})
                feed()
            elif method == "sink":
                sinks[-params["stream"]] = answer
            elif method == "environment":
                say({"id": answer, "result": dict(os.environ)})
            elif method == "garbage":
                os.write(1, b"\xff" * 64)
            elif method == "exit":
                sys.stderr.write("the stand-in was told to leave\n")
                sys.stderr.flush()
                os._exit(params["status"])
            else:
                say({"id": answer, "error": {"code": "unknown-job", "message": "No such method."}})
