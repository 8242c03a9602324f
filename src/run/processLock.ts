import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseJson } from '../contract/parse';
import { processMarkSchema, type ProcessMark } from '../contract/registry';
import type { Clock } from './ports';
import { whereabouts } from './processMark';

const lookEvery = 20;
/** Whoever holds it for longer than this is waited for no more; milliseconds. */
const longest = 30_000;

/** A file that one process of this account at a time holds. One that was killed holds nothing. */
export class ProcessLock {
  readonly #file: string;
  readonly #self: ProcessMark;
  readonly #clock: Pick<Clock, 'elapsed' | 'sleep'>;

  constructor(file: string, self: ProcessMark, clock: Pick<Clock, 'elapsed' | 'sleep'>) {
    this.#file = file;
    this.#self = self;
    this.#clock = clock;
  }

  async hold<T>(work: () => Promise<T>): Promise<T> {
    await mkdir(path.dirname(this.#file), { recursive: true, mode: 0o700 });
    const until = this.#clock.elapsed() + longest;
    let held = await this.#take();
    while (!held && this.#clock.elapsed() < until) {
      await this.#clock.sleep(lookEvery, new AbortController().signal);
      await this.#removeLeft();
      held = await this.#take();
    }
    try {
      return await work();
    } finally {
      if (held) await rm(this.#file, { force: true });
    }
  }

  /** A name that nobody else uses. */
  #aside(): string {
    return `${this.#file}.${randomUUID()}`;
  }

  /** Made aside and linked into place: who finds it finds whose it is. */
  async #take(): Promise<boolean> {
    const aside = this.#aside();
    await writeFile(aside, JSON.stringify(this.#self), { mode: 0o600 });
    try {
      await link(aside, this.#file);
      return true;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
      throw error;
    } finally {
      await rm(aside, { force: true });
    }
  }

  async #removeLeft(): Promise<void> {
    if (!(await this.#isLeft(this.#file))) return;
    const moved = this.#aside();
    await rename(this.#file, moved).catch(() => undefined);
    // Another may have removed it before, and hold its own by now.
    if ((await stat(moved).catch(() => undefined)) !== undefined && !(await this.#isLeft(moved)))
      await link(moved, this.#file).catch(() => undefined);
    await rm(moved, { force: true });
  }

  async #isLeft(file: string): Promise<boolean> {
    const text = await readFile(file, 'utf8').catch(() => undefined);
    return text !== undefined && whereabouts(parseJson(processMarkSchema, text, file)) === 'gone';
  }
}
