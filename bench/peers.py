"""One way to call `f` of the local module `numpy_job` on a host, timed: for each line on standard input, one call.

Given its name, the OpenSSH config, the port and the key of the sshd, the host's Python, and the folder of the module.
Answers are lines of JSON: `{}` once it can be called (or `{"why": …}`), then `{"ms": …}` for each call.
"""

import json
import os
import subprocess
import sys
import time

name, config, port, key, python, folder = sys.argv[1:7]
sys.path.insert(0, folder)


def mitogen():
    import mitogen.master
    import mitogen.utils
    import numpy_job

    mitogen.utils.log_to_file(level="ERROR")
    router = mitogen.master.Router(mitogen.master.Broker())
    # What the host has itself: its compiled parts could not be sent.
    router.responder.blacklist_prefix("numpy")
    context = router.ssh(hostname="box", ssh_args=["-F", config], python_path=python, identities_only=False)

    def call():
        began = time.perf_counter()
        context.call(numpy_job.f)
        return time.perf_counter() - began

    return call


def execnet():
    import execnet
    import numpy_job

    gateway = execnet.makegateway("ssh=-F %s box//python=%s" % (config, python))
    with open(numpy_job.__file__) as file:
        source = file.read() + "\nif __name__ == '__channelexec__':\n    channel.send(str(f()))\n"

    def call():
        began = time.perf_counter()
        gateway.remote_exec(source).receive()
        return time.perf_counter() - began

    return call


def fabric():
    import fabric

    connection = fabric.Connection(
        "127.0.0.1", user="root", port=int(port), connect_kwargs={"key_filename": key, "look_for_keys": False}
    )
    connection.open()
    copy = folder + ".copy"

    class Watch:
        encoding = "utf-8"
        first = 0.0

        def write(self, text):
            self.first = self.first or time.perf_counter()

        def flush(self):
            pass

    def call():
        watch = Watch()
        began = time.perf_counter()
        ssh = "ssh -F %s" % config
        subprocess.run(["rsync", "-a", "--delete", "-e", ssh, folder + "/", "box:%s/" % copy], check=True)
        connection.run("cd %s && %s -u numpy_job.py" % (copy, python), out_stream=watch)
        return watch.first - began

    return call


def covalent():
    import asyncio
    import tempfile

    os.environ["HOME"] = os.environ["COVALENT_CONFIG_DIR"] = tempfile.mkdtemp(prefix="farcall-covalent-")
    import cloudpickle
    import covalent_ssh_plugin.ssh as plugin
    import numpy_job
    from covalent._shared_files.config import set_config

    # Its server would have put these there, which is not needed to call the executor itself.
    set_config({"executors.ssh": dict(plugin._EXECUTOR_PLUGIN_DEFAULTS)})
    executor = plugin.SSHExecutor(
        username="root",
        hostname="127.0.0.1",
        ssh_key_file=key,
        python_path=python,
        cache_dir=os.environ["HOME"],
        remote_cache=folder + ".covalent",
        remote_workdir=folder + ".covalent",
    )
    connect = plugin.asyncssh.connect

    async def to_port(*args, **kwargs):
        return await connect(*args, **dict(kwargs, port=int(port)))

    # The plugin knows no port but 22.
    plugin.asyncssh.connect = to_port
    # It sends no modules.
    cloudpickle.register_pickle_by_value(numpy_job)
    made = [0]

    def call():
        made[0] += 1
        began = time.perf_counter()
        about = {"dispatch_id": "farcall-bench-%d" % made[0], "node_id": 0, "results_dir": os.environ["HOME"]}
        asyncio.run(executor.run(numpy_job.f, [], {}, about))
        return time.perf_counter() - began

    return call


def main():
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    try:
        call = {"mitogen": mitogen, "execnet": execnet, "fabric": fabric, "covalent": covalent}[name]()
        call()
    except Exception as error:
        text = " ".join(str(error).split()) or type(error).__name__
        answers.write(json.dumps({"why": "%s: %s" % (type(error).__name__, text[:300])}) + "\n")
        return
    answers.write("{}\n")
    for _ in sys.stdin:
        answers.write(json.dumps({"ms": call() * 1000}) + "\n")


main()
# Threads and brokers of these libraries would go on.
os._exit(0)
