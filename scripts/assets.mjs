// Makes dist/assets/: the worker's code as it travels to a host, and the grammar that reads Python.
// The archive is deterministic (sorted names, no times, no owners), so the same code has the same hash everywhere.
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, readdir, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import tar from 'tar-stream';
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

async function buildRuntime() {
  const source = path.join(root, 'python');
  const strip = await pythonStripper();
  const pack = tar.pack();
  const files = [path.join(source, 'farcall/__init__.py'), ...(await pythonFiles(path.join(source, 'farcall/worker')))];
  for (const file of files) {
    const name = path.relative(source, file).split(path.sep).join('/');
    const text = strip(await readFile(file, 'utf8'));
    pack.entry({ name, mode: 0o644, mtime: new Date(0), uid: 0, gid: 0 }, text);
  }
  pack.finalize();
  const chunks = [];
  for await (const chunk of pack) chunks.push(chunk);
  const bytes = gzipSync(Buffer.concat(chunks), { level: 9 });
  bytes[9] = 255; // The gzip header names the operating system that packed; the runtime is the same on all.
  return bytes;
}

async function write(name, bytes) {
  const target = path.join(assets, name);
  await writeFile(`${target}.${process.pid}`, bytes);
  await rename(`${target}.${process.pid}`, target);
}

const assets = path.join(root, 'dist/assets');
await mkdir(assets, { recursive: true });
const runtime = await buildRuntime();
await write('runtime.tgz', runtime);
await write('stub.py', await readFile(path.join(root, 'python/farcall/worker/stub.py')));
await write('runtime.sha256', createHash('sha256').update(runtime).digest('hex'));
await copyFile(require.resolve('web-tree-sitter/web-tree-sitter.wasm'), path.join(assets, 'web-tree-sitter.wasm'));
await copyFile(
  path.join(path.dirname(require.resolve('tree-sitter-python/package.json')), 'tree-sitter-python.wasm'),
  path.join(assets, 'tree-sitter-python.wasm'),
);
