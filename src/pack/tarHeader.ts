// The headers of POSIX.1-2001 (`pax`), as far as regular files need them. Owner and time are zero, so that the same
// files are the same archive everywhere.
const block = 512;
const longestName = 100;
const longestPrefix = 155;
/** In bytes: eleven octal digits. */
const largestSize = 8 ** 11 - 1;

const at = { mode: 100, size: 124, checksum: 148, type: 156, prefix: 345 } as const;
const regularFile = '0';
const extendedHeader = 'x';

/** What every header has. */
const template = Buffer.alloc(block);
for (const [offset, text] of [
  // Owner and group, then the time.
  [108, '000000 '],
  [116, '000000 '],
  [136, '00000000000 '],
  // While it is summed up, the checksum counts as blanks.
  [at.checksum, '        '],
  [257, 'ustar'],
  [263, '00'],
  // The numbers of a device.
  [329, '000000 '],
  [337, '000000 '],
] as const) {
  template.write(text, offset, 'latin1');
}

/** The end of an archive. */
export const tarEnd: Uint8Array = new Uint8Array(2 * block);

/** What fills the last block of a content. */
export function tarPadding(size: number): Uint8Array {
  return tarEnd.subarray(0, (block - (size % block)) % block);
}

/** What stands before a content: one block, or more where a name or a size does not fit into it. */
export function tarHeader(name: string, mode: number, size: number): Uint8Array {
  const parts = splitName(name);
  if (parts && size <= largestSize) return headerBlock(parts, mode, size, regularFile);
  const records = Buffer.from([record('path', name), size > largestSize ? record('size', String(size)) : ''].join(''));
  const stand: NameParts = { prefix: '', name: 'PaxHeader' };
  return Buffer.concat([
    headerBlock(stand, mode, records.length, extendedHeader),
    records,
    tarPadding(records.length),
    headerBlock(stand, mode, Math.min(size, largestSize), regularFile),
  ]);
}

interface NameParts {
  readonly prefix: string;
  readonly name: string;
}

/** A name as a header has it: no more than 100 bytes, before which a slash and 155 more may stand; ASCII alone. */
function splitName(name: string): NameParts | undefined {
  if (Buffer.byteLength(name) !== name.length) return undefined;
  if (name.length <= longestName) return { prefix: '', name };
  const slash = name.indexOf('/', name.length - longestName - 1);
  if (slash <= 0 || slash > longestPrefix) return undefined;
  return { prefix: name.slice(0, slash), name: name.slice(slash + 1) };
}

function headerBlock({ prefix, name }: NameParts, mode: number, size: number, type: string): Buffer {
  const header = Buffer.from(template);
  header.write(name, 0, 'latin1');
  header.write(`${octal(mode, 6)} `, at.mode, 'latin1');
  header.write(`${octal(size, 11)} `, at.size, 'latin1');
  header.write(type, at.type, 'latin1');
  header.write(prefix, at.prefix, 'latin1');
  let sum = 0;
  for (const byte of header) sum += byte;
  header.write(`${octal(sum, 6)} \0`, at.checksum, 'latin1');
  return header;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}

/** `LENGTH key=value` and a line break, where the length counts its own digits. */
function record(key: string, value: string): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + String(rest).length;
  if (String(length).length > String(rest).length) length = rest + String(length).length;
  return `${length} ${key}=${value}\n`;
}
