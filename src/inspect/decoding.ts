import { isAscii, isUtf8 } from 'node:buffer';

/** A source as text, and how it was written down. */
export interface DecodedSource {
  readonly text: string;
  /** `utf-8`, or the name in the coding cookie. */
  readonly encoding: string;
  /** False where the bytes are not of that encoding (or it is unknown): the text is then a best guess. */
  readonly sound: boolean;
}

const cookie = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/;
const blank = /^[ \t\f]*(?:#.*)?$/;

/** The coding that a cookie names, lower-case, or UTF-8. */
function encodingOf(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.subarray(0, 512)).toString('latin1');
  const lines = head.replace(/^\u00ef\u00bb\u00bf/, '').split(/\r\n|\r|\n/, 2);
  const name =
    cookie.exec(lines[0] ?? '')?.[1] ?? (blank.test(lines[0] ?? '') ? cookie.exec(lines[1] ?? '')?.[1] : undefined);
  return (name ?? 'utf-8').toLowerCase().replaceAll('_', '-');
}

function isUtf8Name(encoding: string): boolean {
  return encoding === 'utf-8' || encoding === 'utf8' || encoding.startsWith('utf-8-');
}

/** A source's text as UTF-8: nearly always its own bytes. */
export function asUtf8(bytes: Uint8Array): Uint8Array {
  return isUtf8Name(encodingOf(bytes)) && isUtf8(bytes) ? bytes : Buffer.from(decodeSource(bytes).text);
}

/** Decodes as CPython does: a byte order mark, else the cookie of PEP 263, else UTF-8. The mark stays in the text. */
export function decodeSource(bytes: Uint8Array): DecodedSource {
  const encoding = encodingOf(bytes);
  if (!isUtf8Name(encoding)) {
    const label = /^(?:iso-?8859-1|latin-?1|l1)(?:-|$)/.test(encoding) ? 'latin1' : encoding;
    // Node's decoder takes `latin1` for windows-1252; Python does not.
    if (label === 'latin1') return { text: Buffer.from(bytes).toString('latin1'), encoding, sound: true };
    try {
      return { text: new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes), encoding, sound: true };
    } catch {
      return { text: Buffer.from(bytes).toString('latin1'), encoding, sound: true };
    }
  }
  // Nearly every source, and in a third of the time.
  if (isAscii(bytes)) {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
    return { text, encoding: 'utf-8', sound: true };
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return { text, encoding: 'utf-8', sound: true };
  } catch {
    return { text: Buffer.from(bytes).toString('utf8'), encoding: 'utf-8', sound: false };
  }
}

/** The bytes of a text that takes the place of a decoded source. Always UTF-8: another encoding's cookie is changed. */
export function encodeSource(text: string, encoding: string): Uint8Array {
  if (encoding === 'utf-8') return Buffer.from(text, 'utf8');
  return Buffer.from(text.replace(/(coding[:=][ \t]*)[-\w.]+/, '$1utf-8'), 'utf8');
}
