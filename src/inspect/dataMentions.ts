import type { SourceReader } from './closure';

/** A word in a file of data that has the form of a file's name or of a relative path. */
interface MentionedName {
  readonly name: string;
  /** 1-based, where it stands first. */
  readonly line: number;
}

/** Files of text that may name others; what is a table or binary names none. */
const texts = /\.(?:txt|cfg|ini|toml|ya?ml|json|lark|xml|html?|jinja2?|j2|in)$/i;
/** Bytes; what is longer is data by itself. */
const longestText = 256 * 1024;
const longestName = 250;

/** The names of files that text files of data say, as in `@import constants.txt`; kept by their content. */
export class DataMentions {
  readonly #source: SourceReader;
  readonly #known = new WeakMap<Uint8Array, readonly MentionedName[]>();

  constructor(source: SourceReader) {
    this.#source = source;
  }

  /** @param size Of the file, in bytes. */
  in(absolute: string, size: number): readonly MentionedName[] {
    if (size > longestText || !texts.test(absolute)) return [];
    const bytes = this.#source.read(absolute);
    if (!bytes) return [];
    let names = this.#known.get(bytes);
    if (!names) this.#known.set(bytes, (names = namesIn(bytes)));
    return names;
  }
}

function namesIn(bytes: Uint8Array): MentionedName[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  const found = new Map<string, number>();
  for (const [index, line] of text.split('\n').entries()) {
    for (const word of line.split(/[^\w./-]+/)) {
      if (word.length > longestName || word.startsWith('/')) continue;
      const name = word.replace(/[./-]+$/, '');
      // A number with a fraction has no letter there.
      if (/[\w-]\.[A-Za-z]\w{0,11}$/.test(name) && !found.has(name)) found.set(name, index + 1);
    }
  }
  return [...found].map(([name, line]) => ({ name, line }));
}
