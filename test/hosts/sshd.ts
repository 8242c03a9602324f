import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface SshdOptions {
  /** More lines for sshd_config. */
  readonly config?: readonly string[];
  /** Types of host keys, in sshd's order. */
  readonly hostKeys?: readonly string[];
  /** PAM knows a service by the name of its program: a link to sshd, where it is to have rules of its own. */
  readonly program?: string;
  /** Where it listens, and the network namespace that has this address; loopback. */
  readonly network?: { readonly address: string; readonly namespace: string };
}

/** Why a real sshd cannot be had here, or false; in CI that is a failure, not a reason. */
export function sshdMissing(): string | false {
  const reason =
    process.getuid?.() !== 0
      ? 'an sshd of one’s own needs root'
      : existsSync('/usr/sbin/sshd')
        ? false
        : 'openssh-server is not installed';
  if (reason !== false && process.env['CI'] !== undefined) throw new Error(`The tests of hosts cannot run: ${reason}.`);
  return reason;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error()),
      );
    });
  });
}

/**
 * A real sshd as a process of its own, on a port, with host keys, users' keys and a config of its own, and a client
 * config beside it: nobody's ~/.ssh is touched.
 */
export class Sshd {
  readonly folder: string;
  readonly port: number;
  /** For `ssh -F`: has the hosts that tests added, first of them `box`. */
  readonly configFile: string;
  readonly knownHosts: string;
  /** The private key that lets every user in. */
  readonly key: string;
  /** What sshd logged. */
  log = '';
  readonly #options: SshdOptions;
  #process: ChildProcess | undefined;

  static async start(options: SshdOptions = {}): Promise<Sshd> {
    const sshd = new Sshd(await freePort(), options);
    await sshd.#listen();
    return sshd;
  }

  private constructor(port: number, options: SshdOptions) {
    this.port = port;
    this.#options = options;
    this.folder = mkdtempSync(path.join(tmpdir(), 'farcall-sshd-'));
    // sshd reads authorized keys as the user who logs in.
    chmodSync(this.folder, 0o755);
    this.configFile = path.join(this.folder, 'client_config');
    this.knownHosts = path.join(this.folder, 'client', 'known_hosts');
    this.key = path.join(this.folder, 'id_test');
    keygen(this.key, 'ed25519');
    writeFileSync(path.join(this.folder, 'authorized_keys'), readFileSync(`${this.key}.pub`));
    this.newHostKeys();
    this.addHost('box');
  }

  /** The address that it listens on. */
  get address(): string {
    return this.#options.network?.address ?? '127.0.0.1';
  }

  /** The account under which tests log in unless they say otherwise. */
  readonly user = 'root';

  /** Adds a `Host` to the client config; later lines lose against earlier ones, as OpenSSH has it. */
  addHost(name: string, settings: Readonly<Record<string, string | number>> = {}): void {
    const all = {
      HostName: this.address,
      Port: this.port,
      User: this.user,
      IdentityFile: this.key,
      IdentitiesOnly: 'yes',
      IdentityAgent: 'none',
      UserKnownHostsFile: this.knownHosts,
      GlobalKnownHostsFile: '/dev/null',
      ...settings,
    };
    const lines = Object.entries(all).map(([key, value]) => `  ${key} ${value}`);
    const before = existsSync(this.configFile) ? readFileSync(this.configFile, 'utf8') : '';
    writeFileSync(this.configFile, `Host ${name}\n${lines.join('\n')}\n${before}`);
  }

  /** Lets in whoever has this public key. */
  authorize(publicKeyFile: string): void {
    const file = path.join(this.folder, 'authorized_keys');
    writeFileSync(file, `${readFileSync(file, 'utf8')}\n${readFileSync(publicKeyFile, 'utf8')}`);
  }

  /** Makes a key pair; with `authorized`, one that is let in. */
  newKey(name: string, { passphrase = '', type = 'ed25519', authorized = true } = {}): string {
    const file = path.join(this.folder, name);
    keygen(file, type, passphrase);
    if (authorized) this.authorize(`${file}.pub`);
    return file;
  }

  newHostKeys(): void {
    for (const type of this.#options.hostKeys ?? ['ed25519']) {
      const file = this.#hostKey(type);
      rmSync(file, { force: true });
      rmSync(`${file}.pub`, { force: true });
      keygen(file, type);
    }
  }

  /** `type base64` of a host key. */
  publicHostKey(type = 'ed25519'): string {
    return readFileSync(`${this.#hostKey(type)}.pub`, 'utf8')
      .split(' ')
      .slice(0, 2)
      .join(' ')
      .trim();
  }

