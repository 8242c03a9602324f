import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Runtime } from '../../src/ship/assets';

const root = path.resolve(__dirname, '../..');

/** The real stub with an agent that knows no jobs, for tests of the way to it. */
export async function standInRuntime(): Promise<Runtime> {
  const agent = await readFile(path.join(__dirname, 'standIn/agent.py'));
  const files = [
    ['farcall/__init__.py', 0],
    ['farcall/worker/__init__.py', 0],
    ['farcall/worker/agent.py', agent.length],
  ];
  const bytes = gzipSync(Buffer.concat([Buffer.from(`${JSON.stringify(files)}\n`), agent]));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return {
    sha256,
    bytes,
    display: { sha256, bytes },
    stub: await readFile(path.join(root, 'python/farcall/worker/stub.py'), 'utf8'),
  };
}
