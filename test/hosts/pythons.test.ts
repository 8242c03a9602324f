import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { before, describe, it, type TestContext } from 'node:test';
import { FarcallError } from '../../src/base/errors';
import type { HostOptions } from '../../src/contract/hosts';
import type { Runtime } from '../../src/ship/assets';
import type { Connection } from '../../src/ship/connections';
import { standInRuntime } from '../ship/standIn';
import { TestClient } from './connecting';

const versions = path.join(homedir(), '.pyenv', 'versions');
const installed = existsSync(versions) ? readdirSync(versions).filter((name) => /^\d+\.\d+\.\d+$/.test(name)) : [];
const isOld = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < 3 || (major === 3 && minor < 8);
};
const pythonOf = (version: string): string => path.join(versions, version, 'bin', 'python');

/** A shell in which every Python of this machine is hidden, in a mount namespace of its own. */
const bare =
  'for p in /usr/bin/python* /usr/local/bin/python* /opt/*/bin/python*; do [ -f "$p" ] && mount --bind /dev/null "$p"; done; ' +
  'export HOME=/nonexistent PATH=/usr/bin:/bin; exec sh';
const cannotHide = spawnSync('unshare', ['-m', 'true']).status !== 0 && 'mount namespaces need root';

let runtime: Runtime;
before(async () => {
  assert.ok(cannotHide === false || process.env['CI'] === undefined, 'in CI every test has to run');
  runtime = await standInRuntime();
});

function connect(t: TestContext, options: HostOptions, environment: NodeJS.ProcessEnv = {}): Promise<Connection> {
  const client = new TestClient({ runtime, configFile: '/dev/null', environment });
  t.after(() => client.dispose());
  return client.connect(options.command === undefined ? 'local' : 'box', options);
}

describe('a real Python', () => {
  for (const version of installed.filter((each) => !isOld(each))) {
    it(`${version} runs the agent`, async (t) => {
      assert.equal((await connect(t, { python: pythonOf(version) })).hello.python, version);
    });
  }

  for (const version of installed.filter(isOld)) {
    it(`${version} is named as too old`, async (t) => {
      await assert.rejects(connect(t, { python: pythonOf(version) }), (error: unknown) => {
        assert.ok(error instanceof FarcallError);
        assert.equal(error.code, 'old-python', error.text);
        assert.ok(error.message.includes(`${pythonOf(version)} (Python ${version})`), error.message);
        assert.match(error.next ?? '', /3\.8/);
        return true;
      });
    });

    // 2.7 installs no python3, which alone is looked for by name.
    if (version.startsWith('2.')) continue;
    it(`${version} is passed over where it comes first on PATH`, async (t) => {
      const first = path.dirname(pythonOf(version));
      const link = await connect(t, {}, { PATH: `${first}:/usr/local/bin:/usr/bin:/bin` });
      assert.ok(!isOld(link.hello.python), link.hello.python);
    });
  }

  it('is missed where there is none, with the places that were looked at', { skip: cannotHide }, async (t) => {
    await assert.rejects(connect(t, { command: ['unshare', '-m', 'sh', '-c', bare] }), (error: unknown) => {
      assert.ok(error instanceof FarcallError);
      assert.equal(error.code, 'no-python', error.text);
      assert.match(error.message, /No Python was found on box in PATH, .*~\/miniconda3\/bin/);
      assert.match(error.next ?? '', /python/);
      return true;
    });
  });
});
