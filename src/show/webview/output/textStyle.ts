/** What sequences say of the text after them: SGR (`ESC [ … m`), and OSC 8 for links. Pure, so that plain Node can test it. */

/** One of the theme's sixteen colours by its number, or one of its own as `#rrggbb`. */
export type Color = number | string;

export interface TextStyle {
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly inverse: boolean;
  readonly strike: boolean;
  readonly foreground: Color | undefined;
  readonly background: Color | undefined;
  /** The address that the text leads to, as it was given. */
  readonly link: string | undefined;
}

export const plainStyle: TextStyle = {
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  inverse: false,
  strike: false,
  foreground: undefined,
  background: undefined,
  link: undefined,
};

/** What each code alone changes. */
const changes: Readonly<Record<number, Partial<TextStyle>>> = {
  1: { bold: true },
  2: { dim: true },
  3: { italic: true },
  4: { underline: true },
  7: { inverse: true },
  9: { strike: true },
  21: { underline: true },
  22: { bold: false, dim: false },
  23: { italic: false },
  24: { underline: false },
  27: { inverse: false },
  29: { strike: false },
  39: { foreground: undefined },
  49: { background: undefined },
};

/** The style after a sequence with these parameters. */
export function restyled(style: TextStyle, parameters: string): TextStyle {
  let next = style;
  const groups = parameters.split(';');
  for (let i = 0; i < groups.length; i += 1) {
    const group = groups[i] ?? '';
    const parts = group.split(':');
    const code = Number(parts[0] === '' ? 0 : parts[0]);
    if (code === 38 || code === 48 || code === 58) {
      // `38;5;N` and `38;2;R;G;B`, or in one group `38:5:N` and `38:2:SPACE:R:G:B`.
      const own = parts.length > 1 ? parts.slice(1) : groups.slice(i + 1, i + 5);
      const indexed = own[0] === '5';
      if (parts.length === 1) i += indexed ? 2 : 4;
      const color = indexed ? indexedColor(own[1]) : trueColor(own.slice(parts.length > 1 ? -3 : 1, 4 + parts.length));
      if (code === 38) next = { ...next, foreground: color };
      if (code === 48) next = { ...next, background: color };
    } else if (code === 0) {
      next = { ...plainStyle, link: next.link };
    } else if (code === 4 && parts[1] === '0') {
      next = { ...next, underline: false };
    } else if (code >= 30 && code <= 37) {
      next = { ...next, foreground: code - 30 };
    } else if (code >= 40 && code <= 47) {
      next = { ...next, background: code - 40 };
    } else if (code >= 90 && code <= 97) {
      next = { ...next, foreground: code - 82 };
    } else if (code >= 100 && code <= 107) {
      next = { ...next, background: code - 92 };
    } else {
      next = { ...next, ...changes[code] };
    }
  }
  return next;
}

/** Of the 256 colours, sixteen are the theme's own; a cube of six shades each and 24 greys follow. */
function indexedColor(text: string | undefined): Color | undefined {
  const index = byteOf(text);
  if (index === undefined || index < 16) return index;
  if (index >= 232) return hex([8 + (index - 232) * 10, 8 + (index - 232) * 10, 8 + (index - 232) * 10]);
  const shade = (n: number): number => (n === 0 ? 0 : 55 + n * 40);
  const place = index - 16;
  return hex([shade(Math.floor(place / 36)), shade(Math.floor(place / 6) % 6), shade(place % 6)]);
}

function trueColor(parts: readonly string[]): Color | undefined {
  const bytes = parts.slice(0, 3).map(byteOf);
  const [red, green, blue] = bytes;
  return red === undefined || green === undefined || blue === undefined ? undefined : hex([red, green, blue]);
}

function byteOf(text: string | undefined): number | undefined {
  const value = Number(text === '' ? 0 : text);
  return Number.isInteger(value) && value >= 0 && value <= 255 ? value : undefined;
}

function hex(bytes: readonly number[]): string {
  return `#${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** Most styles that are remembered; a picture in true colour has a new one for each character. */
const mostKept = 4096;

/** Gives equal styles as one object, so that a million coloured lines share a few. */
export class StyleBook {
  readonly #known = new Map<string, TextStyle>();

  /** Undefined for plain text. */
  kept(style: TextStyle): TextStyle | undefined {
    const key = Object.values(style).join();
    const known = this.#known.get(key);
    if (known) return known === plainStyle ? undefined : known;
    if (this.#known.size >= mostKept) this.#known.clear();
    const plain = key === Object.values(plainStyle).join();
    this.#known.set(key, plain ? plainStyle : style);
    return plain ? undefined : style;
  }
}
