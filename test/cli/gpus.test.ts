import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Farcall } from './farcall';

/** Tells of two GPUs that nobody uses, once a second process asks too, or after a while. */
const nvidiaSmi = (asked: string): string =>
  `#!/bin/sh\ntouch "${asked}/$$"\nfor i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do\n` +
  `  [ "$(ls "${asked}" | wc -l)" -ge 2 ] && break\n  sleep 0.1\ndone\necho "0, 1000"\necho "0, 1000"\n`;

describe('two processes that ask for a GPU at the same time', { timeout: 120_000 }, () => {
  let farcall: Farcall;
  before(async () => {
    farcall = await Farcall.create();
    const bin = path.join(farcall.home, 'bin');
    const asked = path.join(farcall.home, 'asked');
    await Promise.all([bin, asked].map((folder) => mkdir(folder)));
    await writeFile(path.join(bin, 'nvidia-smi'), nvidiaSmi(asked));
    await chmod(path.join(bin, 'nvidia-smi'), 0o755);
    const command = ['env', `PATH=${bin}:${process.env['PATH'] ?? ''}`, 'sh'];
    const hosts = { pair: { command, directory: path.join(farcall.home, 'host') } };
    await farcall.write({
      'app.py':
        'import os, time\n\n\ndef f(here, other):\n    open(here, "w").close()\n' +
        '    until = time.monotonic() + 60\n' +
        '    while not os.path.exists(other) and time.monotonic() < until: time.sleep(0.01)\n' +
        '    return os.environ["CUDA_VISIBLE_DEVICES"]\n',
      '.vscode/settings.json': JSON.stringify({ 'farcall.hosts': hosts }),
    });
  });
  after(() => farcall.dispose());

  test('get different ones, and nothing is left of how they agreed', async () => {
    const [one, two] = ['one', 'two'].map((name) => path.join(farcall.home, name));
    const told = await Promise.all(
      [
        [one, two],
        [two, one],
      ].map(([here, other]) =>
        farcall.lines(
          'run',
          'app.py:f',
          '--host',
          'pair',
          '--gpus',
          '1',
          '--args',
          JSON.stringify([here, other]).slice(1, -1),
        ),
      ),
    );
    assert.deepEqual(told.map((run) => run.one('result').json).sort(), ['0', '1']);
    assert.deepEqual(await readdir(path.join(farcall.home, '.local', 'state', 'farcall', 'gpus')), []);
  });
});