  /** `SHA256:…` of a host key, by ssh-keygen. */
  hostFingerprint(type = 'ed25519'): string {
    const text = execFileSync('ssh-keygen', ['-l', '-f', `${this.#hostKey(type)}.pub`]).toString();
    return text.split(' ')[1] ?? '';
  }

  /** Writes known_hosts, so that nothing is asked; with lines, those instead. */
  trust(lines: readonly string[] = [`[${this.address}]:${this.port} ${this.publicHostKey()}`]): void {
    mkdirSync(path.dirname(this.knownHosts), { recursive: true, mode: 0o700 });
    writeFileSync(this.knownHosts, lines.map((line) => `${line}\n`).join(''));
  }

  knownHostsText(): string {
    return existsSync(this.knownHosts) ? readFileSync(this.knownHosts, 'utf8') : '';
  }

  /** Ends the processes that serve open connections, as a network that breaks would, and leaves sshd listening. */
  cutConnections(): number {
    const listener = this.#process?.pid;
    if (listener === undefined) return 0;
    const children = childrenOf(listener);
    return children.filter((pid) => {
      try {
        return process.kill(pid, 'SIGKILL');
      } catch {
        // It had ended by itself meanwhile.
        return false;
      }
    }).length;
  }

  /** Starts again, with what changed meanwhile. */
  async restart(): Promise<void> {
    await this.#end();
    await this.#listen();
  }

  async stop(): Promise<void> {
    this.cutConnections();
    await this.#end();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #hostKey(type: string): string {
    return path.join(this.folder, `host_${type}`);
  }

  async #listen(): Promise<void> {
    mkdirSync('/run/sshd', { recursive: true });
    const config = path.join(this.folder, 'sshd_config');
    writeFileSync(
      config,
      [
        `Port ${this.port}`,
        `ListenAddress ${this.address}`,
        ...(this.#options.hostKeys ?? ['ed25519']).map((type) => `HostKey ${this.#hostKey(type)}`),
        `PidFile ${path.join(this.folder, 'pid')}`,
        `AuthorizedKeysFile ${path.join(this.folder, 'authorized_keys')}`,
        'StrictModes no',
        'UseDNS no',
        'PermitRootLogin yes',
        'LogLevel VERBOSE',
        'AcceptEnv FARCALL_*',
        // Last, since a Match among them would take what follows.
        ...(this.#options.config ?? ['PasswordAuthentication no', 'KbdInteractiveAuthentication no', 'UsePAM no']),
        '',
      ].join('\n'),
    );
    const network = this.#options.network;
    const sshd = [this.#options.program ?? '/usr/sbin/sshd', '-D', '-e', '-f', config];
    const words = network ? ['ip', 'netns', 'exec', network.namespace, ...sshd] : sshd;
    const child = spawn(words[0] ?? '', words.slice(1), { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#process = child;
    // A test that fails halfway must neither hang on its sshd nor leave it behind.
    child.unref();
    process.once('exit', () => child.kill('SIGKILL'));
    child.stderr.on('data', (chunk: Buffer) => (this.log += chunk.toString()));
    const deadline = Date.now() + 10_000;
    while (!(await answers(this.address, this.port))) {
      if (child.exitCode !== null || Date.now() > deadline) throw new Error(`sshd did not start: ${this.log}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async #end(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child?.exitCode !== null) return;
    child.ref();
    await new Promise((resolve) => {
      child.once('exit', resolve);
      child.kill('SIGTERM');
    });
  }
}

function keygen(file: string, type: string, passphrase = ''): void {
  execFileSync('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-C', 'farcall-test', '-f', file]);
}

function childrenOf(pid: number): number[] {
  const text = spawnSync('ps', ['-o', 'pid=', '--ppid', String(pid)]).stdout.toString();
  return text
    .split('\n')
    .map(Number)
    .filter((child) => child > 0);
}

function answers(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, address);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** A Linux account that exists for one test file. */
export class TestUser {
  readonly name: string;
  readonly password = 'correct horse battery staple';

  constructor(label: string, shell = '/bin/bash') {
    this.name = `farcall-${label}`;
    spawnSync('userdel', ['-r', this.name]);
    execFileSync('useradd', ['-m', '-s', shell, this.name]);
    execFileSync('chpasswd', { input: `${this.name}:${this.password}\n` });
  }

  get home(): string {
    return `/home/${this.name}`;
  }

  write(file: string, text: string): void {
    const target = path.join(this.home, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
    execFileSync('chown', ['-R', `${this.name}:`, this.home]);
  }

  remove(): void {
    spawnSync('pkill', ['-KILL', '-u', this.name]);
    spawnSync('userdel', ['-r', this.name]);
  }
}
