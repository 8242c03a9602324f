import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Sshd } from '../test/hosts/sshd';

/** What people do by hand: `rsync` the project, then `ssh` the command, both over one master connection. */
export class RsyncAndSsh {
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'farcall-rsync-'));
  readonly #host: string;
  readonly #ssh: readonly string[];
  readonly #configFile: string;

  constructor(sshd: Sshd, host: string) {
    this.#host = host;
    this.#configFile = sshd.configFile;
    const control = path.join(this.#folder, 'm');
    this.#ssh = ['ssh', '-F', sshd.configFile, '-o', `ControlPath=${control}`];
    execFileSync('ssh', [...this.#ssh.slice(1), '-o', 'ControlMaster=yes', '-o', 'ControlPersist=yes', '-fN', host]);
  }

  /** `ssh HOST` over the master connection: words to be followed by a command. */
  get command(): readonly string[] {
    return [...this.#ssh, this.#host];
  }

  /** Milliseconds from the request to the first output of the program. */
  async run(workspace: string, command: string): Promise<number> {
    const began = performance.now();
    await finished('rsync', [
      '-a',
      '--delete',
      '-e',
      this.#ssh.join(' '),
      `${workspace}/`,
      `${this.#host}:${this.#folder}/copy/`,
    ]);
    let first: number | undefined;
    await finished('ssh', [...this.#ssh.slice(1), this.#host, `cd ${this.#folder}/copy && ${command}`], () => {
      first ??= performance.now() - began;
    });
    if (first === undefined) throw new Error('The program printed nothing.');
    return first;
  }

  /** Milliseconds to copy a file of the host by `scp`, over the master connection or over one of its own. */
  async scp(file: string, target: string, over: 'master' | 'own'): Promise<number> {
    const began = performance.now();
    const options = over === 'master' ? this.#ssh.slice(1) : ['-F', this.#configFile];
    await finished('scp', ['-q', ...options, `${this.#host}:${file}`, target]);
    return performance.now() - began;
  }

  dispose(): void {
    execFileSync('ssh', [...this.#ssh.slice(1), '-O', 'exit', this.#host], { stdio: 'ignore' });
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function finished(program: string, args: readonly string[], onOutput: () => void = () => undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.on('data', onOutput);
    child.on('error', reject);
    child.on('close', (status) =>
      status === 0 ? resolve() : reject(new Error(`${program} ended with status ${status ?? 'none'}.`)),
    );
  });
}
