import { createHash } from 'node:crypto';
import { FarcallError } from '../base/errors';
import { parseManifest, type Manifest, type ManifestFile } from '../contract/manifest';
import type { AgentClient } from './agentClient';
import { receive } from './fetchStream';

/** What was sent with a job, as far as its host still has it: caches go when they are old. */
export interface SentFiles {
  readonly manifest: Manifest;
  /** The bytes that were sent; undefined where the host has them no more. */
  read(file: ManifestFile): Promise<Uint8Array | undefined>;
}

/** Undefined where the host does not know any more what was sent. */
export async function sentFiles(
  agent: AgentClient,
  job: string,
  bundle: string,
  signal?: AbortSignal,
): Promise<SentFiles | undefined> {
  const fetched = async (path: string, sha256: string): Promise<Uint8Array | undefined> => {
    const parts: Uint8Array[] = [];
    try {
      await receive(agent, { job, path }, signal ? { signal } : {}, (bytes) => {
        parts.push(Uint8Array.from(bytes));
        return undefined;
      });
    } catch (error) {
      if (error instanceof FarcallError && error.code === 'no-result') return undefined;
      throw error;
    }
    const content = Buffer.concat(parts);
    return createHash('sha256').update(content).digest('hex') === sha256 ? content : undefined;
  };
  const text = await fetched('manifest', bundle);
  if (text === undefined) return undefined;
  return {
    manifest: parseManifest(Buffer.from(text).toString('utf8')),
    // The job may have written over its own copy, which is why its content is judged.
    read: async ({ path, sha256 }) =>
      (await fetched(`blobs/${sha256}`, sha256)) ?? (await fetched(`work/${path}`, sha256)),
  };
}
