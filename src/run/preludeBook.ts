import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { describe, isMissing } from '../base/errors';
import type { Logger } from '../base/logging';
import { replaceFile } from '../base/replaceFile';
import type { RunLine } from '../contract/lines';
import { parseJson } from '../contract/parse';
import { preludeSchema, type PreludeLine } from '../contract/registry';

/**
 * What was said of runs before their hosts had them: why their files were sent, what was left out, how much was sent,
 * why `auto` chose the host. No host can say it again. One file per job beside its record, which is read far more often.
 */
export class PreludeBook {
  readonly #folder: string;
  readonly #logger: Logger;

  /** @param stateFolder Farcall's folder under the XDG state folder. */
  constructor(stateFolder: string, logger: Logger) {
    this.#folder = path.join(stateFolder, 'preludes');
    this.#logger = logger;
  }

  /** Keeps what of the lines is prelude. A failure is logged: the run does without. */
  async keep(job: string, said: readonly RunLine[]): Promise<void> {
    const lines = preludeOf(said);
    try {
      await replaceFile(this.#pathOf(job), await promisify(gzip)(JSON.stringify({ version: 1, lines })));
    } catch (error) {
      this.#logger.log('warn', `Why the files of ${job} were sent was not written: ${describe(error)}`);
    }
  }

  /** Empty where nothing is known, or what is there cannot be read. */
  async get(job: string): Promise<readonly PreludeLine[]> {
    const file = this.#pathOf(job);
    try {
      const text = (await promisify(gunzip)(await readFile(file))).toString('utf8');
      return parseJson(preludeSchema, text, `The prelude ${file}`).lines;
    } catch (error) {
      if (!isMissing(error)) this.#logger.log('warn', `${file} is passed over: ${describe(error)}`);
      return [];
    }
  }

  async remove(job: string): Promise<void> {
    await rm(this.#pathOf(job), { force: true });
  }

  #pathOf(job: string): string {
    return path.join(this.#folder, `${job}.json.gz`);
  }
}

/** The part of what a run said that its host cannot say again. */
export function preludeOf(said: readonly RunLine[]): readonly PreludeLine[] {
  return said.filter((line) => line.type === 'closure' || line.type === 'bundle' || line.type === 'chosen');
}
