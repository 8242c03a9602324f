import type { RunLine } from '../contract/lines';

/** Characters of a stream’s end that are looked at: an inner bar is drawn often before the outer one is drawn again. */
const lookedAt = 65_536;

/**
 * How far a run is, in percent below 100, by the progress bar that its output ends with (tqdm, rich, pip, Keras and their
 * like). Undefined where there is none, and where it is full: what comes next is not known.
 */
export function runProgress(lines: readonly RunLine[]): number | undefined {
  // Most draw their bars on standard error, while prints go on beside them.
  return barAtEnd(endOf(lines, 'stderr')) ?? barAtEnd(endOf(lines, 'stdout'));
}

function endOf(lines: readonly RunLine[], stream: 'stdout' | 'stderr'): string {
  let end = '';
  for (let at = lines.length - 1; at >= 0 && end.length < lookedAt; at -= 1) {
    const line = lines[at];
    if (line?.type === 'output' && line.stream === stream) end = line.text + end;
  }
  return end.slice(-lookedAt);
}

/** Of several bars below each other the first that is not full: that is the outermost, or the one after those that are done. */
function barAtEnd(text: string): number | undefined {
  const rows = rowsOf(text);
  const bars: number[] = [];
  for (const row of rows.reverse()) {
    const percent = barPercent(row);
    if (percent === undefined) break;
    bars.unshift(percent);
  }
  return bars.find((percent) => percent < 100);
}

// eslint-disable-next-line no-control-regex
const pieces = /\r|\n|\x1b\[(\d*)A|\x1b\[[0-9;?]*[ -/]*[@-~]|[^\r\n\x1b]+|\x1b/g;

/** The rows as a terminal would show them, without those that are blank at the end. */
function rowsOf(text: string): string[] {
  const rows: string[] = [];
  let row = 0;
  let atStart = true;
  for (const [piece, up] of text.matchAll(pieces)) {
    if (piece === '\r') atStart = true;
    else if (piece === '\n') {
      row += 1;
      atStart = true;
    } else if (up !== undefined) row = Math.max(0, row - Math.max(1, Number(up)));
    else if (!piece.startsWith('\x1b')) {
      rows[row] = atStart ? piece : `${rows[row] ?? ''}${piece}`;
      atStart = false;
    }
  }
  while (rows.length > 0 && (rows.at(-1) ?? '').trim() === '') rows.pop();
  // Rows that the cursor only passed are holes.
  return Array.from(rows, (one: string | undefined) => one ?? '');
}

/** What tells a progress bar from a line that only speaks of percents. */
const bars: readonly RegExp[] = [
  // Between bars or brackets, filled at least in part.
  /[|[(](?=[^|\])]{5})[ \-._·░]*[█▉▊▋▌▍▎▏▓■#=>⣿](?:[█▉▊▋▌▍▎▏▓■#=>⣿ \-._·░]|\d(?=[ |\]]))*[|\])]/,
  // Nothing done yet.
  /\b0(?:\.0+)?% ?[|[(][ \-._·░]{5,}[|\])]/,
  /[|[(][ \-._·░]{5,}[|\])] *0(?:\.0+)?%/,
  // Drawn as a line.
  /[━╸╺█▓■]{5}|#{8}/,
  // Only the times: a bar that had no room.
  /\[\d+:\d\d(?::\d\d)?<[\d:?]+, [^\]]*\]/,
];
const percentage = /(?<![\d.])(\d{1,3}(?:\.\d+)?) ?%/;
const fraction = /(?<![\d.])(\d+(?:\.\d+)?) ?(?:[kKMGT]?i?B)?\/(\d+(?:\.\d+)?)/;

function barPercent(row: string): number | undefined {
  if (!bars.some((bar) => bar.test(row))) return undefined;
  const percent = percentage.exec(row)?.[1];
  if (percent !== undefined) return Number(percent) <= 100 ? Number(percent) : undefined;
  const [, done, total] = fraction.exec(row) ?? [];
  return done === undefined || Number(total) === 0 ? undefined : Math.min(100, (100 * Number(done)) / Number(total));
}
