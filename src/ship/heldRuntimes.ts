import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { replaceFile } from '../base/replaceFile';
import { sha256 } from '../contract/parse';

const fileSchema = z.record(sha256, sha256);

/**
 * Which runtime each host was last seen with. It decides nothing but who is sent one before it asks: the host says
 * itself what it lacks.
 */
export class HeldRuntimes {
  readonly #file: string | undefined;
  #held: ReadonlyMap<string, string> = new Map();

  /** @param stateFolder Where it outlives the process; without it, it does not. */
  constructor(stateFolder?: string) {
    this.#file = stateFolder === undefined ? undefined : path.join(stateFolder, 'runtimes.json');
  }

  /** @param host What tells hosts apart, their Farcall folder included. */
  async holds(host: string, runtime: string): Promise<boolean> {
    await this.#read();
    return this.#held.get(nameOf(host)) === runtime;
  }

  async remember(host: string, runtime: string): Promise<void> {
    if (await this.holds(host, runtime)) return;
    this.#held = new Map([...this.#held, [nameOf(host), runtime]]);
    // What cannot be kept costs the next process the runtime's bytes, and this one nothing.
    await this.#write().catch(() => undefined);
  }

  /** Other processes write it as well. */
  async #read(): Promise<void> {
    if (this.#file === undefined) return;
    try {
      const parsed = fileSchema.safeParse(JSON.parse(await readFile(this.#file, 'utf8')));
      if (parsed.success) this.#held = new Map([...this.#held, ...Object.entries(parsed.data)]);
    } catch {
      // Nothing is known of anybody yet.
    }
  }

  async #write(): Promise<void> {
    if (this.#file === undefined) return;
    await replaceFile(this.#file, JSON.stringify(Object.fromEntries(this.#held)));
  }
}

function nameOf(host: string): string {
  return createHash('sha256').update(host).digest('hex');
}
