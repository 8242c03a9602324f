import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { root } from '../scripts/process.mjs';
import { sourceOf } from '../test/hosts/strangers';
import { median, round, type Row } from './measure';

const run = promisify(execFile);
/** Processes, each of which sees the project for the first time. */
const processes = 5;

const measured = z.object({
  files: z.number(),
  bytes: z.number(),
  cold: z.number(),
  edited: z.number(),
  held: z.number(),
  hashed: z.number(),
  tarred: z.number(),
  compressed: z.number(),
  lenses: z.number(),
  wholeParse: z.number(),
  parsed: z.number(),
});

/** All of sympy reached from one function, beside parsing all of it. */
export async function inspectionRows(): Promise<Row[]> {
  const project = await mkdtemp(path.join(tmpdir(), 'farcall-sympy-'));
  try {
    await writeEverything(project);
    const all: z.infer<typeof measured>[] = [];
    const asts: number[] = [];
    const tars: number[] = [];
    for (let i = 0; i < processes; i += 1) {
      const child = path.join(root, 'dist/bench/inspection.js');
      const { stdout } = await run(process.execPath, [child, project, path.join(root, 'dist/assets')]);
      all.push(measured.parse(JSON.parse(stdout)));
      asts.push(await timed('python3', ['-c', parseAll, project]));
      tars.push(await timed('sh', ['-c', 'tar -C "$0" -cf - . | sha256sum', project]));
    }
    const of = (pick: (one: z.infer<typeof measured>) => number): number => round(median(all.map(pick)));
    const megabytes = of(({ bytes }) => bytes / 1e6);
    const rate = (milliseconds: number): number => round((megabytes / milliseconds) * 1000);
    const sealed = rate(of(({ hashed, tarred }) => hashed + tarred));
    const parses = {
      'tree-sitter, every file': of(({ parsed }) => parsed),
      "CPython's ast, every file": round(median(asts)),
    };
    const row = (id: string, ours: number, peers: Row['peers'], most: number): Row => ({
      id,
      ours,
      unit: 'ms',
      peers,
      target: `<= ${most}`,
      met: ours <= most,
    });
    return [
      row(
        'inspect-sympy-cold',
        of(({ cold }) => cold),
        parses,
        1000,
      ),
      row(
        'inspect-sympy-after-an-edit',
        of(({ edited }) => edited),
        parses,
        30,
      ),
      row(
        'inspect-longest-hold',
        of(({ held }) => held),
        {},
        50,
      ),
      row(
        'lenses-10000-lines',
        of(({ lenses }) => lenses),
        { 'tree-sitter': of(({ wholeParse }) => wholeParse) },
        10,
      ),
      {
        id: 'hash-and-tar',
        ours: sealed,
        unit: 'MB/s',
        peers: {
          'tar | sha256sum': rate(median(tars)),
          'with gzip': rate(of(({ hashed, compressed }) => hashed + compressed)),
        },
        target: '>= 300',
        met: sealed >= 300,
      },
    ];
  } finally {
    await rm(project, { recursive: true, force: true });
  }
}

/** sympy as released, and beside it a file whose one function reaches every module of it. */
async function writeEverything(project: string): Promise<void> {
  await cp(path.join(await sourceOf('sympy', '1.13.3'), 'sympy'), path.join(project, 'sympy'), { recursive: true });
  const modules = (await readdir(project, { recursive: true }))
    .filter((file) => file.endsWith('.py'))
    .map((file) => file.replace(/(?:\/__init__)?\.py$/, '').replaceAll('/', '.'))
    .filter((name) => /^[\w.]+$/.test(name))
    .sort();
  const imports = modules.map((name) => `import ${name}\n`).join('');
  await writeFile(path.join(project, 'everything.py'), `${imports}\n\ndef count():\n    return 1\n`);
}

const parseAll = [
  'import ast, pathlib, sys, warnings',
  'warnings.simplefilter("ignore")',
  'for file in pathlib.Path(sys.argv[1]).rglob("*.py"): ast.parse(file.read_bytes())',
].join('\n');

async function timed(command: string, args: readonly string[]): Promise<number> {
  const began = performance.now();
  await run(command, [...args]);
  return performance.now() - began;
}
