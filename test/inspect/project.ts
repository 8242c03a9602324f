import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Closure, ClosureFile } from '../../src/inspect/closure';
import { Inspector, type InspectRequest } from '../../src/inspect/inspect';
import { diskSource } from '../../src/inspect/sources';
import { PythonSyntax } from '../../src/inspect/syntax';

const here = path.dirname(fileURLToPath(import.meta.url));
export const workspaces = path.resolve(here, '../workspaces');

/** The grammar as `scripts/assets.mjs` copies it. */
export async function loadSyntax(): Promise<PythonSyntax> {
  const modules = path.resolve(here, '../../node_modules');
  return PythonSyntax.load({
    runtime: await readFile(path.join(modules, 'web-tree-sitter/web-tree-sitter.wasm')),
    python: await readFile(path.join(modules, 'tree-sitter-python/tree-sitter-python.wasm')),
  });
}

/** A folder with these files, removed after the test file. */
export async function makeProject(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'farcall-inspect-')));
  after(() => rm(folder, { recursive: true, force: true }));
  await addFiles(folder, files);
  return folder;
}

export async function addFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const target = path.join(folder, name);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, content);
    if (typeof content === 'string' && content.startsWith('#!')) await chmod(target, 0o755);
  }
}

/** A notebook with these code cells, as an editor saves it. */
export function notebookOf(...sources: readonly string[]): string {
  const cells = sources.map((source) => ({
    cell_type: 'code',
    execution_count: null,
    metadata: {},
    outputs: [],
    source: source.split(/(?<=\n)/),
  }));
  return JSON.stringify({ cells, metadata: { kernelspec: { language: 'python' } }, nbformat: 4, nbformat_minor: 5 });
}

/** Inspects `FILE:QUALNAME` (or `FILE`) of a workspace. */
export async function inspectIn(
  syntax: Promise<PythonSyntax>,
  workspace: string,
  target: string,
  options: Partial<Omit<InspectRequest, 'entry'>> & { args?: string } = {},
): Promise<Closure> {
  const { args = '', ...rest } = options;
  const [file = '', qualname] = target.split(':');
  return new Inspector(await syntax, diskSource).inspect({
    entry: { file: path.join(workspace, file), qualname, args },
    workspace,
    ...rest,
  });
}

export const pathsOf = (closure: Closure): string[] => closure.files.map((file) => file.path);

export function textOf(closure: Closure, file: string): string {
  const found = closure.files.find((one) => one.path === file);
  if (!found) throw new Error(`${file} is not in the closure, which has ${pathsOf(closure).join(', ')}`);
  return Buffer.from(bytesOf(found)).toString('utf8');
}

/** The bytes of a file that is held in memory. */
export function bytesOf({ path: name, content }: Pick<ClosureFile, 'path' | 'content'>): Uint8Array {
  if (content instanceof Uint8Array) return content;
  throw new Error(`${name} is too large to be held in memory`);
}

/** Runs a Python program that takes its input as JSON on standard input and prints JSON. */
export function runPython(script: string, input: unknown, cwd?: string): unknown {
  const output = execFileSync('python3', ['-I', '-c', script], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    ...(cwd === undefined ? {} : { cwd }),
  });
  return JSON.parse(output);
}
