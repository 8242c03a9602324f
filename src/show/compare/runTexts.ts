import type { RunService } from '../../run/service';
import { compareRuns, type ComparedPair, type ComparedRun } from './comparison';
import type { RunPlace } from './runPlace';

type Runs = Pick<RunService, 'open' | 'sent'>;

/** The texts of runs that editors show, made of what this machine and the hosts keep. */
export class RunTexts {
  readonly #runs: () => Promise<Runs>;
  /** Under way: after a reload each file of a comparison asks for itself. */
  readonly #comparing = new Map<string, Promise<readonly ComparedPair[]>>();

  constructor(runs: () => Promise<Runs>) {
    this.#runs = runs;
  }

  /** @param jobs the older one first. */
  async compare(jobs: readonly [string, string], signal?: AbortSignal): Promise<readonly ComparedPair[]> {
    const runs = await this.#runs();
    const [left, right] = await Promise.all([known(runs, jobs[0], signal), known(runs, jobs[1], signal)]);
    return compareRuns(left, right);
  }

  /** Undefined where neither this machine nor the host has it any more. */
  async at(place: RunPlace): Promise<string | undefined> {
    if (place.kind === 'ran') return this.#sent(place.job, place.file);
    const pairs = await this.#shared(place.jobs);
    return pairs.find(({ title }) => title === place.title)?.[place.side];
  }

  async #sent(job: string, file: string): Promise<string | undefined> {
    const runs = await this.#runs();
    const sent = await runs.sent(job);
    const found = sent?.manifest.files.find(({ path }) => path === file);
    const content = found && (await sent?.read(found));
    return content && new TextDecoder().decode(content);
  }

  #shared(jobs: readonly [string, string]): Promise<readonly ComparedPair[]> {
    const key = jobs.join(' ');
    const under = this.#comparing.get(key);
    if (under !== undefined) return under;
    const begun = this.compare(jobs).finally(() => this.#comparing.delete(key));
    this.#comparing.set(key, begun);
    return begun;
  }
}

async function known(runs: Runs, job: string, signal?: AbortSignal): Promise<ComparedRun> {
  const [run, sent] = await Promise.all([runs.open(job), runs.sent(job, signal)]);
  await run.done;
  return { record: run.record, lines: run.lines, sent };
}
