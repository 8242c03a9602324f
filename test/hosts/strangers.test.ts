import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { Farcall } from '../cli/farcall';
import { pythonWith, sourceOf } from './strangers';
import { Sshd, sshdMissing } from './sshd';

const run = promisify(execFile);

/** Code that nobody here wrote, from an untouched checkout, over a real sshd. */
describe('networkx from its source distribution', { skip: sshdMissing(), timeout: 300_000 }, () => {
  let farcall: Farcall;
  const opened: (() => Promise<void>)[] = [];
  let python: string;
  let checkout: string;
  before(async () => {
    [checkout, { python }] = await Promise.all([
      sourceOf('networkx', '3.4.2'),
      pythonWith(['numpy==2.2.6', 'scipy==1.15.3']),
    ]);
    const sshd = await Sshd.start();
    opened.push(() => sshd.stop());
    sshd.trust();
    farcall = await Farcall.create({ FARCALL_SSH_CONFIG: sshd.configFile });
    opened.push(() => farcall.dispose());
    const config = path.join(farcall.home, '.config', 'farcall');
    await mkdir(config, { recursive: true });
    const directory = path.join(farcall.home, 'host');
    await writeFile(path.join(config, 'hosts.json'), JSON.stringify({ hosts: { box: { python, directory } } }));
  });
  after(async () => {
    for (const close of opened.reverse()) await close();
  });

  test('pagerank gives what the same call gives locally', async () => {
    const call = 'nx.karate_club_graph(), alpha=0.9';
    const file = path.join(checkout, 'networkx/algorithms/link_analysis/pagerank_alg.py');
    const told = await farcall.lines('run', `${file}:pagerank`, '--args', call, '--host', 'box');
    assert.equal(told.status, 0, told.stderr);
    const files = told.one('closure').files.map((each) => each.path);
    assert.ok(files.length > 100, `${files.length} files`);
    // Of its tests one module travels: networkx declares it as an entry point of the group that its code asks for.
    assert.deepEqual(
      files.filter((each) => each.includes('/tests/')),
      ['networkx/classes/tests/__init__.py', 'networkx/classes/tests/dispatch_interface.py'],
    );
    assert.deepEqual(
      told.one('closure').unresolved.filter((name) => !name.optional),
      [],
    );

    const value = path.join(farcall.home, 'pagerank.pkl');
    const saved = await farcall.call('result', told.one('done').job, '--save', value);
    assert.equal(saved.status, 0, saved.stderr);
    const compare = [
      'import pickle, sys, networkx as nx',
      `local = nx.pagerank(${call})`,
      'remote = pickle.load(open(sys.argv[1], "rb"))',
      'assert len(local) == 34',
      'print(local == remote)',
    ].join('\n');
    const { stdout } = await run(python, ['-c', compare, value], { env: { ...process.env, PYTHONPATH: checkout } });
    assert.equal(stdout, 'True\n');
  });

  test('sends nothing the second time', async () => {
    const file = path.join(checkout, 'networkx/algorithms/link_analysis/pagerank_alg.py');
    const again = await farcall.lines('run', `${file}:pagerank`, '--args', 'nx.path_graph(4)', '--host', 'box');
    assert.equal(again.status, 0, again.stderr);
    assert.deepEqual([again.one('bundle').sentFiles, again.one('bundle').sentBytes], [0, 0]);
  });
});
