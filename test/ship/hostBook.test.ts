import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { FarcallError } from '../../src/base/errors';
import { HostBook } from '../../src/ship/hostBook';
import { hostsFilePath } from '../../src/ship/hostsFile';

let folder: string;
let file: string;
let book: HostBook;

function isBadSettings(...patterns: readonly RegExp[]): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof FarcallError);
    assert.equal(error.code, 'bad-settings');
    for (const pattern of patterns) assert.match(error.text, pattern);
    return true;
  };
}

function write(text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function writeWorkspace(text: string): string {
  mkdirSync(path.join(folder, 'project', '.vscode'), { recursive: true });
  writeFileSync(path.join(folder, 'project', '.vscode', 'settings.json'), text);
  return path.join(folder, 'project');
}

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'farcall-book-'));
  file = path.join(folder, 'config', 'farcall', 'hosts.json');
  book = new HostBook({ file, sshHosts: () => Promise.resolve(['gpu1', 'gpu2']) });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the book of hosts', () => {
  it('lists local, the saved ones, the workspace’s and those of the OpenSSH config, each once', async () => {
    write('{"hosts": {"gpu2": {"python": "py3"}, "box": {}}}');
    const workspace = writeWorkspace('{"farcall.hosts": {"lab": {"slots": 2}, "gpu2": {"slots": 1}}}');
    assert.deepEqual(await book.list(workspace), [
      { name: 'local', source: 'built-in', options: {} },
      { name: 'auto', source: 'auto', options: {} },
      { name: 'gpu2', source: 'hosts-file', options: { python: 'py3', slots: 1 } },
      { name: 'box', source: 'hosts-file', options: {} },
      { name: 'lab', source: 'settings', options: { slots: 2 } },
      { name: 'gpu1', source: 'ssh-config', options: {} },
    ]);
  });

  it('tells once of options that no host has, with the one that may be meant', async () => {
    const told: string[] = [];
    book = new HostBook({ file, sshHosts: () => Promise.resolve([]), warn: (sentence) => told.push(sentence) });
    write('{"hosts": {"gpu1": {"pyhton": "py3", "slots": 2}, "box": {"colour": "red"}}}');
    assert.deepEqual((await book.find('gpu1')).options, { slots: 2 });
    await book.list();
    assert.deepEqual(told, [
      `${file}: the host gpu1 has an option \`pyhton\`, which Farcall does not know and ignores. Did you mean \`python\`?`,
      `${file}: the host box has an option \`colour\`, which Farcall does not know and ignores.`,
    ]);
  });

  it('finds any name that OpenSSH would take, and no other', async () => {
    assert.deepEqual(await book.find('me@somewhere:2222'), { name: 'me@somewhere:2222', options: {} });
    await assert.rejects(book.find('-oProxyCommand=x'), { code: 'unknown-host' });
  });

  it('lays the workspace’s settings over, comments and all', async () => {
    write('{"hosts": {"gpu1": {"python": "a", "directory": "/d"}}}');
    const workspace = writeWorkspace(
      '{\n  // mine\n  "editor.tabSize": 2,\n  "farcall.hosts": {"gpu1": {"python": "b"}},\n}',
    );
    assert.deepEqual(await book.find('gpu1', workspace), { name: 'gpu1', options: { python: 'b', directory: '/d' } });
    assert.deepEqual(await book.find('gpu1'), { name: 'gpu1', options: { python: 'a', directory: '/d' } });
  });

  it('says what is wrong in a workspace’s settings', async () => {
    const workspace = writeWorkspace('{"farcall.hosts": {"gpu1": {"slots": "many"}}}');
    await assert.rejects(book.find('gpu1', workspace), isBadSettings(/settings\.json/, /farcall\.hosts\.gpu1\.slots/));
  });

  it('saves a host into a file for the user’s eyes only, and leaves nothing else behind', async () => {
    let changes = 0;
    book.onChanged(() => (changes += 1));
    await book.save('gpu1', { python: '/opt/py/bin/python3' });
    assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), { hosts: { gpu1: { python: '/opt/py/bin/python3' } } });
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(path.dirname(file)), ['hosts.json']);
    assert.equal(changes, 1);
  });

  it('keeps what it does not know, and the comments, when it changes something', async () => {
    write(
      '{\n  // the lab\n  "later": 1,\n  "hosts": {\n    "a": {"python": "p", "slots": 1, "newer": true},\n    "b": {}\n  }\n}\n',
    );
    await book.save('a', { python: 'q' });
    await book.setDefault('a');
    const text = readFileSync(file, 'utf8');
    assert.match(text, /\/\/ the lab/);
    assert.match(text, /"later": 1/);
    assert.match(text, /"newer": true/);
    assert.deepEqual((await book.find('a')).options, { python: 'q' });
    assert.equal(await book.defaultHost(), 'a');
  });

  it('removes a host, and its being the default', async () => {
    await book.save('a', {});
    await book.setDefault('a');
    await book.remove('a');
    assert.equal(await book.defaultHost(), undefined);
    assert.deepEqual(
      (await book.list()).map(({ name }) => name),
      ['local', 'gpu1', 'gpu2'],
    );
    await assert.rejects(book.remove('a'), { code: 'unknown-host' });
  });

  it('has the host auto where there are several to choose from', async () => {
    write('{"hosts": {"a": {"python": "p"}}}');
    assert.ok(!(await book.list()).some(({ name }) => name === 'auto'));
    const workspace = writeWorkspace('{"farcall.hosts": {"b": {}, "auto": {"gpus": 2}}}');
    const listed = (await book.list(workspace)).map(({ name, source }) => [name, source]);
    assert.deepEqual(listed.slice(0, 2), [
      ['local', 'built-in'],
      ['auto', 'auto'],
    ]);
    assert.deepEqual(await book.pool(workspace), {
      hosts: [
        { name: 'a', options: { python: 'p' } },
        { name: 'b', options: {} },
      ],
      gpus: 2,
    });
    await assert.rejects(book.find('auto', workspace), { code: 'usage' });
  });

  it('does changes that are asked for at once one after the other', async () => {
    await Promise.all(Array.from({ length: 10 }, (_, index) => book.save(`host${index}`, { slots: index + 1 })));
    assert.equal((await book.list()).filter(({ source }) => source === 'hosts-file').length, 10);
  });

  it('names file and place of a corrupt hosts.json and never writes over it', async () => {
    const corrupt = '{\n  "hosts": {\n    "a": {,}\n  }\n';
    write(corrupt);
    const attempts = [
      () => book.list(),
      () => book.find('a'),
      () => book.save('b', {}),
      () => book.setDefault('a'),
      () => book.defaultHost(),
    ];
    for (const attempt of attempts) await assert.rejects(attempt, isBadSettings(/hosts\.json:3:11/));
    assert.equal(readFileSync(file, 'utf8'), corrupt);
  });

  it('names the option that is wrong', async () => {
    write('{"hosts": {"a": {"command": []}}}');
    await assert.rejects(book.list(), isBadSettings(/hosts\.json/, /hosts\.a\.command/));
    write('{"a": {"python": "p"}}');
    await assert.rejects(book.list(), isBadSettings(/hosts\.json/, /has no "hosts"/, /\{"hosts": \{"NAME"/));
  });

  it('lies in the XDG config folder', () => {
    assert.equal(hostsFilePath({ XDG_CONFIG_HOME: '/x' }), '/x/farcall/hosts.json');
    assert.equal(
      hostsFilePath({ XDG_CONFIG_HOME: 'relative', HOME: '/home/me' }),
      '/home/me/.config/farcall/hosts.json',
    );
    assert.equal(hostsFilePath({ HOME: '/home/me' }), '/home/me/.config/farcall/hosts.json');
  });
});
