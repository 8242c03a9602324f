import assert from 'node:assert/strict';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { FarcallError } from '../../src/base/errors';
import type { HostOptions } from '../../src/contract/hosts';
import { chosenText } from '../../src/run/chosenText';
import { isInRange, requiredPython } from '../../src/run/pythonRange';
import { Runs } from '../../src/run/runs';
import type { Run } from '../../src/run/service';
import type { Host } from '../../src/ship/host';
import { LocalRooms } from './localRooms';

describe('auto', { timeout: 60_000 }, () => {
  let rooms: LocalRooms;
  before(async () => {
    rooms = await LocalRooms.create();
    await rooms.write({
      'app.py':
        'import os, time\ndef f(gate):\n    while not os.path.exists(gate): time.sleep(0.01)\ndef g():\n    return 7\n',
      'narrow/pyproject.toml': '[project]\nname = "x"\nrequires-python = ">=3.8,<3.9,>=4"\n',
      'narrow/app.py': 'def g():\n    return 7\n',
    });
  });
  after(() => rooms.dispose());

  /** A host of its own folder, reached by a shell. */
  const host = (name: string, options: HostOptions = {}): Host => ({
    name,
    options: { command: ['sh'], directory: path.join(rooms.folder, name), ...options },
  });

  const runsOn = (hosts: readonly Host[], gpus?: number): Runs =>
    new Runs(
      {
        ...rooms.ports,
        findHost: (name) => Promise.resolve(hosts.find((one) => one.name === name) ?? assert.fail(name)),
        pool: () => Promise.resolve({ hosts, gpus }),
      },
      rooms.registry,
      path.join(rooms.folder, 'state'),
    );

  const run = (runs: Runs, call: string, to = 'auto', file = 'app.py'): Run => {
    const [qualname = '', args = ''] = call.split('|');
    const entry = { file: path.join(rooms.workspace, file), qualname, args };
    return runs.run({ entry, workspace: rooms.workspace, host: to });
  };

  const chosen = (of: Run): string => {
    const line = of.lines.find(({ type }) => type === 'chosen');
    assert.ok(line?.type === 'chosen', 'it says what was chosen');
    return chosenText(line);
  };

  test('takes the host where fewer jobs run, says why, and keeps its name', async () => {
    const runs = runsOn([host('one'), host('two')]);
    const gate = path.join(rooms.folder, 'gate');
    const busy = [1, 2].map(() => run(runs, `f|${JSON.stringify(gate)}`, 'one'));
    await Promise.all(
      busy.map((each) => new Promise<void>((resolve) => each.onChanged(() => each.state === 'running' && resolve()))),
    );
    const taken = run(runs, 'g');
    assert.equal((await taken.done).state, 'succeeded');
    assert.equal(taken.host, 'two');
    assert.equal(taken.record.host, 'two');
    assert.match(chosen(taken), /^auto chose two, the least busy: .* busy.*\. Not taken: one: .*2 jobs running/);
    await writeFile(gate, '');
    await Promise.all(busy.map(({ done }) => done));
    runs.dispose();
  });

  test('passes over hosts that cannot be reached or lack a free GPU', async () => {
    const bin = path.join(rooms.folder, 'bin');
    await mkdir(bin);
    await writeFile(path.join(bin, 'nvidia-smi'), '#!/bin/sh\nprintf "20000, 24576\\n10, 24576\\n"\n');
    await chmod(path.join(bin, 'nvidia-smi'), 0o755);
    const withGpus = ['env', `PATH=${bin}:${process.env['PATH'] ?? ''}`, 'sh'];
    const hosts = [host('gone', { command: ['false'] }), host('plain'), host('gpu', { command: withGpus })];
    const runs = runsOn(hosts, 1);
    const taken = run(runs, 'g');
    assert.equal((await taken.done).state, 'succeeded');
    assert.equal(taken.host, 'gpu');
    assert.match(
      chosen(taken),
      /the only one that fits: .*1 GPU free\. Not taken: gone: .+; plain: 0 GPUs of it free, and 1 asked for/,
    );
    runs.dispose();
  });

  test('runs nothing where none fits, and says what each lacks', async () => {
    const runs = runsOn([host('one'), host('gone', { command: ['false'] })]);
    const refused = run(runs, 'g', 'auto', 'narrow/app.py');
    await assert.rejects(
      refused.done,
      (error: unknown) =>
        error instanceof FarcallError &&
        error.code === 'no-host-fits' &&
        /one: its Python is 3\.\d+\.\d+, and the project wants >=3\.8,<3\.9,>=4; gone: /.test(error.message),
    );
    runs.dispose();
    const none = runsOn([]);
    await assert.rejects(run(none, 'g').done, { code: 'no-host-fits' });
    none.dispose();
  });

  test('takes the Python range from the nearest project', async () => {
    const { workspace } = rooms;
    assert.equal(await requiredPython(path.join(workspace, 'narrow', 'app.py'), workspace), '>=3.8,<3.9,>=4');
    assert.equal(await requiredPython(path.join(workspace, 'app.py'), workspace), undefined);
  });
});

test('a range of Pythons means what PEP 440 says', () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ['3.11.7', '>=3.10', true],
    ['3.9.18', '>=3.10', false],
    ['3.10.0', '>=3.10, <3.13', true],
    ['3.13.0', '>=3.10,<3.13', false],
    ['3.11.7', '~=3.10', true],
    ['4.0.0', '~=3.10', false],
    ['3.10.9', '~=3.10.2', true],
    ['3.11.0', '~=3.10.2', false],
    ['3.11.7', '==3.11.*', true],
    ['3.12.1', '==3.11.*', false],
    ['3.12.1', '!=3.12.*', false],
    ['3.12.0', '==3.12', true],
    ['3.8.20', '>3.8', true],
    ['3.8.0', '<=3.8', true],
    ['3.11.7', '', true],
  ];
  for (const [version, range, expected] of cases)
    assert.equal(isInRange(version, range), expected, `${version} ${range}`);
});
