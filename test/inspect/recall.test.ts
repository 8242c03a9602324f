import assert from 'node:assert/strict';
import { appendFileSync, chmodSync, mkdirSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { Closure } from '../../src/inspect/closure';
import { Inspector } from '../../src/inspect/inspect';
import { CachedDiskSource, CachedFolders, settledAfter } from '../../src/inspect/sources';
import { loadSyntax, makeProject } from './project';

const syntax = loadSyntax();

/** A project on disk, and an inspector to which its files are long settled. */
async function opened(): Promise<{
  readonly at: (name: string) => string;
  readonly variables: Record<string, string>;
  readonly ask: (args?: string) => Promise<Closure>;
}> {
  const folder = await makeProject({
    'run.py': 'import tools\n\n\ndef f(n=1):\n    return tools.load(n, open("data.csv"))\n',
    'tools.py': 'def load(n, file):\n    return n\n',
    'data.csv': '1\n',
    'env/lib/python3.11/site-packages/numpy/__init__.py': '',
    'env/pyvenv.cfg': 'version = 3.11.4\n',
  });
  const at = (name: string): string => path.join(folder, name);
  const later = (): number => Date.now() + 2 * settledAfter;
  const variables: Record<string, string> = {};
  const machine = { variables, home: undefined };
  const inspector = new Inspector(await syntax, new CachedDiskSource(later), new CachedFolders(later), machine);
  const ask = (args = ''): Promise<Closure> =>
    inspector.inspect({ entry: { file: at('run.py'), qualname: 'f', args }, workspace: folder });
  return { at, variables, ask };
}

describe('a call that was inspected before', () => {
  test('has the same closure as long as nothing about it changed, also when others were inspected meanwhile', async () => {
    const { ask } = await opened();
    const first = await ask();
    await ask('n=2');
    assert.equal(await ask(), first);
  });

  const changes: Readonly<Record<string, (at: (name: string) => string, variables: Record<string, string>) => void>> = {
    'the entry is edited': (at) => appendFileSync(at('run.py'), '\n# more\n'),
    'a module is edited': (at) => appendFileSync(at('tools.py'), '\nimport other\n'),
    'a module is no longer there': (at) => unlinkSync(at('tools.py')),
    'a package takes the place of a module': (at) => {
      mkdirSync(at('tools'));
      writeFileSync(at('tools/__init__.py'), 'def load(n, file):\n    return 2\n');
    },
    'a data file grows': (at) => appendFileSync(at('data.csv'), '2\n'),
    'a file can be run now': (at) => chmodSync(at('tools.py'), 0o755),
    'a link leads elsewhere': (at) => {
      rmSync(at('data.csv'));
      symlinkSync(at('tools.py'), at('data.csv'));
    },
    'another environment is active': (at, variables) => {
      variables['VIRTUAL_ENV'] = at('env');
    },
  };
  for (const [name, change] of Object.entries(changes)) {
    test(`is inspected again where ${name}`, async () => {
      const { at, variables, ask } = await opened();
      const first = await ask();
      assert.equal(await ask(), first);
      change(at, variables);
      const then = await ask().catch(() => undefined);
      assert.notEqual(then, first);
    });
  }
});
