"""The Pythons of a host that can run jobs: on PATH, of pyenv, of conda, and in the usual folders."""

from __future__ import annotations

import glob
import os
import re
import subprocess
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = re.compile(r"python3?(\.\d+)?\Z")
USUAL = ("/usr/local/bin", "/usr/bin", "/opt/homebrew/bin", "/opt/local/bin", "~/.local/bin")
CONDA = ("~/miniconda3", "~/anaconda3", "~/miniforge3", "~/mambaforge", "~/micromamba", "/opt/conda", "/opt/miniconda3")
ASK = "import os,sys;print('%d.%d.%d' % sys.version_info[:3]);print(os.path.realpath(sys.executable))"
SECONDS = 10
MAX_ASKED = 60


def find() -> list[dict[str, str]]:
    """Each interpreter once, under the first path that led to it."""
    found = []
    seen_files: set[tuple[str, str]] = set()
    seen_interpreters: set[str] = set()
    for path, source in candidates():
        # Virtual environments share an interpreter's file, and differ by the folder they are in.
        virtual = os.path.exists(os.path.join(os.path.dirname(path), "..", "pyvenv.cfg"))
        real = os.path.join(os.path.realpath(os.path.dirname(path)), "python") if virtual else os.path.realpath(path)
        # A shim of pyenv is a script: what it runs is told by asking; the same script is asked once per name.
        key = (real, os.path.basename(path) if is_script(real) else "")
        if key in seen_files or not os.path.isfile(path) or not os.access(path, os.X_OK):
            continue
        if len(seen_files) >= MAX_ASKED:
            break
        seen_files.add(key)
        answer = ask(path)
        if answer is None:
            continue
        version, executable = answer
        identity = real if virtual else executable
        if identity not in seen_interpreters:
            seen_interpreters.add(identity)
            found.append({"path": path, "version": version, "source": source})
    return found


def candidates() -> Iterator[tuple[str, str]]:
    yield sys.executable, "agent"
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        if os.path.isabs(folder):
            yield from pythons_in(folder, "PATH")
    pyenv = os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv")
    for folder in sorted(glob.glob(os.path.join(glob.escape(pyenv), "versions", "*", "bin")), reverse=True):
        yield os.path.join(folder, "python"), "pyenv"
    for base in (os.environ.get("CONDA_PREFIX"), *CONDA):
        if base:
            base = os.path.expanduser(base)
            yield os.path.join(base, "bin", "python"), "conda"
            for path in sorted(glob.glob(os.path.join(glob.escape(base), "envs", "*", "bin", "python"))):
                yield path, "conda"
    for folder in USUAL:
        yield from pythons_in(os.path.expanduser(folder), "system")


def pythons_in(folder: str, source: str) -> Iterator[tuple[str, str]]:
    try:
        names = sorted(name for name in os.listdir(folder) if NAME.match(name))
    except OSError:
        return
    for name in names:
        yield os.path.join(folder, name), source


def is_script(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            return file.read(2) == b"#!"
    except OSError:
        return False


def ask(path: str) -> tuple[str, str] | None:
    """Version and true path; None for what is older than 3.8 or does not answer."""
    try:
        done = subprocess.run(
            [path, "-E", "-s", "-S", "-c", ASK],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    lines = done.stdout.decode(errors="replace").splitlines()
    if done.returncode != 0 or len(lines) != 2:
        return None
    match = re.match(r"(\d+)\.(\d+)\.\d+\Z", lines[0])
    if match is None or (int(match.group(1)), int(match.group(2))) < (3, 8):
        return None
    return lines[0], lines[1]
