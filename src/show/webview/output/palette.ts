import { readable, rgbOf, type Rgb } from './contrast';
import type { Color, TextStyle } from './textStyle';

/** What a stretch of text is painted with; undefined where it is as the rest. */
export interface Paint {
  readonly color: string | undefined;
  readonly background: string | undefined;
}

const themeColors = 'Black Red Green Yellow Blue Magenta Cyan White'.split(' ');
const text = 'var(--vscode-foreground)';
const ground = 'var(--vscode-panel-background)';

const foundGrounds = {
  match: 'var(--vscode-editor-findMatchHighlightBackground)',
  current: 'var(--vscode-editor-findMatchBackground)',
};

/** Most pairs that are remembered; a picture in true colour has a new one for each character. */
const mostKept = 4096;
const known = new Map<string, Paint>();

/** The theme has changed: what was made for the old one is forgotten. */
export function forgetPaint(): void {
  known.clear();
}

/** The colours of a style, the text's made readable on its ground. */
export function paintOf({ foreground, background, inverse }: TextStyle): Paint {
  if (foreground === undefined && background === undefined && !inverse) return plain;
  const key = `${foreground} ${background} ${inverse}`;
  const before = known.get(key);
  if (before) return before;
  if (known.size >= mostKept) known.clear();
  const [above, below] = inverse ? [background, foreground] : [foreground, background];
  const color = above === undefined ? (inverse ? ground : text) : css(above);
  const own = below === undefined ? (inverse ? text : undefined) : css(below);
  const found = { color: onGround(color, own ?? ground), background: own };
  known.set(key, found);
  return found;
}

/** The text's colour where something was looked for and found, which lies on a ground of its own. */
export function foundColor(kind: 'match' | 'current'): string {
  const before = known.get(kind);
  if (before?.color !== undefined) return before.color;
  const color = onGround(text, foundGrounds[kind]);
  known.set(kind, { color, background: undefined });
  return color;
}

const plain: Paint = { color: undefined, background: undefined };

function onGround(color: string, behind: string): string {
  const below = resolved(behind, resolved(ground));
  const above = resolved(color, below);
  if (below === undefined || above === undefined) return color;
  const found = readable(above, below);
  return found === above ? color : `rgb(${found.join()})`;
}

/** Undefined where the theme has no such colour. */
function resolved(color: string, below?: Rgb): Rgb | undefined {
  const name = /^var\((.*)\)$/.exec(color)?.[1];
  const value = name === undefined ? color : getComputedStyle(document.documentElement).getPropertyValue(name);
  return rgbOf(value, below);
}

function css(color: Color): string {
  if (typeof color === 'string') return color;
  return `var(--vscode-terminal-${color < 8 ? 'ansi' : 'ansiBright'}${themeColors[color % 8] ?? ''})`;
}
