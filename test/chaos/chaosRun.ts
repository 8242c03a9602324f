import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FarcallError } from '../../src/base/errors';
import type { JobState } from '../../src/contract/jobStates';
import { passes } from '../../src/run/retrying';
import type { Run } from '../../src/run/service';
import { journalOf, nobodyLeft, unfinishedIn } from './aftermath';
import type { Arena, HostName } from './arena';
import { Client, tellStages, type ClientSettings } from './client';
import { Dice } from './dice';
import { Heard } from './heard';
import { KilledClient } from './killedClient';
import type { Blow, Plan } from './plan';
import { forkServersOf, processesOf, supervisorsOf } from './processTable';
import { Strikes } from './strikes';
import { expectedOutput, jobSource, type Output } from './writtenJob';

/** How long a run may take before it counts as hanging. */
const mostSeconds = 60;

/** Does what the plan says and holds the outcome to what was promised; returns the blows that fell. */
export async function chaosRun(arena: Arena, plan: Plan): Promise<readonly Blow[]> {
  const run = new ChaosRun(arena, plan);
  const limit = new AbortController();
  try {
    const late = sleep(mostSeconds * 1000, undefined, { signal: limit.signal, ref: false }).then(() =>
      assert.fail(`it hangs: ${run.standing()}`),
    );
    late.catch(() => undefined);
    return await Promise.race([run.go(), late]);
  } catch (error) {
    throw new Error(`${String(error)}\n${run.said()}`, { cause: error });
  } finally {
    limit.abort();
    run.dispose();
  }
}

class ChaosRun {
  readonly #arena: Arena;
  readonly #plan: Plan;
  readonly #folder: string;
  readonly #clients: Client[] = [];
  readonly #runs: Run[] = [];
  readonly #strikes: Strikes;
  #killed: KilledClient | undefined;
  #step = 'setting out';

