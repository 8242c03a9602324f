import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';
import { collect, root } from '../scripts/process.mjs';

const outcomeSchema = z.object({
  summary: z.object({
    violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) })),
    totalCruised: z.number(),
  }),
});

/** What dependency-cruiser finds against the rules in `src/` of a folder, as `from -> to (rule)`. */
async function violationsIn(folder: string): Promise<{ found: string[]; cruised: number }> {
  const program = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const config = path.join(root, '.dependency-cruiser.cjs');
  const args = [
    program,
    '--config',
    config,
    '--ts-config',
    path.join(folder, 'tsconfig.json'),
    '--output-type',
    'json',
    'src',
  ];
  const { output } = await collect(process.execPath, args, { cwd: folder });
  const { summary } = outcomeSchema.parse(JSON.parse(output));
  return {
    found: summary.violations.map(({ from, to, rule }) => `${from} -> ${to} (${rule.name})`),
    cruised: summary.totalCruised,
  };
}

test('no import goes through a wall of the house, against the arrow, or round in a circle', async () => {
  const { found, cruised } = await violationsIn(root);
  assert.deepEqual(found, []);
  assert.ok(cruised > 30);
});

test('each wall holds: an import through it is found', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'farcall-walls-'));
  const files: Record<string, string> = {
    'tsconfig.json': '{"compilerOptions":{"module":"preserve","moduleResolution":"bundler"}}',
    'src/base/leaf.ts': "export * from '../contract/shape';",
    'src/contract/shape.ts': 'export const shape = 1;',
    'src/inspect/a.ts': "export * from '../pack/b';",
    'src/pack/b.ts': "import type { c } from '../ship/c'; export type B = typeof c;",
    'src/ship/c.ts': "import type { Uri } from 'vscode'; export const c: Uri | undefined = undefined;",
    'src/run/d.ts': "export * from '../show/e';",
    'src/show/e.ts': "export * from '../cli/f';",
    'src/cli/f.ts': "export * from './g';",
    'src/cli/g.ts': "export * from './f';",
    'src/show/webview/h.ts': "import 'vscode';",
    'src/show/webview/j.ts': "export * from '../k';",
    'src/show/k.ts': "export * from '../pack/l';",
    'src/pack/l.ts': 'export const l = 1;',
    'src/run/i.ts': "import '../extension';",
    'src/extension.ts': "import 'vscode'; import './show/e';",
  };
  try {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), text);
    }
    const { found } = await violationsIn(folder);
    assert.deepEqual(
      found.sort(),
      [
        'src/base/leaf.ts -> src/contract/shape.ts (base-is-a-leaf)',
        'src/cli/f.ts -> src/cli/g.ts (no-cycles)',
        'src/inspect/a.ts -> src/pack/b.ts (inspect-imports-leftwards)',
        'src/pack/b.ts -> src/ship/c.ts (pack-imports-leftwards)',
        'src/run/d.ts -> src/show/e.ts (run-imports-leftwards)',
        'src/run/i.ts -> src/extension.ts (nothing-imports-the-extension)',
        'src/ship/c.ts -> vscode (vscode-is-for-show)',
        'src/show/e.ts -> src/cli/f.ts (show-imports-leftwards)',
        'src/show/webview/h.ts -> vscode (vscode-is-for-show)',
        'src/show/webview/h.ts -> vscode (webview-is-browser-code)',
        'src/show/webview/j.ts -> src/pack/l.ts (webview-is-browser-code)',
      ].sort(),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('extension.ts only constructs and registers: at most 200 lines', async () => {
  const text = await readFile(path.join(root, 'src/extension.ts'), 'utf8');
  assert.ok(text.split('\n').length <= 200);
});
