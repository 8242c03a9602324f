// Makes dist/assets/: the worker's code and the display's as they travel to a host, and the grammar that reads Python.
// The same code has the same hash everywhere.
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, readdir, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipAsync } from '@gfx/zopfli';
import { pythonStripper } from './stripPython.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);

async function pythonFiles(folder) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.py'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

/** What travels of these: gzip of an index and their text. */
async function packed(paths) {
  const source = path.join(root, 'python');
  const strip = await pythonStripper();
  const files = [];
  for (const file of paths) {
    const name = path.relative(source, file).split(path.sep).join('/');
    files.push({ name, text: strip(await readFile(file, 'utf8')) });
  }
  const ordered = alikeInTurn(files);
  const index = JSON.stringify(ordered.map(({ name, text }) => [name, Buffer.byteLength(text)]));
  // Slower than zlib, and smaller by a twentieth: what every bare host is sent once.
  return gzipAsync(Buffer.from(`${index}\n${ordered.map(({ text }) => text).join('')}`), {});
}

/** Files that share much text near each other: gzip looks back 32 KB. */
function alikeInTurn(files) {
  const piecesOf = ({ text }) => new Set(Array.from({ length: text.length - 6 }, (_, at) => text.slice(at, at + 6)));
  const pieces = new Map(files.map((file) => [file, piecesOf(file)]));
  const [first, ...left] = files;
  const ordered = [first];
  while (left.length > 0) {
    const near = new Set();
    for (let at = ordered.length - 1, size = 0; at >= 0 && size < 28_000; size += ordered[at].text.length, at -= 1)
      for (const piece of pieces.get(ordered[at])) near.add(piece);
    const shared = left.map((file) => {
      const own = pieces.get(file);
      return [...own].filter((piece) => near.has(piece)).length / Math.max(1, own.size);
    });
    ordered.push(...left.splice(shared.indexOf(Math.max(...shared)), 1));
  }
  return ordered;
}

async function write(name, bytes) {
  const target = path.join(assets, name);
  await writeFile(`${target}.${process.pid}`, bytes);
  await rename(`${target}.${process.pid}`, target);
}

const assets = path.join(root, 'dist/assets');
await mkdir(assets, { recursive: true });
const farcall = path.join(root, 'python/farcall');
const worker = await pythonFiles(path.join(farcall, 'worker'));
// The stub has run by the time that the others arrive.
const runtime = await packed([
  path.join(farcall, '__init__.py'),
  ...worker.filter((file) => path.basename(file) !== 'stub.py'),
]);
await write('runtime.gz', runtime);
await write('display.gz', await packed(await pythonFiles(path.join(farcall, 'display'))));
await write('stub.py', await readFile(path.join(root, 'python/farcall/worker/stub.py')));
await write('runtime.sha256', createHash('sha256').update(runtime).digest('hex'));
await copyFile(require.resolve('web-tree-sitter/web-tree-sitter.wasm'), path.join(assets, 'web-tree-sitter.wasm'));
await copyFile(
  path.join(path.dirname(require.resolve('tree-sitter-python/package.json')), 'tree-sitter-python.wasm'),
  path.join(assets, 'tree-sitter-python.wasm'),
);
