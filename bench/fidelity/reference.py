"""Runs a call as its author would, in a full checkout, and keeps its value and what CPython read of the checkout.

The request is one JSON object on standard input; ``value.pkl`` and ``trace.json`` are written into its ``folder``.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import io
import itertools
import json
import math
import os
import pickle
import re
import sys
import types
from pathlib import Path
from typing import Any


class Trace:
    """What the interpreter executes as a module, and what it opens, of one folder."""

    def __init__(self, folder: str) -> None:
        self._folder = os.path.realpath(folder) + os.sep
        self.loaded: set[str] = set()
        self.opened: set[str] = set()
        sys.addaudithook(self._notice)

    def _notice(self, event: str, args: tuple[Any, ...]) -> None:
        if event == "exec":
            code = args[0]
            if isinstance(code, types.CodeType) and code.co_name == "<module>":
                self._add(self.loaded, code.co_filename)
        elif event == "open" and isinstance(args[0], str):
            reads = isinstance(args[1], str) and not set(args[1]) & set("wax+")
            if reads:
                self._add(self.opened, args[0])

    def _add(self, found: set[str], file: str) -> None:
        # An audit hook that resolves links itself would be called again: only the text is looked at.
        path = os.path.normpath(os.path.join(os.getcwd(), file))
        if path.startswith(self._folder):
            found.add(path[len(self._folder) :])

    def told(self) -> dict[str, dict[str, int]]:
        loaded, opened = set(self.loaded), self.opened - self.loaded
        return {"loaded": self._sizes(loaded), "read": self._sizes(opened)}

    def _sizes(self, names: set[str]) -> dict[str, int]:
        sizes = {}
        for name in sorted(names):
            path = self._folder + name
            if os.path.isfile(path) and not name.endswith(".pyc"):
                sizes[name] = os.path.getsize(path)
        return sizes


def notebook_code(file: str) -> str:
    """The code cells one after another, without what is IPython's own."""
    with open(file, encoding="utf-8") as source:
        cells = json.load(source)["cells"]
    texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    plain = [text for text in texts if not text.startswith("%%")]
    return "\n".join(re.sub(r"(?m)^([ \t]*)[%!?].*$", r"\1pass", text) for text in plain)


def load(file: str, name: str) -> dict[str, Any]:
    """The namespace of the entry's file after it was imported."""
    if file.endswith(".ipynb"):
        module = types.ModuleType(name)
        sys.modules[name] = module
        exec(compile(notebook_code(file), file, "exec"), module.__dict__)
        return module.__dict__
    return vars(importlib.import_module(name))


def resolve(namespace: dict[str, Any], qualname: str) -> Any:
    first, *rest = qualname.split(".")
    owner, found = None, namespace[first]
    for part in rest:
        owner, found = found, getattr(found, part)
    if isinstance(owner, type) and isinstance(owner.__dict__.get(rest[-1]), types.FunctionType):
        found = getattr(owner(), rest[-1])
    return found


def call(namespace: dict[str, Any], qualname: str, args: str) -> Any:
    with contextlib.suppress(ImportError):
        namespace.setdefault("np", importlib.import_module("numpy"))
    for name, value in {"math": math, "itertools": itertools, "Path": Path}.items():
        namespace.setdefault(name, value)
    namespace["__called_with__"] = lambda *args, **kwargs: (args, kwargs)
    positional, named = eval(f"__called_with__({args})", namespace)
    value = resolve(namespace, qualname)(*positional, **named)
    if isinstance(value, types.GeneratorType):
        return list(value)
    if asyncio.iscoroutine(value):
        return asyncio.run(value)
    return value


def main() -> None:
    request = json.load(sys.stdin)
    file = os.path.join(request["checkout"], request["file"])
    sys.path[0:1] = request["roots"]
    sys.argv = [file]
    trace = Trace(request["checkout"])
    namespace = load(file, request["module"])
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        value = call(namespace, request["qualname"], request["args"])
    told = trace.told()
    if file.endswith(".ipynb"):
        told["loaded"][request["file"]] = len(notebook_code(file).encode())
        told["read"].pop(request["file"], None)
    with open(os.path.join(request["folder"], "value.pkl"), "wb") as target:
        pickle.dump(value, target, 5)
    with open(os.path.join(request["folder"], "trace.json"), "w") as target:
        json.dump({**told, "printed": printed.getvalue()}, target)


if __name__ == "__main__":
    main()
