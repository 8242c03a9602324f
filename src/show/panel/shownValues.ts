import { t } from '@vscode/l10n';
import type { Previews, ResultLine, RunLine } from '../../contract/lines';
import type { Shown, ShownPlace } from './protocol';

/** How much of what a job showed goes with a snapshot: so many, and so many UTF-16 units; the latest at any rate. */
const mostShown = 1000;
const mostText = 16_000_000;

/** What the page is told of a line; undefined where it shows no value. */
export function shownOf(line: RunLine): Shown | undefined {
  switch (line.type) {
    case 'display':
      return { kind: 'display', index: line.index, title: line.title, previews: line.previews };
    case 'item': {
      const { index, json, previews } = line;
      const text = json === undefined ? '' : JSON.stringify(json);
      return {
        kind: 'item',
        index,
        title: t('Item {0}', index),
        previews: previews ?? { 'text/plain': text },
        ...(json !== undefined && { json }),
      };
    }
    default:
      return undefined;
  }
}

/** The latest of what was shown so far. */
export function shownSoFar(lines: readonly RunLine[]): readonly Shown[] {
  const newestFirst: Shown[] = [];
  let room = mostText;
  for (let i = lines.length - 1; i >= 0 && newestFirst.length < mostShown; i -= 1) {
    const line = lines[i];
    const shown = line && shownOf(line);
    if (shown === undefined) continue;
    room -= Object.values(shown.previews).reduce((sum, text) => sum + text.length, 0);
    if (room < 0 && newestFirst.length > 0) break;
    newestFirst.push(shown);
  }
  return newestFirst.reverse();
}

/** All previews of a value that was shown; undefined where it is not known here. */
export function previewsAt(lines: readonly RunLine[], place: ShownPlace): Previews | undefined {
  if (place.kind === 'result') return resultOf(lines)?.previews;
  const line = lines.findLast((one) => one.type === place.kind && one.index === place.index);
  return line && shownOf(line)?.previews;
}

/** With all of its previews: a record keeps a short one. */
export function resultOf(lines: readonly RunLine[]): ResultLine | undefined {
  return lines.findLast((line): line is ResultLine => line.type === 'result');
}
