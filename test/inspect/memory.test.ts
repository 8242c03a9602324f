import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { FarcallError } from '../../src/base/errors';
import type { SourceReader } from '../../src/inspect/closure';
import { Inspector } from '../../src/inspect/inspect';
import type { FolderListing, FolderReader } from '../../src/inspect/sources';
import { bytesOf, loadSyntax } from './project';

const syntax = loadSyntax();
const top = path.resolve('/project');

/** A project in memory that hands out the same objects while nothing in it changes, as the disk's readers do. */
class ProjectInMemory implements SourceReader, FolderReader {
  readonly #files = new Map<string, Buffer>();
  readonly #listings = new Map<string, { readonly key: string; readonly listing: FolderListing }>();

  write(name: string, text: string | undefined): void {
    if (text === undefined) this.#files.delete(path.join(top, name));
    else this.#files.set(path.join(top, name), Buffer.from(text));
  }

  read(absolute: string): Uint8Array | undefined {
    return this.#files.get(absolute);
  }

  list(folder: string): FolderListing | undefined {
    const names = new Map<string, 'file' | 'folder'>();
    for (const file of this.#files.keys()) {
      const relative = path.relative(folder, file);
      if (relative.startsWith('..')) continue;
      const [name = '', ...rest] = relative.split(path.sep);
      names.set(name, rest.length > 0 ? 'folder' : 'file');
    }
    if (names.size === 0) return undefined;
    const key = JSON.stringify([...names].sort());
    let known = this.#listings.get(folder);
    if (known?.key !== key) this.#listings.set(folder, (known = { key, listing: names }));
    return known.listing;
  }

  about(file: string): { size: number; executable: boolean } | undefined {
    const bytes = this.#files.get(file);
    return bytes && { size: bytes.length, executable: false };
  }

  identity(folder: string): string {
    return folder;
  }
}

async function inspected(inspector: Inspector): Promise<unknown> {
  try {
    const entry = { file: path.join(top, 'run.py'), qualname: 'f', args: '' };
    const closure = await inspector.inspect({ entry, workspace: top });
    return {
      ...closure,
      files: closure.files.map((file) => ({ ...file, content: Buffer.from(bytesOf(file)).toString() })),
    };
  } catch (error) {
    if (error instanceof FarcallError) return { code: error.code, message: error.message, at: error.at };
    throw error;
  }
}

/** What each file may hold; undefined where it is not there. Each text asks something else of the others. */
const texts: Readonly<Record<string, readonly (string | undefined)[]>> = {
  'run.py': [
    'import pkg\ndef f():\n    return pkg.late\n',
    'from pkg import one, late\nfrom pkg.two import *\ndef f():\n    return one\n',
    'import setup\nLIMIT = 3\nOTHER = print(4)\ndef f():\n    return open("data/a.csv")\n',
    'from pkg.names import DATA\nfrom pkg.one import x\ndef f():\n    return open(DATA / "a.csv")\n',
  ],
  'setup.py': ['import run\nrun.LIMIT\n', 'from run import OTHER\n', 'x = "pkg.two"\n'],
  'pkg/__init__.py': [
    '',
    undefined,
    '\n\nfrom .one import x\n',
    'from . import two\nlate = 1\n',
    'def __getattr__(name):\n    if name == "late":\n        from .two import late\n        return late\n',
    '__all__ = ["two"]\n',
    'import sys\nsys.modules["pkg.late"] = sys\n',
    'import os\n__path__.append(os.path.join(os.path.dirname(__file__), "more"))\n',
  ],
  'pkg/one.py': ['x = 1\n', 'from .two import late\nx = late\n', 'import importlib\nimportlib.import_module(x)\n'],
  'pkg/two.py': ['late = 1\n', undefined, '\nimport pkg.one\n__all__ = ["late"]\n', 'from .one import *\n'],
  'pkg/names.py': [
    'from pathlib import Path\nDATA = Path(__file__).parent\n',
    'from pathlib import Path\nDATA = Path(__file__).parent.parent / "data"\n',
    undefined,
  ],
  'pkg/more/late.py': ['import setup\n', undefined],
  'data/a.csv': ['1\n', undefined],
  'pkg/a.csv': ['2\n', undefined],
};

const edit = fc
  .constantFrom(...Object.entries(texts))
  .chain(([name, all]) => fc.record({ name: fc.constant(name), text: fc.constantFrom(...all) }));
const step = fc.record({ edits: fc.array(edit, { minLength: 1, maxLength: 2 }), atOnce: fc.boolean() });
const anyProject = fc.record(
  Object.fromEntries(Object.entries(texts).map(([name, all]) => [name, fc.constantFrom(...all)])),
);

test('after any edits an inspector that remembers finds what a new one finds', async () => {
  const grammar = await syntax;
  await fc.assert(
    fc.asyncProperty(anyProject, fc.array(step, { minLength: 3, maxLength: 10 }), async (first, steps) => {
      const project = new ProjectInMemory();
      for (const [name, text] of Object.entries(first)) project.write(name, text);
      const remembering = new Inspector(grammar, project, project);
      for (const { edits, atOnce } of steps) {
        // An inspection that is still under way when the files change spoils nothing for the next one.
        const before = inspected(remembering);
        if (!atOnce) await before;
        for (const { name, text } of edits) project.write(name, text);
        const found = await inspected(remembering);
        assert.deepEqual(found, await inspected(new Inspector(grammar, project, project)));
        await before;
      }
    }),
    { numRuns: 100 },
  );
});
