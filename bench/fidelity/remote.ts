import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { noChoices } from '../../src/contract/choices';
import { runLineSchema, type ClosureLine, type ErrorLine } from '../../src/contract/lines';
import { Farcall, Told, type Finished } from '../../test/cli/farcall';
import type { Sshd } from '../../test/hosts/sshd';
import { pythonWith, type PythonEnvironment } from '../../test/hosts/strangers';
import type { Case } from './cases/case';
import type { EntryAsSent, Reference } from './reference';
import { WarmCall } from './warm';

/** What became of a call through Farcall. */
export interface RemoteRun {
  readonly closure?: ClosureLine;
  readonly bundle?: { readonly files: number; readonly bytes: number; readonly sentBytes: number };
  /** Milliseconds. */
  readonly inspect?: number;
  /** Why there is no value. */
  readonly failure?: { readonly reason: string; readonly missingModule: boolean };
  readonly printed: string;
  /** Large data that a person is asked about once: the answer is to send it. */
  readonly asked: readonly string[];
}

const extract = promisify(execFile);
const patience = 240_000;

/**
 * The command line as a person has it, over a real sshd, from an untouched checkout, with a host of its own for each
 * call: its folder is empty, its Python has the distributions that the closure named and what they need.
 */
export class RemoteCall {
  readonly #farcall: Farcall;
  readonly #case: Case;
  readonly #checkout: string;
  readonly #target: string;
  /** Farcall's folder on the host. */
  readonly #directory: string;
  readonly #local: PythonEnvironment;
  /** The remote value, once there is one. */
  readonly valueFile: string;
  #asked: readonly string[] = [];

  private constructor(farcall: Farcall, each: Case, checkout: string, local: PythonEnvironment) {
    this.#farcall = farcall;
    this.#case = each;
    this.#checkout = checkout;
    this.#directory = path.join(farcall.home, 'host');
    this.#target = `${path.join(checkout, each.file)}:${each.qualname}`;
    this.#local = local;
    this.valueFile = path.join(farcall.home, 'value.pkl');
  }

  static async prepare(each: Case, reference: Reference, sshd: Sshd): Promise<RemoteCall> {
    const { checkout, environment: local } = reference;
    const farcall = await Farcall.create({ FARCALL_SSH_CONFIG: sshd.configFile, VIRTUAL_ENV: local.folder });
    return new RemoteCall(farcall, each, checkout, local);
  }

  async run(): Promise<RemoteRun> {
    const [closure] = (await this.#told('inspect', ...this.#call())).all('closure');
    this.#asked = (closure?.data ?? []).flatMap(({ path: file, state }) => (state === 'asked' ? [file] : []));
    await this.#equipHost(closure);
    const told = await this.#told('run', ...this.#call(), '--host', 'box');
    const [bundle] = told.all('bundle');
    const [done] = told.all('done');
    const common = {
      ...(closure ? { closure } : {}),
      ...(bundle ? { bundle } : {}),
      ...(done?.timings.inspect === undefined ? {} : { inspect: done.timings.inspect }),
      printed: told.output('stdout'),
      asked: this.#asked,
    };
    if (told.status !== 0 || !done) return { ...common, failure: failureOf(told) };
    const saved = await this.#finish('result', done.job, '--save', this.valueFile);
    if (saved.status === 0) return common;
    return { ...common, failure: { reason: lastLine(saved.stderr), missingModule: false } };
  }

  /** The entry's file as it travels; a notebook's code does so as a module of its name. */
  async entryAsSent(): Promise<EntryAsSent> {
    const archive = path.join(this.#farcall.home, 'bundle.tar.gz');
    const packed = await this.#finish('pack', ...this.#call(), '-o', archive);
    if (packed.status !== 0) throw new Error(lastLine(packed.stderr));
    const folder = path.join(this.#farcall.home, 'bundle');
    await mkdir(folder);
    await extract('tar', ['-xzf', archive, '-C', folder]);
    const file = this.#case.file.replace(/\.ipynb$/, '.py');
    return { file, content: await readFile(path.join(folder, file), 'latin1') };
  }

  /** The same call as an editor would make it time and again, over one connection. */
  warm(): Promise<WarmCall> {
    const { file, qualname, args } = this.#case;
    const choices = { ...noChoices, paths: Object.fromEntries(this.#asked.map((path) => [path, 'send' as const])) };
    const entry = { file: path.join(this.#checkout, file), qualname, args };
    return WarmCall.open({ entry, choices, host: 'box' }, this.#farcall, this.#directory);
  }

  dispose(): Promise<void> {
    return this.#farcall.dispose();
  }

  #call(): readonly string[] {
    const args = this.#case.args === '' ? [] : ['--args', this.#case.args];
    return [this.#target, ...args, ...this.#asked.flatMap((file) => ['--send', file])];
  }

  /** A name without version that the local environment does not have is nothing that the call needs. */
  async #equipHost(closure: ClosureLine | undefined): Promise<void> {
    const installed = new Set(this.#local.frozen.split('\n').map((line) => normalized(line.split('==')[0] ?? '')));
    const requirements = (closure?.thirdParty ?? []).flatMap(({ name, version }) => {
      // What is the project itself is to be in the bundle.
      if (this.#case.project.editable && normalized(name) === normalized(this.#case.project.name)) return [];
      if (version !== undefined) return [`${name}==${version}`];
      return installed.has(normalized(name)) ? [name] : [];
    });
    const { python } = await pythonWith(requirements, { constraints: this.#local.frozen });
    const config = path.join(this.#farcall.home, '.config', 'farcall');
    await mkdir(config, { recursive: true });
    const box = { python, directory: this.#directory };
    await writeFile(path.join(config, 'hosts.json'), JSON.stringify({ hosts: { box } }));
  }

  async #told(...args: readonly string[]): Promise<Told> {
    const finished = await this.#finish(...args, '--json');
    const texts = finished.stdout.toString().split('\n');
    const lines = texts.filter((text) => text !== '').map((text) => runLineSchema.parse(JSON.parse(text)));
    return new Told(finished, lines);
  }

  /** To its end, or until it is plain that there will be none. */
  async #finish(...args: readonly string[]): Promise<Finished> {
    const child = this.#farcall.spawn(...args);
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout?.on('data', (piece: Buffer) => out.push(piece));
    child.stderr?.on('data', (piece: Buffer) => err.push(piece));
    const timer = setTimeout(() => child.kill('SIGKILL'), patience);
    const [status, signal] = await new Promise<[number | null, string | null]>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (...end) => resolve(end));
    });
    clearTimeout(timer);
    const ended = signal === 'SIGKILL' ? `No end after ${patience / 1000} s.` : Buffer.concat(err).toString();
    return { status, stdout: Buffer.concat(out), stderr: ended };
  }
}

function failureOf(told: Told): { reason: string; missingModule: boolean } {
  const [error] = told.all('error');
  const reason = error ? describeError(error) : lastLine(told.stderr);
  return { reason, missingModule: error?.code === 'missing-module' };
}

function describeError(error: ErrorLine): string {
  const place = error.traceback.at(-1);
  const where = place ? ` (${place.file}:${place.line})` : '';
  return `${error.errorType}: ${error.message}${where}`;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

/** As the index compares names of distributions (PEP 503). */
function normalized(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}
