import { t } from '@vscode/l10n';
import { hostMessages } from './hostMessages';

/** What stands before, between and behind the places of a message. */
const messages = hostMessages.map((template) => {
  const pieces = template.split(/\{\d+\}/);
  return { template, pieces, weight: pieces.join('').length };
});

/**
 * What a host says, in the language of the person: said again where it is a message of Farcall's own code there, else as
 * it came. Of several messages that it may be, it is the one with the most words.
 */
export function hostWords(text: string, depth = 3): string {
  if (depth === 0) return text;
  let found: { readonly template: string; readonly values: readonly string[]; readonly weight: number } | undefined;
  for (const { template, pieces, weight } of messages) {
    if (found !== undefined && found.weight >= weight) continue;
    const values = valuesIn(text, pieces);
    if (values) found = { template, values, weight };
  }
  return found ? t(found.template, ...found.values.map((value) => hostWords(value, depth - 1))) : text;
}

/** What stands in the places; undefined where it is another message. It takes one look, however long the text is. */
function valuesIn(text: string, pieces: readonly string[]): readonly string[] | undefined {
  const [first = '', ...rest] = pieces;
  if (!text.startsWith(first)) return undefined;
  const last = rest.pop();
  if (last === undefined) return text === first ? [] : undefined;
  const values: string[] = [];
  let at = first.length;
  for (const piece of rest) {
    const next = text.indexOf(piece, at);
    if (next < 0) return undefined;
    values.push(text.slice(at, next));
    at = next + piece.length;
  }
  const end = text.length - last.length;
  if (end < at || !text.endsWith(last)) return undefined;
  return [...values, text.slice(at, end)];
}
