import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { t } from '@vscode/l10n';
import { FarcallError } from '../base/errors';
import { formatManifest, type ManifestFile } from '../contract/manifest';
import type { JobRecord } from '../contract/registry';
import type { FileContent } from '../inspect/closure';
import type { Bundle } from '../pack/bundle';
import type { AgentLink } from '../ship/link';
import type { AgentClient } from './agentClient';
import { fetchToFile } from './fetchToFile';
import { lackingOn } from './hostHoldings';
import { sentFiles, type SentFiles } from './sentFiles';

/** Larger contents go through a file of this machine, not through its memory. */
const mostInMemory = 16 * 1024 * 1024;

/** So many files are asked for at a time. */
const atATime = 16;

/** The very bundle that an earlier job ran, as far as that job's host still has it. Whatever was fetched goes with it. */
export class SentBundle {
  readonly #before: JobRecord;
  readonly #agent: AgentClient;
  #folder: string | undefined;

  constructor(before: JobRecord, agent: AgentClient) {
    this.#before = before;
    this.#agent = agent;
  }

  /**
   * The bundle for a host. Where that has all of it, no content is fetched, and `held` is true: its files can be named,
   * not read. Rejects with `no-result` where the earlier job's host has part of it no more.
   */
  async for(link: AgentLink, signal: AbortSignal): Promise<{ readonly bundle: Bundle; readonly held: boolean }> {
    const { job, bundle: id } = this.#before;
    const sent = id === null ? undefined : await sentFiles(this.#agent, job, id, signal);
    if (id === null || sent === undefined) throw this.#gone(t('the code of this run'));
    const named = bundleOf(id, sent, (file) => ({ absolute: '', size: file.size, sha256: file.sha256 }));
    const { contents } = await lackingOn(link, named);
    if (contents.size === 0) return { bundle: named, held: true };
    const fetched = await this.#fetch(sent, signal);
    return {
      bundle: bundleOf(id, sent, ({ sha256, path: name }) => {
        const content = fetched.get(sha256);
        if (content === undefined) throw this.#gone(name);
        return content;
      }),
      held: false,
    };
  }

  async dispose(): Promise<void> {
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
  }

  async #fetch(sent: SentFiles, signal: AbortSignal): Promise<ReadonlyMap<string, FileContent>> {
    const fetched = new Map<string, FileContent>();
    const files = [...new Map(sent.manifest.files.map((file) => [file.sha256, file])).values()];
    const next = async (): Promise<void> => {
      for (let file = files.pop(); file !== undefined; file = files.pop()) {
        signal.throwIfAborted();
        const content = file.size > mostInMemory ? await this.#toFile(file, signal) : await sent.read(file);
        if (content !== undefined) fetched.set(file.sha256, content);
      }
    };
    await Promise.all(Array.from({ length: atATime }, next));
    return fetched;
  }

  /** The host that it goes to judges its content, as of every file. */
  async #toFile({ sha256, size }: ManifestFile, signal: AbortSignal): Promise<FileContent | undefined> {
    this.#folder ??= await mkdtemp(path.join(tmpdir(), 'farcall-'));
    const absolute = path.join(this.#folder, sha256);
    try {
      await fetchToFile(this.#agent, { job: this.#before.job, path: `blobs/${sha256}` }, absolute, { signal });
    } catch (error) {
      if (error instanceof FarcallError && error.code === 'no-result') return undefined;
      throw error;
    }
    return { absolute, size, sha256 };
  }

  #gone(what: string): FarcallError {
    return new FarcallError('no-result', t('{0} has {1} no more: its cache was cleaned.', this.#before.host, what), {
      next: t('Run it again with the code as it is now.'),
    });
  }
}

function bundleOf(id: string, { manifest }: SentFiles, content: (file: ManifestFile) => FileContent): Bundle {
  const files = manifest.files.map((file) => ({ ...file, content: content(file) }));
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  return { id, manifest, text: formatManifest(manifest), files, bytes };
}
