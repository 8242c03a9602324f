import { t } from '@vscode/l10n';
import { describe } from '../base/errors';
import type { Logger } from '../base/logging';
import { changedHostKey, revokedHostKey, unknownHostKey } from './hostKeyErrors';
import { KnownHosts, appendKnownHost, fingerprint, keyTypeOf, knownName, type KnownKey } from './knownHosts';
import type { Prompts } from './prompts';
import type { SshSettings } from './sshSettings';

/** The decision about one host's key, as StrictHostKeyChecking wants it taken. */
export class HostKeyCheck {
  readonly name: string;
  readonly #settings: SshSettings;
  readonly #known: KnownHosts;
  readonly #prompts: Prompts;
  readonly #logger: Logger;

  static async prepare(settings: SshSettings, prompts: Prompts, logger: Logger): Promise<HostKeyCheck> {
    const { hostname, port, hostKeyAlias: alias } = settings;
    const name = alias?.toLowerCase() ?? knownName(hostname, port);
    const otherwise = alias === undefined && port !== 22 ? knownName(hostname, 22) : undefined;
    const known = await KnownHosts.read([...settings.userKnownHosts, ...settings.globalKnownHosts], name, otherwise);
    return new HostKeyCheck(settings, name, known, prompts, logger);
  }

  private constructor(settings: SshSettings, name: string, known: KnownHosts, prompts: Prompts, logger: Logger) {
    this.#settings = settings;
    this.name = name;
    this.#known = known;
    this.#prompts = prompts;
    this.#logger = logger;
  }

  get known(): KnownHosts {
    return this.#known;
  }

  /** Returns where the key may be trusted, having kept it where it was new; throws the refusal. */
  async accept(blob: Buffer): Promise<void> {
    const { name: host, strictHostKeyChecking, batchMode } = this.#settings;
    const shown = fingerprint(blob);
    const finding = { host, knownName: this.name, shown };
    const verdict = this.#known.verify(blob);
    switch (verdict.kind) {
      case 'known':
        return;
      case 'revoked':
        throw revokedHostKey(finding, placeOf(verdict.key));
      case 'changed':
        // OpenSSH goes on with StrictHostKeyChecking=no, but then sends no password; a refusal is the plainer answer.
        throw changedHostKey(finding, placeOf(verdict.key));
      case 'unknown':
        break;
    }
    if (strictHostKeyChecking === 'yes' || (strictHostKeyChecking === 'ask' && batchMode)) {
      throw unknownHostKey(finding, 'strict');
    }
    if (strictHostKeyChecking === 'ask' && !(await this.#ask(blob, shown, verdict.others))) {
      throw unknownHostKey(finding, 'declined');
    }
    await this.#keep(blob);
  }

  #ask(blob: Buffer, shown: string, others: readonly KnownKey[]): Promise<boolean> {
    const { name, hostname, port } = this.#settings;
    const [other] = others;
    return this.#prompts.acceptHostKey({
      host: name,
      address: `${hostname}:${port}`,
      keyType: keyTypeOf(blob),
      fingerprint: shown,
      ...(other === undefined
        ? {}
        : {
            warning: t(
              'A key of another type is known for this host ({0}, {1}:{2}).',
              other.type,
              other.file,
              other.line,
            ),
          }),
    });
  }

  async #keep(blob: Buffer): Promise<void> {
    const [file] = this.#settings.userKnownHosts;
    if (file === undefined || file === '/dev/null') return;
    try {
      await appendKnownHost(file, this.name, blob, this.#settings.hashKnownHosts);
    } catch (error) {
      // As OpenSSH: the key was accepted; it will have to be again.
      this.#logger.log('warn', `${this.#settings.name}: its key could not be added to ${file}: ${describe(error)}`);
    }
  }
}

function placeOf(key: KnownKey): { file: string; line: number; fingerprint: string } {
  return { file: key.file, line: key.line, fingerprint: fingerprint(key.blob) };
}
