import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import ssh2, { type Connection, type ServerChannel } from 'ssh2';
import { silentLogger } from '../../src/base/logging';
import type { OpenChannel } from '../../src/ship/channel';
import { noPrompts } from '../../src/ship/prompts';
import { SshTransport } from '../../src/ship/sshTransport';

interface Asked {
  readonly accept: () => ServerChannel;
  readonly reject: () => void;
}

/** An SSH server that lets everybody in and leaves it to the test when it says whether a command runs. */
async function server(t: TestContext): Promise<{ open: OpenChannel; asked: Promise<Asked> }> {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const clients: Connection[] = [];
  let tell: (asked: Asked) => void = () => undefined;
  const asked = new Promise<Asked>((resolve) => (tell = resolve));
  const listening = new ssh2.Server({ hostKeys: [privateKey] }, (client) => {
    clients.push(client);
    client.on('error', () => undefined);
    client.on('authentication', (context) => context.accept());
    client.on('session', (begin) => begin().on('exec', (accept, reject) => tell({ accept, reject })));
  });
  listening.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const address = listening.address();
  assert.ok(typeof address === 'object' && address !== null);
  const folder = mkdtempSync(path.join(tmpdir(), 'farcall-ssh2-'));
  t.after(() => {
    for (const client of clients) client.end();
    listening.close();
    rmSync(folder, { recursive: true });
  });
  const configFile = path.join(folder, 'config');
  writeFileSync(
    configFile,
    `Host box\n  HostName 127.0.0.1\n  Port ${address.port}\n  UserKnownHostsFile ${folder}/known\n  StrictHostKeyChecking accept-new\n`,
  );
  const ssh = { configFile, environment: { ...process.env, SSH_AUTH_SOCK: undefined } };
  return { open: new SshTransport({ ssh, prompts: noPrompts, logger: silentLogger }).opener('box'), asked };
}

const signal = new AbortController().signal;

test('a channel is there as soon as its session is open, before the host has said that the command runs', async (t) => {
  const { open, asked } = await server(t);
  const channel = await open('cat', signal);
  const session = (await asked).accept();
  session.once('data', (bytes: Buffer) => {
    session.write(`${String(bytes)} and back`);
    session.exit(3);
    session.end();
  });
  channel.stdin.write('there');
  let heard = '';
  for await (const bytes of channel.stdout) heard += String(bytes);
  assert.equal(heard, 'there and back');
  assert.deepEqual(await channel.ended, { code: 3, signal: null, error: undefined });
});

test('a channel whose command was not allowed ends with that', async (t) => {
  const { open, asked } = await server(t);
  const channel = await open('cat', signal);
  (await asked).reject();
  const { error } = await channel.ended;
  assert.match(String(error), /box lets nobody run commands/);
});
