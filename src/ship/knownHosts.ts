import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import path from 'node:path';

/** One key of a known_hosts file (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). */
export interface KnownKey {
  readonly marker: 'revoked' | 'cert-authority' | undefined;
  readonly type: string;
  /** The public key as it goes over the wire. */
  readonly blob: Buffer;
  readonly file: string;
  readonly line: number;
}

export type Verdict =
  | { readonly kind: 'known'; readonly key: KnownKey }
  | { readonly kind: 'revoked'; readonly key: KnownKey }
  /** Another key of the same type is known. */
  | { readonly kind: 'changed'; readonly key: KnownKey }
  /** `others` are known keys of other types. */
  | { readonly kind: 'unknown'; readonly others: readonly KnownKey[] };

/** The name under which a host's key is kept. */
export function knownName(host: string, port: number): string {
  const name = host.toLowerCase();
  return port === 22 ? name : `[${name}]:${port}`;
}

/** `SHA256:…` as OpenSSH prints it. */
export function fingerprint(blob: Buffer): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

/** The type that the key itself names: its first field. */
export function keyTypeOf(blob: Buffer): string {
  if (blob.length < 4) return '';
  return blob.subarray(4, 4 + Math.min(blob.readUInt32BE(0), 64)).toString('latin1');
}

/** What the known_hosts files hold for one name. */
export class KnownHosts {
  readonly keys: readonly KnownKey[];
  /** Asked where these do not know a key. */
  readonly #otherwise: KnownHosts | undefined;

  private constructor(keys: readonly KnownKey[], otherwise?: KnownHosts) {
    this.keys = keys;
    this.#otherwise = otherwise;
  }

  /**
   * Files that are missing or unreadable hold nothing. `otherwise` is the name without the port: as for OpenSSH, a key
   * that is known under it is good on another port as well.
   */
  static async read(files: readonly string[], name: string, otherwise?: string): Promise<KnownHosts> {
    const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
    const under = (one: string): KnownKey[] =>
      texts.flatMap((text, index) => parseKnownHosts(text, files[index] ?? '', one));
    return new KnownHosts(under(name), otherwise === undefined ? undefined : new KnownHosts(under(otherwise)));
  }

  verify(blob: Buffer): Verdict {
    const verdict = this.#verify(blob);
    if (verdict.kind !== 'unknown') return verdict;
    const other = this.#otherwise?.verify(blob);
    return other?.kind === 'known' ? other : verdict;
  }

  #verify(blob: Buffer): Verdict {
    const type = keyTypeOf(blob);
    const same = this.keys.filter((key) => key.blob.equals(blob));
    const revoked = same.find((key) => key.marker === 'revoked');
    if (revoked !== undefined) return { kind: 'revoked', key: revoked };
    const known = same.find((key) => key.marker === undefined);
    if (known !== undefined) return { kind: 'known', key: known };
    const plain = this.keys.filter((key) => key.marker === undefined);
    const other = plain.find((key) => key.type === type);
    if (other !== undefined) return { kind: 'changed', key: other };
    return { kind: 'unknown', others: plain };
  }

  get hasAuthority(): boolean {
    return this.keys.some((key) => key.marker === 'cert-authority') || this.#otherwise?.hasAuthority === true;
  }

  /**
   * The algorithms in the order to ask for: first those of the keys that are known. A host known by its RSA key alone
   * would otherwise show another one, and look unknown.
   */
  order(algorithms: readonly string[]): string[] {
    const types = new Set(this.keys.filter((key) => key.marker === undefined).map((key) => key.type));
    const isKnown = (algorithm: string): boolean =>
      types.has(algorithm) || (algorithm.startsWith('rsa-sha2-') && types.has('ssh-rsa'));
    return [...algorithms.filter(isKnown), ...algorithms.filter((algorithm) => !isKnown(algorithm))];
  }
}

/** The keys that a file's text holds for `name`. Lines that are no entry are passed over, as OpenSSH does. */
export function parseKnownHosts(text: string, file: string, name: string): KnownKey[] {
  return text.split('\n').flatMap((content, index) => {
    const key = parseLine(content, name);
    return key === undefined ? [] : [{ ...key, file, line: index + 1 }];
  });
}

function parseLine(content: string, name: string): Omit<KnownKey, 'file' | 'line'> | undefined {
  const words = content.trim().split(/\s+/);
  if (words[0] === undefined || words[0] === '' || words[0].startsWith('#')) return undefined;
  const marker = words[0].startsWith('@') ? words.shift()?.slice(1) : undefined;
  if (marker !== undefined && marker !== 'revoked' && marker !== 'cert-authority') return undefined;
  const [hosts, type, base64] = words;
  if (type === undefined || base64 === undefined || !matchesHosts(hosts, name)) return undefined;
  const blob = Buffer.from(base64, 'base64');
  return keyTypeOf(blob) === type ? { marker, type, blob } : undefined;
}

function matchesHosts(hosts: string, name: string): boolean {
  if (hosts.startsWith('|1|')) {
    const [salt, hash] = hosts
      .slice(3)
      .split('|')
      .map((part) => Buffer.from(part, 'base64'));
    if (salt === undefined || hash === undefined) return false;
    const own = createHmac('sha1', salt).update(name).digest();
    return hash.length === own.length && timingSafeEqual(hash, own);
  }
  let matches = false;
  for (const pattern of hosts.toLowerCase().split(',')) {
    if (pattern.startsWith('!')) {
      // One that is excluded is excluded, whatever else matches.
      if (matchesPattern(pattern.slice(1), name)) return false;
    } else if (matchesPattern(pattern, name)) {
      matches = true;
    }
  }
  return matches;
}

function matchesPattern(pattern: string, name: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern === name;
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(name);
}

/** Appends a host's key as OpenSSH would, making the file and its folder for the user's eyes only. */
export async function appendKnownHost(file: string, name: string, blob: Buffer, hashed: boolean): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(file, 'a+', 0o600);
  try {
    const { size } = await handle.stat();
    const end = Buffer.alloc(1);
    if (size > 0) await handle.read(end, 0, 1, size - 1);
    const unfinished = size > 0 && end.toString() !== '\n';
    const hosts = hashed ? hashedName(name) : name;
    await handle.appendFile(`${unfinished ? '\n' : ''}${hosts} ${keyTypeOf(blob)} ${blob.toString('base64')}\n`);
  } finally {
    await handle.close();
  }
}

function hashedName(name: string): string {
  const salt = randomBytes(20);
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
}
