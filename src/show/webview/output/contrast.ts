/** Colours that can be read on others, as terminals see to it. Pure, so that plain Node can test it. */

/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [number, number, number];

/** WCAG 2's least contrast for text, and what VS Code's own terminal holds to. */
const leastContrast = 4.5;
/** The share of the way to black or white that one step takes. */
const stepShare = 0.1;
const mostSteps = 40;

const black: Rgb = [0, 0, 0];
const white: Rgb = [255, 255, 255];

/** Of `#rgb`, `#rrggbb`, `rgb(…)` and their forms with an alpha, through which `ground` is seen. */
export function rgbOf(color: string, ground?: Rgb): Rgb | undefined {
  const text = color.trim();
  const hex = /^#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i.test(text) ? text.slice(1) : undefined;
  const digits = hex !== undefined && hex.length < 5 ? hex.replace(/./g, '$&$&') : hex;
  const parts = /^rgba?\(([^)]*)\)$/i
    .exec(text)?.[1]
    ?.trim()
    .split(/[\s,/]+/);
  const values = digits?.match(/../g)?.map((two) => Number.parseInt(two, 16)) ?? parts?.slice(0, 3).map(Number) ?? [];
  const [red = NaN, green = NaN, blue = NaN, byte = 255] = values;
  if (![red, green, blue].every((value) => value >= 0 && value <= 255)) return undefined;
  const alpha = parts?.[3] === undefined ? byte / 255 : shareOf(parts[3]);
  return ground === undefined || alpha >= 1 ? [red, green, blue] : mixed(ground, [red, green, blue], alpha);
}

/** The text's colour, or the nearest to it on the way to black or white that stands out from its ground. */
export function readable(text: Rgb, ground: Rgb): Rgb {
  if (contrast(text, ground) >= leastContrast) return text;
  const ends = luminance(text) < luminance(ground) ? [black, white] : [white, black];
  const tries = ends.map((end) => towards(text, end, ground));
  return tries.find((found) => contrast(found, ground) >= leastContrast) ?? best(tries, ground);
}

export function contrast(one: Rgb, other: Rgb): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function towards(text: Rgb, end: Rgb, ground: Rgb): Rgb {
  let color = text;
  for (let step = 0; step < mostSteps && contrast(color, ground) < leastContrast; step += 1) {
    color = mixed(color, end, stepShare);
  }
  return color;
}

/** So much of the way from one to the other, in whole numbers away from the one. */
function mixed([red, green, blue]: Rgb, end: Rgb, share: number): Rgb {
  const part = (from: number, to: number): number => {
    const moved = (to - from) * share;
    return from + (moved < 0 ? Math.floor(moved) : Math.ceil(moved));
  };
  return [part(red, end[0]), part(green, end[1]), part(blue, end[2])];
}

function best(colors: readonly Rgb[], ground: Rgb): Rgb {
  return colors.reduce((one, other) => (contrast(other, ground) > contrast(one, ground) ? other : one));
}

/** Relative luminance, as WCAG 2 has it. */
function luminance([red, green, blue]: Rgb): number {
  const linear = (byte: number): number => {
    const share = byte / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function shareOf(text: string): number {
  return text.endsWith('%') ? Number.parseFloat(text) / 100 : Number(text);
}
