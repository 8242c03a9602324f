import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { runLineSchema, type RunLine } from '../../src/contract/lines';

const program = path.resolve(import.meta.dirname, '../../dist/cli.js');

export interface Finished {
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** The built command line in a home of its own: nobody's hosts, jobs and keys are touched. */
export class Farcall {
  readonly program = program;
  readonly home: string;
  readonly workspace: string;
  readonly environment: NodeJS.ProcessEnv;

  private constructor(home: string, environment: NodeJS.ProcessEnv) {
    this.home = home;
    this.workspace = path.join(home, 'project');
    this.environment = environment;
  }

  static async create(environment: NodeJS.ProcessEnv = {}): Promise<Farcall> {
    const home = await mkdtemp(path.join(os.tmpdir(), 'farcall-home-'));
    await mkdir(path.join(home, 'project', '.git'), { recursive: true });
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('XDG_'));
    return new Farcall(home, { ...Object.fromEntries(inherited), ...environment, HOME: home });
  }

  async write(files: Readonly<Record<string, string | Buffer>>): Promise<void> {
    for (const [name, content] of Object.entries(files)) {
      const file = path.join(this.workspace, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, content);
    }
  }

  spawn(...args: readonly string[]): ChildProcess {
    return spawn(process.execPath, [program, ...args], {
      cwd: this.workspace,
      env: this.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  async call(...args: readonly string[]): Promise<Finished> {
    const child = this.spawn(...args);
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout?.on('data', (piece: Buffer) => out.push(piece));
    child.stderr?.on('data', (piece: Buffer) => err.push(piece));
    const status = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve(code));
    });
    return { status, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString() };
  }

  /** `farcall … --json`, its lines parsed by the contract. */
  async lines(...args: readonly string[]): Promise<Told> {
    const finished = await this.call(...insertJson(args));
    const lines = finished.stdout
      .toString()
      .split('\n')
      .filter((text) => text !== '')
      .map((text) => runLineSchema.parse(JSON.parse(text)));
    return new Told(finished, lines);
  }

  dispose(): Promise<void> {
    // A job's last process may still be writing its end.
    return rm(this.home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

function insertJson(args: readonly string[]): readonly string[] {
  const dashes = args.indexOf('--');
  return dashes < 0 ? [...args, '--json'] : [...args.slice(0, dashes), '--json', ...args.slice(dashes)];
}

/** What a run told, by kind of line. */
export class Told {
  readonly status: number | null;
  readonly stderr: string;
  readonly lines: readonly RunLine[];

  constructor(finished: Finished, lines: readonly RunLine[]) {
    this.status = finished.status;
    this.stderr = finished.stderr;
    this.lines = lines;
  }

  all<T extends RunLine['type']>(type: T): Extract<RunLine, { type: T }>[] {
    return this.lines.filter((line): line is Extract<RunLine, { type: T }> => line.type === type);
  }

  one<T extends RunLine['type']>(type: T): Extract<RunLine, { type: T }> {
    const [line, ...more] = this.all(type);
    if (!line || more.length > 0) {
      throw new Error(
        `${more.length + (line ? 1 : 0)} lines of type ${type}, not one:\n${JSON.stringify(this.lines, undefined, 1)}\n${this.stderr}`,
      );
    }
    return line;
  }

  output(stream: 'stdout' | 'stderr'): string {
    return this.all('output')
      .filter((line) => line.stream === stream)
      .map((line) => line.text)
      .join('');
  }
}
