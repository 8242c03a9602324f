// Inspecting and packing a large project, each figure in a process that has seen none of it: `inspection.js FOLDER ASSETS`
// prints one JSON line. FOLDER holds `everything.py`, whose `count` reaches all of the project. It is bundled as the
// extension is: what loads TypeScript for the other rows makes every call from one module into another slower.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Inspector } from '../src/inspect/inspect';
import { loadSyntax } from '../src/inspect/lazyInspector';
import { outline } from '../src/inspect/outline';
import { CachedDiskSource, CachedFolders } from '../src/inspect/sources';
import { sizeOf, type Closure } from '../src/inspect/closure';
import { Packer } from '../src/pack/packClosure';
import { archive, writeTarball } from '../src/pack/tarball';
import { median } from './measure';

const edits = 20;

/** The longest time, in milliseconds, for which nothing else could run. */
class Holding {
  longest = 0;
  #last = performance.now();
  #running = true;

  constructor() {
    const tick = (): void => {
      const now = performance.now();
      this.longest = Math.max(this.longest, now - this.#last);
      this.#last = now;
      if (this.#running) setImmediate(tick);
    };
    setImmediate(tick);
  }

  stop(): number {
    this.#running = false;
    return this.longest;
  }
}

async function main(folder: string, assets: string): Promise<void> {
  const syntax = await loadSyntax(assets);
  const inspector = new Inspector(syntax, new CachedDiskSource(), new CachedFolders());
  const inspect = async (): Promise<{ closure: Closure; milliseconds: number }> => {
    const began = performance.now();
    const closure = await inspector.inspect({
      entry: { file: path.join(folder, 'everything.py'), qualname: 'count', args: '' },
      workspace: folder,
    });
    return { closure, milliseconds: performance.now() - began };
  };

  const holding = new Holding();
  const cold = await inspect();
  const files = cold.closure.files;
  const bytes = files.reduce((sum, { content }) => sum + sizeOf(content), 0);

  const again: number[] = [];
  const edited = path.join(folder, 'sympy/core/numbers.py');
  const text = await readFile(edited, 'utf8');
  for (let i = 0; i < edits; i += 1) {
    // A line on top moves every import of the file, as edits do.
    await writeFile(edited, `# ${i}\n`.repeat((i % 3) + 1) + text);
    again.push((await inspect()).milliseconds);
  }
  await writeFile(edited, text);
  const held = holding.stop();

  const packing = performance.now();
  const bundle = new Packer().pack(cold.closure);
  const hashed = performance.now() - packing;
  const nowhere = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() });
  const later = async (work: () => Promise<void>): Promise<number> => {
    const began = performance.now();
    await work();
    return performance.now() - began;
  };
  const tarred = await later(() => pipeline(archive(bundle), nowhere()));
  const compressed = await later(() => writeTarball(bundle, nowhere()));

  const all = files.map(({ content }) => Buffer.from(content instanceof Uint8Array ? content : []).toString('utf8'));
  const long = all.join('\n').split('\n').slice(0, 10_000).join('\n');
  const time = (work: () => void): number => {
    const began = performance.now();
    work();
    return performance.now() - began;
  };
  const lenses = median(Array.from({ length: edits }, () => time(() => outline(long))));
  const wholeParse = median(Array.from({ length: 5 }, () => time(() => syntax.parse(long).dispose())));
  const parsed = time(() => {
    for (const one of all) syntax.parse(one).dispose();
  });
  process.stdout.write(
    `${JSON.stringify({ files: files.length, bytes, cold: cold.milliseconds, edited: median(again), held, hashed, tarred, compressed, lenses, wholeParse, parsed })}\n`,
  );
}

main(path.resolve(process.argv[2] ?? '.'), process.argv[3] ?? '').catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 70;
});
