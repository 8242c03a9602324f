import { access, readFile } from 'node:fs/promises';
import type { ParsedKey } from 'ssh2';
import { loadSsh2 } from './ssh2Library';

/** One IdentityFile that exists, as far as it can be used without a passphrase. */
export type Identity =
  | { readonly kind: 'private'; readonly file: string; readonly publicBlob: Buffer; readonly key: ParsedKey }
  /** Its other half may be in the agent. */
  | { readonly kind: 'public'; readonly file: string; readonly publicBlob: Buffer }
  | { readonly kind: 'encrypted'; readonly file: string; readonly publicBlob: Buffer | undefined }
  /** A kind that ssh2 cannot read: a security key, PKCS#8 and others. */
  | { readonly kind: 'foreign'; readonly file: string };

/** The files that are there and readable, in order. */
export async function loadIdentities(files: readonly string[]): Promise<Identity[]> {
  const loaded = await Promise.all(files.map(loadIdentity));
  return loaded.filter((identity) => identity !== undefined);
}

/** The certificates that OpenSSH would present with these keys. */
export async function certificatesBeside(files: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    files.map((file) =>
      access(`${file}-cert.pub`).then(
        () => `${file}-cert.pub`,
        () => undefined,
      ),
    ),
  );
  return found.filter((file) => file !== undefined);
}

async function loadIdentity(file: string): Promise<Identity | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  const publicBlob = (await readPublic(`${file}.pub`)) ?? (text === undefined ? undefined : publicPart(text));
  if (text === undefined) return publicBlob === undefined ? undefined : { kind: 'public', file, publicBlob };
  if (isEncrypted(text)) return { kind: 'encrypted', file, publicBlob };
  const key = loadSsh2().utils.parseKey(text);
  if (key instanceof Error) return { kind: 'foreign', file };
  const own = key.getPublicSSH();
  return key.isPrivateKey()
    ? { kind: 'private', file, publicBlob: own, key }
    : { kind: 'public', file, publicBlob: own };
}

async function readPublic(file: string): Promise<Buffer | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const base64 = text.trim().split(/\s+/)[1];
  return base64 === undefined ? undefined : Buffer.from(base64, 'base64');
}

const magic = 'openssh-key-v1\0';

/** The fields of OpenSSH's own format ahead of the secret (PROTOCOL.key): cipher, kdf, its options, the public key. */
function openSshFields(text: string): { cipher: string; publicBlob: Buffer } | undefined {
  const match = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]+?)-----END/.exec(text);
  if (match?.[1] === undefined) return undefined;
  const bytes = Buffer.from(match[1], 'base64');
  if (bytes.subarray(0, magic.length).toString('latin1') !== magic) return undefined;
  let at = magic.length;
  const field = (): Buffer => {
    if (at + 4 > bytes.length) return Buffer.alloc(0);
    const length = bytes.readUInt32BE(at);
    const value = bytes.subarray(at + 4, at + 4 + length);
    at += 4 + length;
    return value;
  };
  const cipher = field().toString('latin1');
  field();
  field();
  at += 4;
  return { cipher, publicBlob: field() };
}

function publicPart(text: string): Buffer | undefined {
  return openSshFields(text)?.publicBlob;
}

function isEncrypted(text: string): boolean {
  const fields = openSshFields(text);
  if (fields !== undefined) return fields.cipher !== 'none';
  return /^Proc-Type: 4,ENCRYPTED/m.test(text) || text.includes('-----BEGIN ENCRYPTED PRIVATE KEY-----');
}
