import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { replaceFile } from '../base/replaceFile';
import type { Manifest } from '../contract/manifest';
import { sha256 } from '../contract/parse';

const fileSchema = z.object({ host: z.string(), bundles: z.array(sha256), display: sha256.optional() });
const mostRemembered = 256;

interface Held {
  readonly bundles: Set<string>;
  /** The display that the last job there named. */
  display: string | undefined;
  /** The manifest put last by this process: the base of the next difference. */
  base: { readonly id: string; readonly manifest: Manifest } | undefined;
  /** Contents this process knows the host to hold. */
  readonly blobs: Set<string>;
}

/**
 * What each host is believed to hold. Belief saves round trips and bytes; it is never the truth: the host's answer to
 * `start` is, and what it denies is forgotten here. The ids outlive the process, the rest does not.
 */
export class KnownBundles {
  readonly #folder: string;
  readonly #hosts = new Map<string, Promise<Held>>();

  constructor(stateFolder: string) {
    this.#folder = path.join(stateFolder, 'hosts');
  }

  async holds(host: string, bundle: string): Promise<boolean> {
    return (await this.#of(host)).bundles.has(bundle);
  }

  async base(host: string): Promise<{ readonly id: string; readonly manifest: Manifest } | undefined> {
    return (await this.#of(host)).base;
  }

  async holdsBlob(host: string, sha: string): Promise<boolean> {
    return (await this.#of(host)).blobs.has(sha);
  }

  async holdsDisplay(host: string, sha: string): Promise<boolean> {
    return (await this.#of(host)).display === sha;
  }

  async remember(host: string, id: string, manifest: Manifest, display: string | undefined): Promise<void> {
    const held = await this.#of(host);
    held.base = { id, manifest };
    for (const file of manifest.files) held.blobs.add(file.sha256);
    const known = held.bundles.delete(id) && held.display === display;
    held.bundles.add(id);
    held.display = display;
    // What cannot be kept costs the next process a question to the host, and this run nothing.
    if (!known) await this.#write(host, held).catch(() => undefined);
  }

  /** The host itself has just said that it holds all of a bundle. */
  async believe(host: string, id: string): Promise<void> {
    (await this.#of(host)).bundles.add(id);
  }

  /** The host lacks something believed to be there: everything believed of it is in doubt. */
  async forget(host: string): Promise<void> {
    const held = await this.#of(host);
    held.bundles.clear();
    held.blobs.clear();
    held.display = undefined;
    held.base = undefined;
  }

  #of(host: string): Promise<Held> {
    let held = this.#hosts.get(host);
    if (!held) {
      held = this.#load(host);
      this.#hosts.set(host, held);
    }
    return held;
  }

  async #load(host: string): Promise<Held> {
    let bundles: readonly string[] = [];
    let display: string | undefined;
    try {
      const parsed = fileSchema.safeParse(JSON.parse(await readFile(this.#pathOf(host), 'utf8')));
      if (parsed.success && parsed.data.host === host) ({ bundles, display } = parsed.data);
    } catch {
      // No belief is a good belief: the host will say what it wants.
    }
    return { bundles: new Set(bundles), display, base: undefined, blobs: new Set() };
  }

  async #write(host: string, held: Held): Promise<void> {
    const bundles = [...held.bundles].slice(-mostRemembered);
    await replaceFile(this.#pathOf(host), JSON.stringify({ host, bundles, display: held.display }));
  }

  #pathOf(host: string): string {
    // A host's name may hold any character; its hash is a file name everywhere.
    return path.join(this.#folder, `${createHash('sha256').update(host).digest('hex').slice(0, 32)}.json`);
  }
}
