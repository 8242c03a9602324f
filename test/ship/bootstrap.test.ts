import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { FarcallError } from '../../src/base/errors';
import { silentLogger } from '../../src/base/logging';
import type { HostOptions } from '../../src/contract/hosts';
import type { Runtime } from '../../src/ship/assets';
import { bootstrapCommand } from '../../src/ship/bootstrapCommand';
import type { Channel } from '../../src/ship/channel';
import { childChannel } from '../../src/ship/childChannel';
import { HostConnections, type Connection } from '../../src/ship/connections';
import { standInRuntime } from './standIn';

const signal = new AbortController().signal;
let runtime: Runtime;
let folder: string;
const opened: HostConnections[] = [];

before(async () => {
  runtime = await standInRuntime();
  folder = await mkdtemp(path.join(tmpdir(), 'farcall-bootstrap-'));
});
after(async () => {
  for (const connections of opened) connections.dispose();
  await rm(folder, { recursive: true, force: true });
});

function connections(environment: NodeJS.ProcessEnv = process.env, answerWithin = 20_000): HostConnections {
  const made = new HostConnections({
    runtime,
    logger: silentLogger,
    environment,
    answerWithin,
    overSsh: () => () => Promise.reject(new Error('These tests use no SSH.')),
  });
  opened.push(made);
  return made;
}

function connect(options: HostOptions, environment?: NodeJS.ProcessEnv, answerWithin?: number): Promise<Connection> {
  const host = { name: options.command === undefined ? 'local' : 'box', options: { directory: folder, ...options } };
  return connections(environment, answerWithin).connect(host, signal);
}

/** A folder with these programs as `python3` and so on, and nothing else of Python's. */
async function binFolder(programs: Readonly<Record<string, string>>): Promise<string> {
  const bin = await mkdtemp(path.join(folder, 'bin-'));
  for (const [name, target] of Object.entries(programs)) {
    if (target.startsWith('#!')) {
      await writeFile(path.join(bin, name), target);
      await chmod(path.join(bin, name), 0o755);
    } else {
      await symlink(target, path.join(bin, name));
    }
  }
  return bin;
}

const isFarcallError =
  (code: string, pattern: RegExp) =>
  (error: unknown): boolean => {
    assert.ok(error instanceof FarcallError, String(error));
    assert.equal(error.code, code, error.text);
    assert.match(error.message, pattern);
    return true;
  };

const oldPython = (version: string): string =>
  `#!/bin/sh\nif [ "$1" = -V ]; then echo Python ${version}; exit 0; fi\nexit 97\n`;

