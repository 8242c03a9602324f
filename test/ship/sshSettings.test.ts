import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { FarcallError } from '../../src/base/errors';
import { listSshHosts } from '../../src/ship/sshHosts';
import { resolveHost, type SshSettings } from '../../src/ship/sshSettings';
import { parseTarget } from '../../src/ship/sshTarget';

/** Whatever HOME says, OpenSSH expands ~ to this. */
const home = userInfo().homedir;
let folder: string;
let configFile: string;

function resolve(name: string, config: string, environment: NodeJS.ProcessEnv = {}): Promise<SshSettings> {
  writeFileSync(configFile, config);
  return resolveHost(name, { configFile, environment: { ...process.env, ...environment } });
}

before(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'farcall-config-'));
  configFile = path.join(folder, 'config');
});
after(() => rmSync(folder, { recursive: true, force: true }));

describe('a target', () => {
  it('is a name, or [user@]host[:port]', () => {
    const target = (name: string): unknown[] => Object.values(parseTarget(name));
    assert.deepEqual(target('gpu1'), ['gpu1', undefined, undefined]);
    assert.deepEqual(target('me@gpu1:2222'), ['gpu1', 'me', 2222]);
    assert.deepEqual(target('me@corp@gpu1'), ['gpu1', 'me@corp', undefined]);
    assert.deepEqual(target('[::1]:2222'), ['::1', undefined, 2222]);
    assert.deepEqual(target('me@[fe80::1%eth0]'), ['fe80::1%eth0', 'me', undefined]);
    assert.deepEqual(target('::1'), ['::1', undefined, undefined]);
  });

  it('cannot be an option, a command or nothing', () => {
    for (const name of [
      '',
      '-oProxyCommand=x',
      'a b',
      'me@',
      '-x@host',
      'a;b',
      '$(x)',
      'host:0',
      'host:70000',
      'a\nb',
      '`x`',
    ]) {
      assert.throws(
        () => parseTarget(name),
        (error: unknown) => error instanceof FarcallError && error.code === 'unknown-host',
        name,
      );
    }
  });
});

describe('what OpenSSH would do', () => {
  it('is read from ssh -G, with what it leaves unexpanded', async () => {
    const settings = await resolve(
      'gpu1',
      `Host gpu1
  HostName gpu1.lab
  User me
  Port 2222
  IdentityFile ~/.ssh/%n_key
  IdentityFile %d/keys/%h-%r
  IdentitiesOnly yes
  IdentityAgent ~/agent.sock
  UserKnownHostsFile ~/.ssh/one ~/.ssh/two
  GlobalKnownHostsFile /dev/null
  StrictHostKeyChecking accept-new
  HashKnownHosts yes
  HostKeyAlias farm
  ConnectTimeout 7
  PreferredAuthentications publickey,password
  PasswordAuthentication no
`,
    );
    assert.equal(settings.hostname, 'gpu1.lab');
    assert.equal(settings.user, 'me');
    assert.equal(settings.port, 2222);
    assert.deepEqual(settings.identityFiles, [`${home}/.ssh/gpu1_key`, `${home}/keys/gpu1.lab-me`]);
    assert.equal(settings.identitiesOnly, true);
    assert.equal(settings.agentSocket, `${home}/agent.sock`);
    assert.deepEqual(settings.globalKnownHosts, ['/dev/null']);
    assert.equal(settings.userKnownHosts.length, 2);
    assert.equal(settings.strictHostKeyChecking, 'accept-new');
    assert.equal(settings.hashKnownHosts, true);
    assert.equal(settings.hostKeyAlias, 'farm');
    assert.equal(settings.connectTimeout, 7000);
    assert.deepEqual(settings.preferredAuthentications, ['publickey']);
  });

  it('has usual values where the config says nothing', async () => {
    const settings = await resolve('me@[::1]:2200', '', { SSH_AUTH_SOCK: '/run/agent' });
    assert.deepEqual([settings.hostname, settings.user, settings.port], ['::1', 'me', 2200]);
    assert.equal(settings.agentSocket, '/run/agent');
    assert.equal(settings.strictHostKeyChecking, 'ask');
    assert.equal(settings.connectTimeout, 30_000);
    assert.equal(settings.controlPath, undefined);
    assert.ok(settings.identityFiles.includes(`${home}/.ssh/id_ed25519`));
    assert.deepEqual(settings.preferredAuthentications, ['publickey', 'keyboard-interactive', 'password']);
  });

  it('finds the agent where IdentityAgent says, or nowhere', async () => {
    const agent = async (value: string): Promise<string | undefined> =>
      (await resolve('x', `IdentityAgent ${value}\n`, { SSH_AUTH_SOCK: '/usual', OTHER: '/other' })).agentSocket;
    assert.equal(await agent('none'), undefined);
    assert.equal(await agent('SSH_AUTH_SOCK'), '/usual');
    assert.equal(await agent('$OTHER'), '/other');
  });

  it('sends variables by pattern and by value', async () => {
    const settings = await resolve('x', 'SendEnv LC_* ONE\nSetEnv TWO=2\n', { LC_TEST: 'a', ONE: '1', ONES: '3' });
    assert.equal(settings.env['LC_TEST'], 'a');
    assert.equal(settings.env['ONE'], '1');
    assert.equal(settings.env['TWO'], '2');
    assert.equal(settings.env['ONES'], undefined);
  });

  it('cannot be said of a config with a mistake, which is named', async () => {
    await assert.rejects(resolve('x', 'Host x\n  Prot 22\n'), (error: unknown) => {
      assert.ok(error instanceof FarcallError);
      assert.equal(error.code, 'bad-settings');
      assert.match(error.message, /line 2.*prot/is);
      return true;
    });
  });

  it('cannot be said where there is no ssh', async () => {
    await assert.rejects(resolve('x', '', { PATH: '/nowhere' }), { code: 'unreachable' });
  });
});

describe('the hosts of an OpenSSH config', () => {
  it('are its names, through Include, without patterns', async () => {
    mkdirSync(path.join(folder, 'more.d'), { recursive: true });
    writeFileSync(path.join(folder, 'more.d', '1.conf'), 'Host inner "quoted"\nMatch user x\n  User y\n');
    writeFileSync(path.join(folder, 'more.d', '2.conf'), `Host last\nInclude ${configFile}\n`);
    writeFileSync(path.join(folder, 'more.d', 'skipped'), 'Host skipped\n');
    writeFileSync(
      configFile,
      `Include ${folder}/more.d/*.conf\nHost one two *.lab !bad\n  User x\nhost=three\nHost one\nHost *\n  Port 1\n`,
    );
    assert.deepEqual(await listSshHosts(configFile), ['inner', 'quoted', 'last', 'one', 'two', 'three']);
  });

  it('are none where there is no config', async () => {
    assert.deepEqual(await listSshHosts(path.join(folder, 'missing')), []);
  });
});
