import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { checkResultSchema } from '../../src/contract/agent';
import type { HostOptions } from '../../src/contract/hosts';
import { loadRuntime, type Runtime } from '../../src/ship/assets';
import { TestClient } from './connecting';
import { Sshd, sshdMissing } from './sshd';

const skip = sshdMissing();
let runtime: Runtime;
let sshd: Sshd;

before(async () => {
  runtime = await loadRuntime(path.resolve(__dirname, '../../dist/assets'));
  if (skip === false) {
    sshd = await Sshd.start();
    sshd.trust();
  }
});
after(async () => {
  if (skip === false) await sshd.stop();
});

const ways: readonly (readonly [string, string, HostOptions, 'ssh2' | 'openssh' | undefined, string | false])[] = [
  ['on this machine', 'local', {}, undefined, false],
  ['by a command', 'box', { command: ['sh'] }, undefined, false],
  ['by ssh2', 'box', {}, 'ssh2', skip],
  ["by the system's ssh", 'box', {}, 'openssh', skip],
];

describe('the agent', () => {
  for (const [way, name, options, force, missing] of ways) {
    it(`arrives and answers ${way}`, { skip: missing }, async (t: TestContext) => {
      const configFile = skip === false ? sshd.configFile : '/dev/null';
      const client = new TestClient({ runtime, configFile, force });
      t.after(() => client.dispose());
      const link = await client.connect(name, options);
      assert.equal(link.hello.directory, client.folder);
      const check = checkResultSchema.parse(await link.request('check', {}));
      assert.equal(check.writable, true);
      assert.deepEqual(await link.request('jobs', {}), { jobs: [] });
      await assert.rejects(link.request('cancel', { job: 'none-such' }), { code: 'unknown-job' });
      assert.ok((await link.roundTrip()) < 1000);
    });
  }
});
