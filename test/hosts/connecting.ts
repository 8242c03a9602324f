import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Logger } from '../../src/base/logging';
import type { HostOptions } from '../../src/contract/hosts';
import type { Runtime } from '../../src/ship/assets';
import { HostConnections, type Connection } from '../../src/ship/connections';
import type { Patience } from '../../src/ship/frameLink';
import type { HostKeyQuestion, InteractiveQuestion, Prompts, SecretQuestion } from '../../src/ship/prompts';
import { SshTransport } from '../../src/ship/sshTransport';

interface Script {
  readonly hostKey?: boolean;
  readonly secret?: (question: SecretQuestion) => string | undefined;
  readonly answers?: (question: InteractiveQuestion) => readonly string[] | undefined;
}

/** Answers as the test says, and remembers what was asked. */
export class ScriptedPrompts implements Prompts {
  readonly hostKeys: HostKeyQuestion[] = [];
  readonly secrets: SecretQuestion[] = [];
  readonly interactive: InteractiveQuestion[] = [];
  readonly #script: Script;

  constructor(script: Script = {}) {
    this.#script = script;
  }

  acceptHostKey(question: HostKeyQuestion): Promise<boolean> {
    this.hostKeys.push(question);
    return Promise.resolve(this.#script.hostKey ?? false);
  }

  secret(question: SecretQuestion): Promise<string | undefined> {
    this.secrets.push(question);
    return Promise.resolve(this.#script.secret?.(question));
  }

  answers(question: InteractiveQuestion): Promise<readonly string[] | undefined> {
    this.interactive.push(question);
    return Promise.resolve(this.#script.answers?.(question));
  }

  get asked(): number {
    return this.hostKeys.length + this.secrets.length + this.interactive.length;
  }
}

export interface ClientOptions {
  readonly runtime: Runtime;
  readonly configFile: string;
  readonly force?: 'ssh2' | 'openssh' | undefined;
  readonly prompts?: Prompts;
  readonly environment?: NodeJS.ProcessEnv;
  readonly answerWithin?: number;
  readonly patience?: Patience;
}

/** Farcall's client side, as the extension puts it together, with a Farcall folder of its own on every host. */
export class TestClient {
  readonly connections: HostConnections;
  readonly folder: string;
  /** Every line that was logged. */
  readonly log: string[] = [];

  constructor(options: ClientOptions) {
    this.folder = mkdtempSync(path.join(tmpdir(), 'farcall-client-'));
    const environment = { ...process.env, ...options.environment };
    const logger: Logger = { log: (level, message) => void this.log.push(`${level} ${message}`) };
    const transport = new SshTransport({
      ssh: { configFile: options.configFile, environment },
      prompts: options.prompts ?? new ScriptedPrompts(),
      logger,
      force: options.force,
    });
    this.connections = new HostConnections({
      runtime: options.runtime,
      logger,
      environment,
      overSsh: (host) => transport.opener(host.name),
      ...(options.patience === undefined ? {} : { patience: options.patience }),
      ...(options.answerWithin === undefined ? {} : { answerWithin: options.answerWithin }),
    });
  }

  /** Farcall's folder on the host is this client's own unless the options name another. */
  connect(name: string, options: HostOptions = {}, signal = new AbortController().signal): Promise<Connection> {
    return this.connections.connect({ name, options: { directory: this.folder, ...options } }, signal);
  }

  dispose(): Promise<void> {
    this.connections.dispose();
    // The host's last processes may still be writing; unlike rmSync, rm looks again at what is left.
    return rm(this.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }
}