  constructor(arena: Arena, plan: Plan) {
    this.#arena = arena;
    this.#plan = plan;
    this.#folder = mkdtempSync(path.join(tmpdir(), 'farcall-chaos-'));
    this.#strikes = new Strikes(plan.strikes, {
      arena,
      host: 'first',
      directory: this.#directory,
      killClient: async () => this.#killed?.kill(),
      setClock: (milliseconds) => this.#clients.forEach((client) => (client.clockError = milliseconds)),
    });
  }

  get #directory(): string {
    return path.join(this.#folder, 'host');
  }

  standing(): string {
    return `${this.#step}; ${this.#runs.map((run) => `${run.job} ${run.phase} ${run.state}`).join(', ')}`;
  }

  /** What the clients logged, for whoever reads of a failure. */
  said(): string {
    return [`fallen: ${this.#strikes.fallen.join(' ')}`, ...this.#clients.flatMap(({ log }) => log.slice(-30))].join(
      '\n',
    );
  }

  async go(): Promise<readonly Blow[]> {
    const plan = this.#plan;
    this.#write();
    if (plan.warm) await this.#warmUp(await this.#client('first'));
    const second = plan.second === null ? Promise.resolve(undefined) : this.#second(plan.second);
    const jobs = (await Promise.all([this.#first(second), second])).filter((job) => job !== undefined);
    this.#strikes.stop();
    this.#step = 'waiting for everybody to leave';
    this.#leave();
    await nobodyLeft(this.#directory, jobs);
    const times = this.#ran.length;
    // A job that was lost or cancelled may have been so before its first line.
    const surely = this.#runs.filter((run) => jobs.includes(run.job) && !['lost', 'cancelled'].includes(run.state));
    assert.ok(times <= jobs.length && times >= surely.length, `${times} starts of ${jobs.length} jobs`);
    if (existsSync(this.#directory)) assert.deepEqual(unfinishedIn(this.#directory), []);
    return this.#strikes.fallen;
  }

  dispose(): void {
    this.#strikes.stop();
    this.#leave();
    void this.#killed?.kill();
    try {
      rmSync(this.#folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    } catch {
      // What a failed run left going still writes there, and the failure is what counts.
    }
  }

  get #ran(): string {
    const file = path.join(this.#folder, 'ran');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  #leave(): void {
    for (const client of this.#clients) client.dispose();
    this.#arena.clear();
  }

  #write(): void {
    const plan = this.#plan;
    const workspace = path.join(this.#folder, 'project');
    mkdirSync(workspace);
    const dice = new Dice(plan.seed);
    writeFileSync(
      path.join(workspace, 'data.bin'),
      Uint8Array.from({ length: plan.data }, () => dice.whole(0, 255)),
    );
    writeFileSync(path.join(workspace, 'job.py'), jobSource({ ...plan, ran: path.join(this.#folder, 'ran') }));
  }

  #settings(host: HostName): ClientSettings {
    return {
      configFile: this.#arena.sshd.configFile,
      host,
      force: this.#plan.force,
      directory: this.#directory,
      state: path.join(this.#folder, 'state'),
      workspace: path.join(this.#folder, 'project'),
      slots: this.#plan.slots,
      terminal: this.#plan.terminal,
    };
  }

  async #client(host: HostName): Promise<Client> {
    const client = await Client.create(this.#settings(host));
    this.#clients.push(client);
    return client;
  }

  /** Resolves to the job, once its end was heard and found right; undefined where it never came to be. */
  async #first(second: Promise<unknown>): Promise<string | undefined> {
    if (this.#plan.strikes.some(({ blow }) => blow === 'client')) return this.#orphaned(second);
    const client = this.#clients[0] ?? (await this.#client('first'));
    this.#step = 'running';
    const run = client.run();
    const heard = this.#listen(run);
    tellStages(run, (stage) => this.#strikes.reached(stage));
    if (this.#plan.cancel !== null) this.#cancelOnceItSpeaks(run, this.#plan.cancel);
    return this.#outcome(run, heard);
  }

  async #second(after: number): Promise<string | undefined> {
    await sleep(after);
    const run = (await this.#client('second')).run();
    return this.#outcome(run, this.#listen(run));
  }

  /** A job whose client is killed, unless it was faster. */
  async #orphaned(second: Promise<unknown>): Promise<string | undefined> {
    this.#step = 'running in another process';
    const killed = new KilledClient(this.#settings('first'), (stage) => this.#strikes.reached(stage));
    this.#killed = killed;
    await killed.over;
    await killed.kill();
    const { job } = killed;
    this.#step = 'opened by another client';
    const client = await this.#client('first');
    if (job === undefined || (await client.registry.find(job)) === undefined) return undefined;
    if (!(await this.#arrived(job, second))) return undefined;
    for (;;) {
      const run = await client.runs.open(job);
      try {
        return await this.#outcome(run, this.#listen(run));
      } catch (error) {
        // It is opened again, as a person would.
        if (!(error instanceof FarcallError) || !passes(error)) throw error;
        this.#runs.splice(this.#runs.indexOf(run), 1);
      }
    }
  }

  /** The job, once its end was heard and found right; undefined where its host was never reached. */
  async #outcome(run: Run, heard: Heard): Promise<string | undefined> {
    try {
      await run.done;
    } catch (error) {
      // The first attempt to reach a host is one attempt: a person is told at once, and nothing began.
      const told = error instanceof FarcallError && passes(error) && run.state === 'failed';
      if (!told || existsSync(path.join(this.#directory, 'jobs', run.job))) throw error;
      return undefined;
    }
    this.#check(run, heard);
    return run.job;
  }

  /** Whether the job reached the host before its client was killed: what that had said may still be on its way. */
  async #arrived(job: string, second: Promise<unknown>): Promise<boolean> {
    const folder = path.join(this.#directory, 'jobs', job);
    if (existsSync(folder)) return true;
    // Once the other client has left too, whoever still speaks there speaks for the dead one.
    await second;
    this.#arena.proxies.second.cut();
    while (!existsSync(folder) && processesOf(this.#directory, [job]).length > 0) await sleep(20);
    return existsSync(folder);
  }

  #listen(run: Run): Heard {
    this.#runs.push(run);
    return new Heard(run);
  }

  async #warmUp(client: Client): Promise<void> {
    this.#step = 'warming up';
    const run = client.run();
    await run.done;
    writeFileSync(path.join(this.#folder, 'ran'), '');
    const until = performance.now() + 5000;
    while (forkServersOf(processesOf(this.#directory, []), supervisorsOf(this.#directory)).length === 0) {
      if (performance.now() > until) return;
      await sleep(20);
    }
  }

  #cancelOnceItSpeaks(run: Run, after: number): void {
    const cancel = async (): Promise<void> => {
      await sleep(after);
      for (;;) {
        try {
          await run.cancel();
          return;
        } catch (error) {
          // It is asked again, as a person would.
          if (!(error instanceof FarcallError)) throw error;
          await sleep(50);
        }
      }
    };
    const stop = run.onLine((line) => {
      if (line.type !== 'output') return;
      stop.dispose();
      void cancel();
    });
  }

  #check(run: Run, heard: Heard): void {
    heard.check();
    const plan = this.#plan;
    const expected = expectedOutput(plan.seed, plan.lines);
    const written = journalOf(this.#directory, run.job);
    assert.deepEqual(shape(heard), shape(written), 'the client heard what the journal holds');
    const usual: JobState = plan.ending === 'returns' ? 'succeeded' : 'failed';
    const cutShort: JobState[] = [
      ...(plan.cancel === null ? [] : (['cancelled'] as const)),
      ...(this.#strikes.fallen.includes('supervisor') ? (['lost'] as const) : []),
    ];
    if (run.state === usual) {
      assert.deepEqual(shape(written), shape(expected), 'the journal holds what the job wrote');
      if (plan.ending === 'returns') assert.equal(run.record.result?.json, plan.lines);
    } else {
      assert.ok(cutShort.includes(run.state), `${run.job} ${run.state}: ${JSON.stringify(run.record.error)}`);
      for (const stream of ['stdout', 'stderr'] as const) {
        assert.ok(expected[stream].startsWith(written[stream]), `${stream} is what the job wrote until then`);
      }
    }
  }
}

/** Enough to tell outputs apart, and short enough to be shown. */
function shape({ stdout, stderr }: Output): unknown {
  const end = (text: string): string => text.slice(-60);
  return { stdout: [stdout.length, hash(stdout), end(stdout)], stderr: [stderr.length, hash(stderr), end(stderr)] };
}

function hash(text: string): number {
  let sum = 0;
  for (let at = 0; at < text.length; at += 1) sum = (Math.imul(sum, 31) + text.charCodeAt(at)) | 0;
  return sum;
}
