import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import tar from 'tar-stream';
import type { Runtime } from '../../src/ship/assets';

const root = path.resolve(__dirname, '../..');

/** The real stub with an agent that knows no jobs, for tests of the way to it. */
export async function standInRuntime(): Promise<Runtime> {
  const pack = tar.pack();
  const agent = await readFile(path.join(__dirname, 'standIn/agent.py'));
  pack.entry({ name: 'farcall/__init__.py' }, '');
  pack.entry({ name: 'farcall/worker/__init__.py' }, '');
  pack.entry({ name: 'farcall/worker/agent.py' }, agent);
  pack.finalize();
  const bytes = gzipSync(await buffer(pack));
  return {
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes,
    stub: await readFile(path.join(root, 'python/farcall/worker/stub.py'), 'utf8'),
  };
}
