import { readFile } from 'node:fs/promises';
import { PassThrough, type Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { t } from '@vscode/l10n';
import { FarcallError } from '../base/errors';
import { loginDeclined, loginRefused } from './authErrors';
import type { Peer } from './channel';
import { changedHostKey, revokedHostKey, unknownHostKey } from './hostKeyErrors';
import { fingerprint, knownName } from './knownHosts';
import type { SshSettings } from './sshSettings';
import { noAnswer, refused, unknownAddress } from './tcpConnect';

const mostLines = 200;

/**
 * Reads what `ssh -o LogLevel=DEBUG1` says of itself on its standard error, and passes on the rest, which is the
 * host's. OpenSSH says what happened in words alone.
 */
export class OpensshReport {
  /** The host's own standard error. */
  readonly stderr = new PassThrough();
  /** Resolves when the login succeeded. */
  readonly authenticated: Promise<void>;
  readonly #decoder = new StringDecoder('utf8');
  readonly #lines: string[] = [];
  readonly #tried: string[] = [];
  #offered: readonly string[] = [];
  #address: string | undefined;
  #hostKey: string | undefined;
  #in = false;
  #rest = '';
  #resolveAuthenticated: () => void = () => undefined;

  constructor(stderr: Readable) {
    this.authenticated = new Promise((resolve) => (this.#resolveAuthenticated = resolve));
    stderr.on('data', (chunk: Buffer) => {
      const lines = (this.#rest + this.#decoder.write(chunk)).split('\n');
      this.#rest = lines.pop() ?? '';
      for (const line of lines) this.#read(line.replace(/\r$/, ''));
    });
    stderr.on('end', () => {
      if (this.#rest !== '') this.#read(this.#rest);
      this.stderr.end();
    });
    stderr.on('error', () => this.stderr.end());
  }

  get isAuthenticated(): boolean {
    return this.#in;
  }

  get peer(): Peer | undefined {
    if (this.#address === undefined) return undefined;
    return { address: this.#address, ...(this.#hostKey === undefined ? {} : { hostKeyFingerprint: this.#hostKey }) };
  }

  #read(line: string): void {
    const own = /^debug\d: (.*)$/.exec(line)?.[1];
    if (own === undefined) {
      if (line.startsWith('Authenticated to ')) this.#onAuthenticated(line);
      // `Authenticated using` says that one of several factors was right.
      else if (!/^(?:Transferred: sent|Bytes per second: |Authenticated using )/.test(line)) this.#say(line);
      return;
    }
    const hostKey = /^Server host key: \S+ (SHA256:\S+)/.exec(own);
    if (hostKey !== null) this.#hostKey = hostKey[1];
    const methods = /^Authentications that can continue: (.*)$/.exec(own);
    if (methods?.[1] !== undefined) this.#offered = methods[1].split(',');
    const method = /^Next authentication method: (\S+)/.exec(own)?.[1];
    if (method !== undefined && method !== 'publickey') this.#tried.push(method);
    const key = /^Offering public key: (.*?)(?: (?:RSA|ECDSA|ED25519)(?:-SK|-CERT)*)? SHA256:/.exec(own)?.[1];
    if (key !== undefined) this.#tried.push(t('the key {0}', key));
  }

  #onAuthenticated(line: string): void {
    const address = /\(\[(.*)\]:(\d+)\)/.exec(line);
    if (address !== null) this.#address = `${address[1] ?? ''}:${address[2] ?? ''}`;
    this.#in = true;
    this.#resolveAuthenticated();
  }

  #say(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length > mostLines) this.#lines.shift();
    this.stderr.write(`${line}\n`);
  }

  /** Why the login did not succeed. */
  async failure(settings: SshSettings, declined: boolean): Promise<FarcallError> {
    const text = this.#lines.join('\n');
    const { name, hostname, port, user } = settings;
    const hostKey = await this.#hostKeyFailure(settings, text);
    if (hostKey !== undefined) return hostKey;
    if (/Permission denied|Too many authentication failures|No more authentication methods/.test(text)) {
      if (declined) return loginDeclined(name);
      const offered = /Permission denied \(([^)]*)\)/.exec(text)?.[1]?.split(',') ?? this.#offered;
      return loginRefused({ host: name, user, tried: this.#tried, offered }, new Error(text));
    }
    if (text.includes('Connection refused')) return refused(name, hostname, port, new Error(text));
    if (text.includes('Could not resolve hostname')) return unknownAddress(name, hostname, new Error(text));
    if (text.includes('timed out')) return noAnswer(settings);
    if (/[Bb]ad configuration option|keyword .* extra arguments|missing argument/.test(text)) {
      return new FarcallError(
        'bad-settings',
        t('OpenSSH cannot make sense of its config for {0}: {1}', name, tail(text)),
        {
          next: t('Correct the OpenSSH config file that it names.'),
        },
      );
    }
    return new FarcallError(
      'unreachable',
      t('{0} ({1}:{2}) cannot be reached: {3}', name, hostname, port, tail(text)),
      {
        next: t('See what `ssh {0} true` says in a terminal.', name),
      },
    );
  }

  async #hostKeyFailure(settings: SshSettings, text: string): Promise<FarcallError | undefined> {
    const shown = /(?:key sent by the remote host is|key fingerprint is)\s+(SHA256:[^\s]+?)\.?(?:\s|$)/.exec(text)?.[1];
    const finding = {
      host: settings.name,
      knownName: settings.hostKeyAlias ?? knownName(settings.hostname, settings.port),
      shown: shown ?? this.#hostKey ?? t('an unnamed key'),
    };
    const offending = /^Offending (?:\S+ )?key in (.+):(\d+)$/m.exec(text);
    const file = offending?.[1] ?? '';
    const line = Number(offending?.[2] ?? 0);
    if (/REVOKED HOST KEY|is marked as revoked/.test(text)) {
      return revokedHostKey(finding, { file, line, fingerprint: '' });
    }
    if (/HOST IDENTIFICATION HAS CHANGED|HOST KEY .*CHANGED/.test(text) && offending !== null) {
      return changedHostKey(finding, { file, line, fingerprint: await fingerprintAt(file, line) });
    }
    if (text.includes('Host key verification failed')) {
      const strict = text.includes('you have requested strict checking');
      return unknownHostKey(finding, strict ? 'strict' : 'declined');
    }
    return undefined;
  }
}

function tail(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.length === 0 ? t('ssh did not say why.') : lines.slice(-3).join(' ');
}

/** The fingerprint of the key on one line of a known_hosts file. */
async function fingerprintAt(file: string, line: number): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const words = (text.split('\n')[line - 1] ?? '').trim().split(/\s+/);
  const base64 = words[words[0]?.startsWith('@') === true ? 3 : 2];
  return base64 === undefined ? t('another key') : fingerprint(Buffer.from(base64, 'base64'));
}