describe('the bootstrap command', () => {
  it('is one line that every login shell passes on unchanged', () => {
    const command = bootstrapCommand(runtime, { directory: "/it's/a folder!", python: '~/my env/bin/python' });
    assert.match(command, /^exec sh -c( '[^'!\\\n\r]*'){7}$/);
  });

  it('refuses a Python whose path could not be passed on', () => {
    for (const python of ["it's", 'a\\b', 'wow!', 'two\nlines']) {
      assert.throws(() => bootstrapCommand(runtime, { python }), isFarcallError('bad-settings', /python/));
    }
  });
});

describe('starting the agent', () => {
  it('ships the runtime once, and finds it the next time', async () => {
    const directory = path.join(folder, 'once');
    const first = await connect({ directory });
    const second = await connect({ directory });
    assert.equal(first.hello.directory, directory);
    assert.equal(second.hello.directory, directory);
    assert.deepEqual(await readdir(path.join(directory, 'cache/runtime')), [runtime.sha256]);
  });

  for (const shell of ['sh', 'bash', 'dash', 'zsh', 'fish', 'tcsh', 'csh', 'ksh']) {
    const missing = spawnSync(shell, ['-c', 'exit']).error !== undefined;
    it(`works where the login shell is ${shell}`, { skip: missing && `${shell} is not installed` }, async () => {
      const relay = path.join(folder, `${shell}-login`);
      // As sshd does it: the shell of the account gets the line after -c.
      await writeFile(relay, `#!/bin/sh\nIFS= read -r line\nexec ${shell} -c "$line"\n`);
      await chmod(relay, 0o755);
      const link = await connect({ command: [relay], directory: path.join(folder, "it's a 'folder' with $HOME!") });
      assert.equal(link.hello.directory, path.join(folder, "it's a 'folder' with $HOME!"));
    });
    // fish refuses to read a script from a socket, which is what Node gives a child.
    if (shell === 'fish') continue;
    it(`works where a bare ${shell} reads its input`, { skip: missing && `${shell} is not installed` }, async () => {
      const link = await connect({ command: [shell] });
      assert.deepEqual(await link.request('echo', { a: 1 }), { a: 1 });
      assert.equal(link.facts.maker, 'command');
    });
  }

  it('reads past what login shells print', async () => {
    const noise = 'echo "Welcome to @farcall: the box"; printf "no line end"; head -c 20000 /dev/zero | tr "\\0" "x"';
    const link = await connect({ command: ['sh', '-c', `${noise}; exec sh`] });
    assert.deepEqual(await link.request('echo', {}), {});
  });

  it('gives up on a shell that prints without end, and quotes it', async () => {
    await assert.rejects(
      connect({ command: ['sh', '-c', 'yes "motd of the day"'] }),
      isFarcallError('bootstrap-failed', /prints without end.*motd of the day/s),
    );
  });

  it('gives up on a shell that ends, and quotes what it said', async () => {
    await assert.rejects(
      connect({ command: ['sh', '-c', 'echo "This account is not available."; exit 1'] }),
      isFarcallError('bootstrap-failed', /box ended \(status 1\).*This account is not available/s),
    );
  });

  it('takes an agent that was killed before it could start for a connection that was lost', async () => {
    await assert.rejects(
      connect({ command: ['sh', '-c', '(kill -9 $$); exit 0'] }),
      isFarcallError('connection-lost', /agent on box was killed \(SIGKILL\)/),
    );
    await assert.rejects(
      connect({ command: ['sh', '-c', 'exit 137'] }),
      isFarcallError('connection-lost', /agent on box was killed \(status 137\)/),
    );
  });

  it('notices a connection that broke before anybody read from it', async () => {
    const broken = async (): Promise<Channel> => {
      const child = spawn('sh', ['-c', 'exit 255'], { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
      const channel = childChannel(child, 'ssh');
      await channel.ended;
      return channel;
    };
    const made = new HostConnections({ runtime, logger: silentLogger, environment: {}, overSsh: () => broken });
    opened.push(made);
    await assert.rejects(
      made.connect({ name: 'box', options: {} }, signal),
      isFarcallError('connection-lost', /box broke before the agent could start/),
    );
  });

  it('gives up on a shell that never answers', async () => {
    await assert.rejects(
      connect({ command: ['sh', '-c', 'cat > /dev/null'] }, process.env, 200),
      isFarcallError('bootstrap-failed', /box let 0.2 s pass/),
    );
  });

  it('says which program of a command cannot be started', async () => {
    await assert.rejects(connect({ command: ['no-such-program'] }), isFarcallError('unreachable', /no-such-program/));
  });

  it('passes over a Python that is too old and one that does not start', async () => {
    const bin = await binFolder({
      python3: oldPython('3.6.15'),
      'python3.13': '#!/no/such/interpreter\n',
      'python3.12':
        process.env['FARCALL_TEST_PYTHON'] ?? spawnSync('sh', ['-c', 'command -v python3']).stdout.toString().trim(),
    });
    const link = await connect({}, { ...process.env, PATH: `${bin}:/usr/bin:/bin` });
    assert.match(link.hello.python, /^3\./);
  });

  it('keeps to the Python that the host names, from the home folder too', async () => {
    const home = path.join(folder, 'home');
    await mkdir(home);
    const python = spawnSync('python3', ['-c', 'import sys; print(sys.executable)']).stdout.toString().trim();
    await symlink(python, path.join(home, 'py'));
    const link = await connect({ python: '~/py' }, { ...process.env, HOME: home });
    assert.equal(link.hello.executable, path.join(home, 'py'));
  });

  it('names the Python that the host names and that is not there', async () => {
    await assert.rejects(connect({ python: '/opt/none/python3' }), isFarcallError('no-python', /\/opt\/none\/python3/));
  });

  it('names each Python that is too old, with its version', async () => {
    const bin = await binFolder({ py: oldPython('3.7.9') });
    await assert.rejects(
      connect({ python: path.join(bin, 'py') }),
      isFarcallError('old-python', /bin-\w+\/py \(Python 3\.7\.9\)/),
    );
  });

  it('does not import what lies in the home folder', async () => {
    const home = await mkdtemp(path.join(folder, 'home-'));
    await writeFile(path.join(home, 'base64.py'), 'raise SystemExit("the wrong base64")');
    const link = await connect({ command: ['sh', '-c', `cd ${home}; exec sh`] });
    assert.deepEqual(await link.request('echo', {}), {});
  });

  it('ends when the person cancels, and the shell ends with it', async () => {
    const stop = new AbortController();
    const mark = path.join(folder, 'still-here');
    const host = { name: 'slow', options: { command: ['sh', '-c', `echo $$ > ${mark}; exec sleep 600`] } };
    const connecting = connections().connect(host, stop.signal);
    let pid = 0;
    while (pid === 0) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      pid = Number(spawnSync('cat', [mark]).stdout.toString());
    }
    stop.abort();
    await assert.rejects(connecting, isFarcallError('cancelled', /slow/));
    const deadline = Date.now() + 10_000;
    while (spawnSync('kill', ['-0', String(pid)]).status === 0) {
      assert.ok(Date.now() < deadline, 'the shell still runs');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
});

describe('connections', () => {
  it('are shared by all who ask at once, and by those who ask later', async () => {
    const all = connections();
    const host = { name: 'local', options: { directory: folder } };
    const [a, b] = await Promise.all([all.connect(host, signal), all.connect(host, signal)]);
    assert.equal(a, b);
    assert.equal(await all.connect(host, signal), a);
    assert.equal(a.facts.maker, 'local');
  });

  it('go on for the others when one who waits gives up', async () => {
    const all = connections();
    const host = { name: 'local', options: { directory: folder } };
    const stop = new AbortController();
    const impatient = all.connect(host, stop.signal);
    const patient = all.connect(host, signal);
    stop.abort();
    await assert.rejects(impatient, { code: 'cancelled' });
    assert.deepEqual(await (await patient).request('echo', {}), {});
  });

  it('that were lost are made anew', async () => {
    const all = connections();
    const host = { name: 'local', options: { directory: folder } };
    const first = await all.connect(host, signal);
    await assert.rejects(
      first.request('exit', { status: 3 }),
      isFarcallError('connection-lost', /status 3.*told to leave/s),
    );
    const second = await all.connect(host, signal);
    assert.notEqual(first.hello.pid, second.hello.pid);
  });

  it('that were closed by name are made anew', async () => {
    const all = connections();
    const host = { name: 'local', options: { directory: folder } };
    const first = await all.connect(host, signal);
    all.disconnect('local');
    assert.equal(await first.closed, undefined);
    assert.notEqual((await all.connect(host, signal)).hello.pid, first.hello.pid);
  });

  it('end with a protocol error where the agent sends garbage', async () => {
    const link = await connect({});
    await assert.rejects(link.request('garbage', {}), { code: 'protocol' });
    assert.equal((await link.closed)?.code, 'protocol');
  });

  it('carry large streams both ways, whole', async () => {
    const link = await connect({});
    let received = 0;
    const ended = new Promise<unknown>((resolve, reject) => {
      const { id } = link.receive({ data: (bytes) => void (received += bytes.length), end: resolve, failed: reject });
      void link.request('source', { stream: id, bytes: 20_000_000 });
    });
    assert.deepEqual(await ended, { state: 'done' });
    assert.equal(received, 20_000_000);
    const stream = link.send();
    const answer = link.request('sink', { stream: stream.id });
    await stream.write(Buffer.alloc(20_000_000));
    await stream.end();
    assert.deepEqual(await answer, { received: 20_000_000 });
  });
});
