import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { config } from '@vscode/l10n';
import { z } from 'zod';
import { root } from '../../scripts/process.mjs';
import type { HostOptions } from '../../src/contract/hosts';
import type { ErrorLine } from '../../src/contract/lines';
import { AgentClient } from '../../src/run/agentClient';
import { LocalRooms } from './localRooms';

const source = [
  'def ask(): return input()',
  'def fail(): raise ValueError("The archive was cut short.")',
  'def miss(): import nowhere_to_be_found',
  'class C:',
  '    def __init__(self, x): pass',
  '    def f(self): pass',
].join('\n');

describe('what a real agent says, in German', { timeout: 60_000 }, () => {
  let rooms: LocalRooms;
  const create = async (options?: HostOptions): Promise<LocalRooms> => {
    const made = await LocalRooms.create(options);
    await made.write({ 'm.py': source });
    return made;
  };
  const failure = async (within: LocalRooms, qualname: string, args = ''): Promise<ErrorLine> => {
    const run = within.run('m.py', qualname, args);
    assert.equal((await run.done).state, 'failed');
    const found = run.lines.find((line) => line.type === 'error');
    assert.ok(found);
    return found;
  };
  before(async () => {
    const german = await readFile(path.join(root, 'l10n/bundle.l10n.de.json'), 'utf8');
    config({ contents: z.record(z.string(), z.string()).parse(JSON.parse(german)) });
    rooms = await create();
  });
  after(async () => {
    config({ contents: {} });
    await rooms.dispose();
  });

  it('names the Python that is not there', async (t) => {
    const other = await create({ python: '/nowhere/python3' });
    t.after(() => other.dispose());
    await assert.rejects(other.run('m.py', 'ask').done, {
      code: 'no-python',
      message: 'Auf local wurde kein Python gefunden: /nowhere/python3 (nicht gefunden).',
    });
  });

  it('names the line of the setup that failed', async (t) => {
    const other = await create({ setup: ['true', 'cd /nowhere && true'] });
    t.after(() => other.dispose());
    const { message, next } = await failure(other, 'ask');
    assert.equal(message, 'Die Setup-Zeile `cd /nowhere && true` schlug mit Status 1 fehl.');
    assert.equal(next, 'Berichtigen Sie die Option `setup` dieses Hosts.');
  });

  it('says what is wrong with the call', async () => {
    const { message, next } = await failure(rooms, 'C.f');
    assert.match(message, /^C\.f braucht ein Objekt, und C lässt sich nicht ohne Argumente erzeugen: .*missing 1 /);
    assert.match(next ?? '', /^Führen Sie eine Funktion aus, die das Objekt selbst erzeugt/);
    const unbound = await failure(rooms, 'fail', 'x');
    assert.match(unbound.message, /^Die Argumente können nicht ausgewertet werden: .* Die Variablen des Laptops sind/);
  });

  it('says why a job has no keyboard, and which module to install, and leaves what the function raised as it is', async () => {
    const asked = await failure(rooms, 'ask');
    assert.equal(asked.errorType, 'NoInputError');
    assert.match(asked.message, /^ein Job hat keine Tastatur/);
    const missed = await failure(rooms, 'miss');
    assert.equal(missed.message, "No module named 'nowhere_to_be_found'");
    assert.match(missed.next ?? '', /^Installieren Sie nowhere_to_be_found für \/.+ auf dem Host/);
    assert.equal((await failure(rooms, 'fail')).message, 'The archive was cut short.');
  });

  it('refuses a job that it does not have', async () => {
    const host = await rooms.ports.findHost('local', rooms.workspace);
    const agent = new AgentClient(await rooms.ports.connect(host, new AbortController().signal));
    await assert.rejects(agent.cancel('no-such-job'), {
      code: 'unknown-job',
      message: 'Dieser Host hat keinen Job no-such-job.',
      next: 'Sehen Sie in der Liste der Jobs des Hosts nach, welche er hat.',
    });
  });
});
