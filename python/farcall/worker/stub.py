# The first thing that runs on a host: sent inside the command line, given the Farcall folder and the runtime's sha256,
# with "+" and a length where the runtime comes unasked. It says what it needs, fetches the runtime if the host lacks
# it, and hands over to the agent. It reads exactly the bytes that are meant for it: what follows them are frames. Every
# Python must be able to parse it, so as to be refused.
import sys


def farcall_stub():
    import errno
    import json
    import os

    def say(**line):
        data = ("\n@farcall:" + json.dumps(line) + "\n").encode()
        while data:
            data = data[os.write(1, data) :]

    def read(count):
        parts = []
        while count:
            part = os.read(0, min(count, 1 << 20))
            if not part:
                sys.exit(0)
            parts.append(part)
            count -= len(part)
        return b"".join(parts)

    def is_whole():
        return os.path.exists(os.path.join(runtime, "farcall", "worker", "agent.py"))

    def receive():
        say(stub="need", python=sys.version.split()[0])
        if not unasked:
            return read(int.from_bytes(read(8), "big"))
        # Whatever is sent once this has said something, it is no such beginning.
        if read(9) != b"#farcall ":
            say(stub="swallowed")
            sys.exit(0)
        import base64

        data = base64.b64decode(read(int(unasked)))
        read(len("\nexit\n"))
        return data

    def fetch():
        """What can be read from once the files are in their place, and what waits for that and tells it."""
        aside = "%s.%d" % (runtime, os.getpid())
        writer, problem = -1, None
        try:
            os.makedirs(aside, 0o700)
            data = receive()
            import hashlib
            import zlib

            if hashlib.sha256(data).hexdigest() != sha256:
                raise ValueError
            index, _, data = zlib.decompress(data, 31).partition(b"\n")
            for name, size in json.loads(index.decode()):
                held[name] = data[:size]
                data = data[size:]
            heard, told = os.pipe()
            writer = os.fork()
            if not writer:
                os.write(told, json.dumps(place(aside)).encode())
                os._exit(0)
            os.close(told)
        except ValueError:
            problem = {"code": "bootstrap-failed", "message": "The worker arrived damaged."}
        except OSError as error:
            problem = problem_of(error)
        finally:
            if writer < 0:
                clear(aside)
        if problem:
            end_with(problem)
        finder = Held()
        sys.meta_path.insert(0, finder)

        def placed():
            sys.meta_path.remove(finder)
            os.waitpid(writer, 0)
            told = os.read(heard, 4096).decode()
            os.close(heard)
            end_with(json.loads(told or '{"code": "bootstrap-failed", "message": "The worker could not be written."}'))

        return heard, placed

    def end_with(problem):
        if problem:
            say(stub="error", **problem)
            sys.exit(0)
        say(stub="ready")

    def place(aside):
        try:
            for name in held:
                path = os.path.join(aside, name)
                os.makedirs(os.path.dirname(path), 0o700, True)
                with open(path, "wb") as file:
                    file.write(held[name])
            if os.path.isdir(runtime) and not is_whole():
                os.rename(runtime, aside + ".old")
            # Another stub may have been faster: what it put there is the same.
            if not is_whole():
                os.rename(aside, runtime)
        except OSError as error:
            return problem_of(error)
        finally:
            clear(aside)

    def problem_of(error):
        if not is_whole():
            full = error.errno in (errno.ENOSPC, errno.EDQUOT)
            text = "The disk of %s is full: %s." if full else "The folder %s cannot be written: %s."
            code = "disk-full" if full else "folder-unwritable"
            return {"code": code, "message": text % (directory, error.strerror)}

    def clear(aside):
        if os.path.exists(aside) or os.path.exists(aside + ".old"):
            import shutil

            shutil.rmtree(aside, True)
            shutil.rmtree(aside + ".old", True)

    class Held:
        # Imported before it is asked for the first time: it would ask itself.
        def __init__(self):
            from importlib.machinery import ModuleSpec

            self.spec = ModuleSpec

        def find_spec(self, name, path=None, target=None):
            base = name.replace(".", "/")
            package = base + "/__init__.py" in held
            file = base + ("/__init__.py" if package else ".py")
            if file in held:
                spec = self.spec(name, self, origin=os.path.join(runtime, file), is_package=package)  # type: ignore[arg-type]
                spec.has_location = True
                if package:
                    spec.submodule_search_locations = [os.path.join(runtime, base)]
                spec.loader_state = held[file]
                return spec

        def create_module(self, spec):
            pass

        def exec_module(self, module):
            spec = module.__spec__
            exec(compile(spec.loader_state, spec.origin, "exec", 0, True), module.__dict__)
            spec.loader_state = None

    if sys.version_info < (3, 8):
        return say(stub="no-python", tried="%s (%s)" % (sys.executable, sys.version.split()[0]))
    umask = os.umask(0o077)
    directory = os.path.abspath(os.path.join(os.path.expanduser("~"), os.path.expanduser(sys.argv[2])))
    sha256, _, unasked = sys.argv[3].partition("+")
    runtime = os.path.join(directory, "cache", "runtime", sha256)
    held = {}
    placing = placed = None
    if not is_whole():
        placing, placed = fetch()
    elif unasked:
        receive()
    os.umask(umask)
    sys.path.insert(0, runtime)
    # Who has just come is to run at once; whoever comes next compiles for all.
    sys.dont_write_bytecode = bool(placed)
    from farcall.worker import agent

    if not placed:
        say(stub="ready")
    sys.exit(agent.main(directory, placing, placed))


farcall_stub()
