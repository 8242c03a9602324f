import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { HostStatus } from '../../src/run/hostStatus';
import { HostWatch } from '../../src/show/hostWatch';

const status: HostStatus = {
  python: '3.12.4',
  executable: '/usr/bin/python3',
  cores: 8,
  average: 1,
  memoryFree: null,
  gpus: { idle: 0, all: 0 },
};

interface Watched {
  readonly watch: HostWatch;
  /** What was asked since this was called last: the host for its status, `host disk` for its disk. */
  readonly asked: () => string[];
  readonly connect: (...hosts: string[]) => void;
  readonly pass: (milliseconds: number) => void;
  answer: () => Promise<HostStatus>;
}

function watching(t: TestContext): Watched {
  t.mock.timers.enable({ apis: ['setInterval'] });
  let now = 0;
  let connected: string[] = [];
  let asked: string[] = [];
  const watch = new HostWatch({
    connected: () => connected,
    status: (host) => {
      asked.push(host);
      return watched.answer();
    },
    diskUse: (host) => {
      asked.push(`${host} disk`);
      return Promise.resolve(42);
    },
    now: () => now,
  });
  t.after(() => watch.dispose());
  const watched: Watched = {
    watch,
    asked: () => {
      const all = asked;
      asked = [];
      return all;
    },
    connect: (...hosts) => {
      connected = hosts;
      watch.refresh();
    },
    pass: (milliseconds) => {
      now += milliseconds;
      t.mock.timers.tick(milliseconds);
    },
    answer: () => Promise.resolve(status),
  };
  return watched;
}

test('only hosts that are connected are asked, and only while somebody looks', (t) => {
  const { watch, connect, asked, pass } = watching(t);
  watch.look(true);
  assert.deepEqual(asked(), []);
  connect('gpu1');
  assert.deepEqual(asked(), ['gpu1']);
  watch.look(false);
  connect('gpu1', 'gpu2');
  pass(100_000);
  assert.deepEqual(asked(), []);
  watch.look(true);
  assert.deepEqual(asked(), ['gpu1', 'gpu2']);
});

test('a host is asked every 30 seconds, however often somebody comes to look', (t) => {
  const { watch, connect, asked, pass } = watching(t);
  connect('gpu1');
  for (let times = 0; times < 5; times += 1) {
    watch.look(true);
    watch.look(false);
  }
  assert.deepEqual(asked(), ['gpu1']);
  watch.look(true);
  pass(30_000);
  pass(29_000);
  assert.deepEqual(asked(), ['gpu1']);
  pass(1_000);
  assert.deepEqual(asked(), ['gpu1']);
});

test('the disk is looked at only for who wants to know all of a host, and seldom', (t) => {
  const { watch, connect, asked, pass } = watching(t);
  connect('gpu1', 'gpu2');
  watch.look(true);
  asked();
  watch.lookClosely('gpu1', true);
  assert.deepEqual(asked(), ['gpu1 disk']);
  for (let minutes = 0; minutes < 9.5; minutes += 0.5) pass(30_000);
  assert.ok(!asked().includes('gpu1 disk'));
  pass(30_000);
  assert.ok(asked().includes('gpu1 disk'));
  watch.lookClosely('gpu1', false);
  pass(1_200_000);
  assert.ok(!asked().includes('gpu1 disk'));
});

test('an answer is told and kept until the connection goes; a refused one changes nothing', async (t) => {
  const watched = watching(t);
  const { watch, connect, pass } = watched;
  let changes = 0;
  watch.onChanged(() => (changes += 1));
  watch.look(true);
  connect('gpu1');
  assert.deepEqual([watch.get('gpu1')?.status, changes], [undefined, 1]);
  await turn();
  assert.deepEqual([watch.get('gpu1')?.status, changes], [status, 2]);
  watched.answer = () => Promise.reject(new Error('cut'));
  pass(30_000);
  await turn();
  assert.deepEqual([watch.get('gpu1')?.status, changes], [status, 2]);
  connect();
  assert.deepEqual([watch.get('gpu1'), changes], [undefined, 3]);
});

test('an answer that comes after the connection went is let go', async (t) => {
  const { watch, connect } = watching(t);
  watch.look(true);
  connect('gpu1');
  connect();
  connect('gpu1');
  const fresh = watch.get('gpu1');
  connect();
  await turn();
  assert.equal(watch.get('gpu1'), undefined);
  assert.equal(fresh?.status, undefined);
});
