import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JobRecord } from '../../src/contract/registry';
import type { ListedHost } from '../../src/ship/host';
import { hostDescription, hostRows, hostTooltip, parentOf, type HostsFacts } from '../../src/show/hostRows';
import type { Known } from '../../src/show/hostWatch';
import { sources } from './panel/samples';

const local: ListedHost = { name: 'local', source: 'built-in', options: {} };
const gpu1: ListedHost = { name: 'gpu1', source: 'ssh-config', options: {} };
const known: Known = {
  status: {
    python: '3.12.4',
    executable: '/opt/conda/bin/python',
    cores: 16,
    average: 1.9,
    memoryFree: 48e9,
    gpus: { idle: 3, all: 4 },
  },
  diskUse: 1.2e9,
};
const job = (id: string, state: JobRecord['state'], host = 'gpu1'): JobRecord => {
  const sample = sources['running']?.record;
  assert.ok(sample);
  return { ...sample, job: id, state, host };
};
const facts = (more: Partial<HostsFacts>): HostsFacts => ({
  listed: [local, gpu1],
  defaultHost: 'local',
  known: () => undefined,
  records: [],
  ...more,
});
const texts = (more: Partial<HostsFacts>): string[] =>
  hostRows(facts(more)).map((row) => {
    if (row.kind === 'host') return [row.id, hostDescription(row)].filter(Boolean).join(': ');
    return `  ${row.kind === 'add' ? row.id : row.text}`;
  });

test('a host that is not connected tells where it comes from and what runs there', () => {
  assert.deepEqual(texts({ records: [job('a', 'running'), job('b', 'succeeded'), job('c', 'queued', 'box')] }), [
    'local: default · this machine',
    'gpu1: 1 running · SSH config',
    '  train',
  ]);
});

test('one that is connected tells how busy it is, and what is free there', () => {
  assert.deepEqual(texts({ listed: [gpu1], known: () => known, defaultHost: 'gpu1' }), [
    'gpu1: default · 12% busy · SSH config',
    '  1.9 of 16 cores busy',
    '  48 GB of memory free',
    '  3 of 4 GPUs free',
    '  1.2 GB kept by Farcall',
    '  Python 3.12.4',
  ]);
});

test('what a host does not tell is left out', () => {
  assert.ok(known.status);
  const bare = {
    status: { ...known.status, memoryFree: null, gpus: { idle: 0, all: 0 }, average: 40 },
    diskUse: undefined,
  };
  assert.deepEqual(texts({ listed: [gpu1], known: () => bare }), [
    'gpu1: 100% busy · SSH config',
    '  all 16 cores busy (load 40.0)',
    '  Python 3.12.4',
  ]);
  assert.deepEqual(texts({ listed: [gpu1], known: () => ({ status: undefined, diskUse: undefined }) }), [
    'gpu1: SSH config',
  ]);
});

test('where there is only this machine, a row leads to another', () => {
  assert.deepEqual(texts({ listed: [local] }), ['local: default · this machine', '  + host']);
});

test('every row has an id of its own, and stands below its host', () => {
  const rows = hostRows(facts({ known: () => known, records: [job('a', 'running'), job('b', 'queued', 'local')] }));
  assert.equal(new Set(rows.map(({ id }) => id)).size, rows.length);
  let host;
  for (const row of rows) {
    if (row.kind === 'host') host = row.id;
    assert.equal(parentOf(row), row.kind === 'host' ? undefined : host);
  }
});

test('a row that was made keeps what was known then', () => {
  const changing = { ...known };
  const [row] = hostRows(facts({ listed: [gpu1], known: () => changing }));
  changing.diskUse = 7;
  assert.equal(row?.kind === 'host' && row.known?.diskUse, 1.2e9);
});

test('the tooltip says whether it is connected, and all that is known', () => {
  const [row] = hostRows(facts({ listed: [gpu1], known: () => known, records: [job('a', 'running')] }));
  assert.ok(row?.kind === 'host');
  assert.match(hostTooltip(row), /^gpu1\nConnected\n1 job running or waiting\n1\.9 of 16.*Python 3\.12\.4, \/opt/s);
  assert.match(hostTooltip({ ...row, known: undefined, running: 0, python: '/x/python' }), /^gpu1\nNot connected\n\/x/);
});
