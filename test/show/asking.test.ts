import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostOf, jobOf, lensTargetOf } from '../../src/show/commandArguments';
import { pythonPathOf } from '../../src/inspect/envFile';
import { hostNameProblem } from '../../src/show/hostName';

test('a host is taken as user@host:port in all its forms', () => {
  for (const name of [
    'gpu1',
    'me@gpu1',
    'me@gpu1.example.org:2222',
    '10.0.0.7',
    'me@[fe80::1%eth0]:22',
    '[::1]',
    'a_b',
  ]) {
    assert.equal(hostNameProblem(name), undefined, name);
  }
});

test('what does not name a host is told why', () => {
  for (const [name, why] of [
    ['', /user@host/],
    ['ssh me@gpu1', /without "ssh"/],
    ['gpu1:99999', /not a port/],
    ['gpu1:0', /not a port/],
    ['me@', /does not name a host/],
    ['-oProxyCommand=x', /does not name a host/],
    ['gpu1 uptime', /does not name a host/],
    ['me@gpu1:abc', /does not name a host/],
    ["gpu1'", /does not name a host/],
  ] as const) {
    assert.match(hostNameProblem(name) ?? '', why, name);
  }
});

test('commands take what lenses and trees hand over, and nothing else', () => {
  assert.deepEqual(lensTargetOf({ uri: 'file:///a.py', qualname: 'f' }), { uri: 'file:///a.py', qualname: 'f' });
  assert.deepEqual(lensTargetOf({ uri: 'file:///a.py' }), { uri: 'file:///a.py', qualname: undefined });
  for (const other of [undefined, null, 3, 'x', {}, { uri: 3 }]) assert.equal(lensTargetOf(other), undefined);
  assert.deepEqual([jobOf('j'), jobOf({ job: 'j' }), jobOf({ job: 3 }), jobOf('')], ['j', 'j', undefined, undefined]);
  assert.deepEqual([hostOf('h'), hostOf({ name: 'h' }), hostOf(undefined)], ['h', 'h', undefined]);
});

test('PYTHONPATH is read from an env file, its last assignment, the inherited part left out', () => {
  assert.deepEqual(pythonPathOf('A=1\nPYTHONPATH=old\nexport PYTHONPATH="lib:${PYTHONPATH}:src"\n', ':'), [
    'lib',
    'src',
  ]);
  assert.deepEqual(pythonPathOf('# PYTHONPATH=x\n', ':'), []);
});
