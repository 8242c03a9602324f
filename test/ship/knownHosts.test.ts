import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  KnownHosts,
  appendKnownHost,
  fingerprint,
  keyTypeOf,
  knownName,
  parseKnownHosts,
} from '../../src/ship/knownHosts';

let folder: string;
let file: string;
/** `type base64` of two ed25519 keys and an RSA key. */
let one: string;
let two: string;
let rsa: string;

function makeKey(name: string, type: string): string {
  const key = path.join(folder, name);
  execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-f', key]);
  return readFileSync(`${key}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');
}

const blobOf = (key: string): Buffer => Buffer.from(key.split(' ')[1] ?? '', 'base64');

async function read(text: string, name: string): Promise<KnownHosts> {
  writeFileSync(file, text);
  return KnownHosts.read([path.join(folder, 'missing'), file], name);
}

before(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'farcall-known-'));
  file = path.join(folder, 'known_hosts');
  [one, two, rsa] = [makeKey('one', 'ed25519'), makeKey('two', 'ed25519'), makeKey('rsa', 'rsa')];
});
after(() => rmSync(folder, { recursive: true, force: true }));

describe('known_hosts', () => {
  it('knows a key by name, and by name and port', async () => {
    const known = await read(`box,other ${one}\n`, knownName('BOX', 22));
    assert.equal(known.verify(blobOf(one)).kind, 'known');
    const ported = await read(`[box]:2222 ${one}\n`, knownName('box', 2222));
    assert.equal(ported.verify(blobOf(one)).kind, 'known');
    assert.equal((await read(`box ${one}\n`, knownName('box', 2222))).verify(blobOf(one)).kind, 'unknown');
  });

  it('tells a changed key with file and line', async () => {
    const known = await read(`# mine\n\nbox ${one}\n`, 'box');
    const verdict = known.verify(blobOf(two));
    assert.ok(verdict.kind === 'changed', verdict.kind);
    assert.deepEqual([verdict.key.file, verdict.key.line], [file, 3]);
  });

  it('holds several keys of one type for a host', async () => {
    const known = await read(`box ${one}\nbox ${two}\n`, 'box');
    assert.equal(known.verify(blobOf(two)).kind, 'known');
  });

  it('finds a key of another type unknown, and says which are known', async () => {
    const verdict = (await read(`box ${rsa}\n`, 'box')).verify(blobOf(one));
    assert.ok(verdict.kind === 'unknown');
    assert.deepEqual(
      verdict.others.map(({ type }) => type),
      ['ssh-rsa'],
    );
  });

  it('follows patterns, and exclusions before them', async () => {
    const text = `*.lab,!bad.lab,10.0.?.1 ${one}\n`;
    for (const [name, kind] of [
      ['a.lab', 'known'],
      ['bad.lab', 'unknown'],
      ['10.0.7.1', 'known'],
      ['10.0.77.1', 'unknown'],
      ['axlab', 'unknown'],
    ] as const) {
      assert.equal((await read(text, name)).verify(blobOf(one)).kind, kind, name);
    }
  });

  it('refuses a revoked key even where another line knows it', async () => {
    const known = await read(`box ${one}\n@revoked * ${one}\n`, 'box');
    assert.equal(known.verify(blobOf(one)).kind, 'revoked');
  });

  it('notices certificate authorities', async () => {
    assert.equal((await read(`@cert-authority *.lab ${one}\n`, 'a.lab')).hasAuthority, true);
    assert.equal((await read(`@cert-authority *.lab ${one}\n`, 'box')).hasAuthority, false);
  });

  it('reads what ssh-keygen hashed', () => {
    writeFileSync(file, `box ${one}\n[box]:2222 ${two}\n`);
    execFileSync('ssh-keygen', ['-H', '-f', file], { stdio: 'ignore' });
    const text = readFileSync(file, 'utf8');
    assert.match(text, /^\|1\|/);
    assert.equal(parseKnownHosts(text, file, 'box').length, 1);
    assert.equal(parseKnownHosts(text, file, '[box]:2222').length, 1);
    assert.equal(parseKnownHosts(text, file, 'elsewhere').length, 0);
  });

  it('passes over what is no entry', () => {
    const text = [
      'nonsense',
      'box',
      'box ssh-ed25519',
      'box ssh-ed25519 !!!',
      `@odd box ${one}`,
      `box ssh-rsa ${one}`,
      '@revoked',
    ];
    assert.deepEqual(parseKnownHosts(text.join('\n'), file, 'box'), []);
  });

  it('writes what ssh-keygen finds, plain and hashed, for the user’s eyes only', async () => {
    for (const hashed of [false, true]) {
      const target = path.join(folder, `new-${String(hashed)}`, 'known_hosts');
      await appendKnownHost(target, '[box]:2222', blobOf(one), hashed);
      const found = execFileSync('ssh-keygen', ['-F', '[box]:2222', '-f', target]).toString();
      assert.ok(found.includes(one));
      assert.equal(statSync(target).mode & 0o777, 0o600);
      assert.equal(statSync(path.dirname(target)).mode & 0o777, 0o700);
      assert.equal(readFileSync(target, 'utf8').startsWith('|1|'), hashed);
    }
  });

  it('appends on a line of its own where the last one was not finished', async () => {
    writeFileSync(file, `box ${one}`);
    await appendKnownHost(file, 'other', blobOf(two), false);
    assert.equal(readFileSync(file, 'utf8'), `box ${one}\nother ${two}\n`);
  });

  it('prints fingerprints as ssh-keygen does', () => {
    const printed = execFileSync('ssh-keygen', ['-l', '-f', path.join(folder, 'rsa.pub')])
      .toString()
      .split(' ')[1];
    assert.equal(fingerprint(blobOf(rsa)), printed);
    assert.equal(keyTypeOf(blobOf(rsa)), 'ssh-rsa');
    assert.equal(keyTypeOf(Buffer.from('x')), '');
  });

  it('asks first for the algorithms of the keys it holds', async () => {
    const offered = ['ssh-ed25519', 'ecdsa-sha2-nistp256', 'rsa-sha2-512', 'rsa-sha2-256'];
    assert.deepEqual((await read(`box ${rsa}\n`, 'box')).order(offered), [
      'rsa-sha2-512',
      'rsa-sha2-256',
      'ssh-ed25519',
      'ecdsa-sha2-nistp256',
    ]);
    assert.deepEqual((await read('', 'box')).order(offered), offered);
  });
});
