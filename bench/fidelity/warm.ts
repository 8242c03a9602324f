import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { silentLogger } from '../../src/base/logging';
import type { DoneLine, RunLine } from '../../src/contract/lines';
import { openRooms, type CliRooms } from '../../src/cli/compose';
import { scopeOf } from '../../src/cli/workspaceScope';
import { findWorkspace } from '../../src/inspect/sources';
import type { RunRequest } from '../../src/run/service';
import { noPrompts } from '../../src/ship/prompts';
import type { Farcall } from '../../test/cli/farcall';

const assets = path.resolve(import.meta.dirname, '../../dist/assets');
/** The libraries are loaded ahead within a few calls, or as soon as that took the time it takes. */
const mostCalls = 12;
const patience = 90_000;
const breath = 250;

/** What a job told of its imports (`python/farcall/worker/learning.py`); one that was forked may have nothing to tell. */
const learnedSchema = z.object({ fresh: z.boolean(), calm: z.boolean() });

/** Where the call's jobs begin once its libraries could be loaded ahead. */
export type Beginning =
  /** Forked from a process that has them loaded. */
  | 'forked'
  /** In a fresh interpreter each time: the call changes what libraries look at when they are loaded. */
  | 'fresh by rule'
  /** In a fresh interpreter still, after many calls. */
  | 'fresh';

export interface Called {
  readonly done: DoneLine;
  readonly lines: readonly RunLine[];
  readonly beginning: Beginning;
}

type Call = Pick<RunRequest, 'entry' | 'choices' | 'host'>;

/** One call again and again by one process over one connection, as an editor makes it. */
export class WarmCall {
  readonly #rooms: CliRooms;
  readonly #request: RunRequest;
  readonly #directory: string;

  private constructor(rooms: CliRooms, request: RunRequest, directory: string) {
    this.#rooms = rooms;
    this.#request = request;
    this.#directory = directory;
  }

  /** `directory`: Farcall's folder on the host. */
  static async open(call: Call, farcall: Pick<Farcall, 'home' | 'environment'>, directory: string): Promise<WarmCall> {
    const rooms = await openRooms({
      environment: {
        ...farcall.environment,
        XDG_CONFIG_HOME: path.join(farcall.home, '.config'),
        XDG_STATE_HOME: path.join(farcall.home, '.local/state'),
      },
      assets,
      prompts: noPrompts,
      logger: silentLogger,
      pace: () => undefined,
      ask: () => Promise.resolve(undefined),
    });
    const workspace = findWorkspace(call.entry.file);
    const scope = await scopeOf({ include: [], exclude: [] }, workspace);
    return new WarmCall(rooms, { ...scope, ...call, workspace }, directory);
  }

  /** Calls until a job was forked, or will not be. The last one's value is saved. */
  async run(valueFile: string): Promise<{ beginning: Beginning; printed: string; failure?: string }> {
    const began = performance.now();
    for (let calls = 1; ; calls += 1) {
      const { done, beginning, lines } = await this.once();
      const last = calls === mostCalls || performance.now() - began > patience;
      if (done.state !== 'succeeded' || beginning !== 'fresh' || last) {
        const printed = printedOf(lines);
        if (done.state !== 'succeeded') return { beginning, printed, failure: `it ${done.state}` };
        await this.#rooms.runs.save(done.job, { value: true }, valueFile);
        return { beginning, printed };
      }
      await new Promise((resolve) => setTimeout(resolve, breath));
    }
  }

  /** @param args of this call, where they are not the case's. */
  async once(args = this.#request.entry.args): Promise<Called> {
    const run = this.#rooms.runs.run({ ...this.#request, entry: { ...this.#request.entry, args } });
    const done = await run.done;
    return { done, lines: run.lines, beginning: await this.#beginningOf(done) };
  }

  close(): void {
    this.#rooms.close();
  }

  async #beginningOf({ job }: DoneLine): Promise<Beginning> {
    const told = await readFile(path.join(this.#directory, 'jobs', job, 'loaded.json'), 'utf8').catch(() => undefined);
    if (told === undefined) return 'forked';
    const { fresh, calm } = learnedSchema.parse(JSON.parse(told));
    if (!fresh) return 'forked';
    return calm ? 'fresh' : 'fresh by rule';
  }
}

function printedOf(lines: readonly RunLine[]): string {
  return lines.map((line) => (line.type === 'output' && line.stream === 'stdout' ? line.text : '')).join('');
}
