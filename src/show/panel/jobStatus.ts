import { t } from '@vscode/l10n';
import { isErrorCode, type FarcallError } from '../../base/errors';
import { isEndState } from '../../contract/jobStates';
import type { BundleLine, ClosureLine, ErrorLine, OutputLine, ResultLine, RunLine } from '../../contract/lines';
import type { JobRecord } from '../../contract/registry';
import { leftOutName } from '../../run/leftOutNames';
import { chosenText } from '../../run/chosenText';
import { gpusText } from '../../run/gpus';
import { waitingText } from '../../run/queueText';
import type { RunPhase } from '../../run/service';
import { isOutOfMemory, lessMemory, memoryText } from './memory';
import { errorActions, errorActionTitles } from '../errorActions';
import { joinWords } from '../runTarget';
import { hasSavableValue, none } from '../savable';
import { reasonWords } from '../failureText';
import { phaseText, safeText, stateWords } from '../jobText';
import type { JobStatus, Outcome, OutputChunk, Step } from './protocol';
import { resultOf } from './shownValues';

/** What the panel knows of a job: its record always, the rest where this window follows it. */
export interface JobSource {
  readonly record: JobRecord;
  readonly phase: RunPhase;
  readonly safe: boolean;
  readonly lines: readonly RunLine[];
  /** Why it could not be run or followed. */
  readonly failure: FarcallError | undefined;
  /** True where this window follows the job. */
  readonly followed: boolean;
}

/** The longest output that a snapshot carries, in UTF-16 units; the host keeps all of it. */
export const snapshotLimit = 1_000_000;

/** @param now By the clock of this machine, as the record's `created` is; its `ended` is by the host's. */
export function jobStatus(source: JobSource, now: number): JobStatus {
  const { record, phase, safe, lines, failure, followed } = source;
  const ended = isEndState(record.state);
  const refused = wasRefused(source);
  const live = followed && !ended && failure === undefined;
  const fetching = ended && followed && failure === undefined && phase !== 'done';
  return {
    job: record.job,
    label: record.label,
    args: record.argv.length > 0 ? joinWords(record.argv) : record.args,
    host: record.host,
    state: refused ? 'failed' : record.state,
    stateWord: refused ? t('Not run') : ended || live ? stateWords[record.state] : t('Not connected'),
    elapsed: ended ? record.timings.run : live ? Math.max(0, now - record.created) : undefined,
    ticking: live,
    phase: live
      ? ((record.state === 'queued' ? queueText(lines) : undefined) ??
        (phaseText(phase, record.host, sending(lines)) || undefined))
      : fetching
        ? t('Fetching its output from {0}…', record.host)
        : undefined,
    safe: live && safe ? safeText(record.host) : undefined,
    notes: notes(source, refused),
    leftOut: leftOutText(lines),
    actions: {
      cancel: !ended && !refused,
      rerun: ended || refused,
      save: ended && hasSavableValue(record.result),
      reconnect: !refused && !live && !fetching && (!ended || failedToFetch(source)),
    },
    outcome: ended || refused ? outcome(source) : undefined,
  };
}

/** True where nothing was started: the request or the way to the host was at fault. */
export function wasRefused({ record, safe, failure }: JobSource): boolean {
  if (record.state === 'failed')
    return record.error?.code !== undefined && record.error.errorType === record.error.code;
  // Where there is only nothing of it yet, another window or terminal is about to bring it there.
  return failure !== undefined && failure.code !== 'no-result' && !isEndState(record.state) && !safe;
}

/** True where a job has ended, and only its output is out of reach. */
function failedToFetch(source: JobSource): boolean {
  const { record, failure } = source;
  return isEndState(record.state) && failure !== undefined && failure.code !== 'cancelled' && !wasRefused(source);
}

/** Milliseconds within which lines count as printed at one time. */
const oneMoment = 100;

/** Output as the page takes it, neighbours of one stream and one moment joined. */
export function outputChunks(lines: readonly OutputLine[]): readonly OutputChunk[] {
  const chunks: { stream: OutputChunk['stream']; time: number | undefined; texts: string[] }[] = [];
  for (const { stream, text, time } of lines) {
    const last = chunks.at(-1);
    const joins = last?.stream === stream && (time ?? 0) - (last.time ?? 0) < oneMoment;
    if (joins) last.texts.push(text);
    else chunks.push({ stream, time, texts: [text] });
  }
  return chunks.map(({ stream, time, texts }) => ({
    stream,
    text: texts.join(''),
    ...(time !== undefined && { time }),
  }));
}

/** The output so far, neighbours joined, the oldest left out beyond the limit. */
export function outputSoFar(
  lines: readonly RunLine[],
  limit = snapshotLimit,
): { readonly output: readonly OutputChunk[]; readonly truncated: boolean } {
  let room = limit;
  let truncated = false;
  const newestFirst: OutputLine[] = [];
  for (let i = lines.length - 1; i >= 0; i -= 1) {
    const line = lines[i];
    if (line?.type !== 'output') continue;
    if (room <= 0) {
      truncated = true;
      break;
    }
    const text = line.text.length > room ? line.text.slice(-room) : line.text;
    truncated ||= text.length < line.text.length;
    room -= text.length;
    newestFirst.push({ ...line, text });
  }
  return { output: outputChunks(newestFirst.reverse()), truncated: truncated || startsLate(lines) };
}

/** True where the run itself had to let its oldest output go. */
function startsLate(lines: readonly RunLine[]): boolean {
  for (const stream of ['stdout', 'stderr']) {
    const first = lines.find((line) => line.type === 'output' && line.stream === stream);
    if (first?.type === 'output' && first.offset > 0) return true;
  }
  return false;
}

function sending(lines: readonly RunLine[]): { files: number; bytes: number } | undefined {
  const bundle = lines.findLast((line): line is BundleLine => line.type === 'bundle');
  if (bundle === undefined || bundle.sentFiles === 0) return undefined;
  return { files: bundle.sentFiles, bytes: bundle.sentBytes };
}

function queueText(lines: readonly RunLine[]): string | undefined {
  const line = lines.findLast((one) => one.type === 'queue');
  return line && waitingText(line.host, line.ahead);
}

function notes(source: JobSource, refused: boolean): string[] {
  const { record, safe, lines, failure, followed } = source;
  const found: string[] = [];
  if (record.gpus) found.push(gpusText(record.host, record.gpus));
  for (const line of lines) {
    if (line.type === 'chosen') found.push(chosenText(line));
    if (line.type !== 'closure') continue;
    for (const { name, file, line: at, optional } of line.unresolved) {
      if (optional)
        found.push(t('{0}, imported in {1}:{2}, was not found here; the run goes on without it.', name, file, at));
    }
  }
  if (refused) return found;
  const why = failure === undefined ? '' : ` ${failure.message}${failure.next === undefined ? '' : ` ${failure.next}`}`;
  if (failedToFetch(source)) found.push(t('Its output is on {0} and could not be fetched.', record.host) + why);
  else if (!isEndState(record.state) && (failure !== undefined || !followed)) {
    found.push(
      safe
        ? t('The job goes on at {0}; its output waits there.', record.host) + why
        : t('Another window or terminal brings it to {0}.', record.host),
    );
  }
  return found;
}

/** Which lines did not travel. */
function leftOutText(lines: readonly RunLine[]): string | undefined {
  const closure = lines.find((line) => line.type === 'closure');
  const [first] = closure?.dropped ?? [];
  if (!closure || !first) return undefined;
  const ranges = lineRanges(closure.dropped);
  const shown = ranges.slice(0, mostRangesNamed).map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`));
  const more = ranges.slice(mostRangesNamed).reduce((sum, [from, to]) => sum + to - from + 1, 0);
  const text = shown.join(', ');
  if (more > 0) return t('Left out of {0}: lines {1} and {2} more', first.file, text, more);
  const [[from, to] = [0, 0], another] = ranges;
  return another === undefined && from === to
    ? t('Left out of {0}: line {1}', first.file, text)
    : t('Left out of {0}: lines {1}', first.file, text);
}

const mostRangesNamed = 6;

/** First and last lines, those that follow each other as one. */
function lineRanges(statements: ClosureLine['dropped']): readonly (readonly [number, number])[] {
  const ranges: [number, number][] = [];
  let last: ClosureLine['dropped'][number] | undefined;
  for (const statement of statements) {
    const { file, cell, line, lastLine = line } = statement;
    const range = last?.file === file && last.cell === cell ? ranges.at(-1) : undefined;
    // Two statements may stand in one line.
    if (range && (line === range[1] || line === range[1] + 1)) range[1] = lastLine;
    else ranges.push([line, lastLine]);
    last = statement;
  }
  return ranges;
}

function outcome(source: JobSource): Outcome | undefined {
  const { record, lines, failure } = source;
  const error = lines.findLast((line): line is ErrorLine => line.type === 'error') ?? record.error;
  if (!isEndState(record.state)) {
    const { message = '', next, code } = failure ?? {};
    return { kind: 'refused', message, next, frames: [], steps: steps(code, source) };
  }
  if (error !== null && record.state !== 'succeeded' && record.state !== 'cancelled') {
    const { errorType, message, traceback, causes = [], text, code } = error;
    const memory = isOutOfMemory(error);
    const next = error.next ?? (memory ? lessMemory : undefined);
    // Farcall's own explanation needs no Python type in front of it; the worker's has none.
    if (code === errorType || errorType === 'FarcallError') {
      return { kind: 'refused', message, next, frames: traceback, steps: steps(code, source) };
    }
    const lacked = leftOutName(lines);
    const leftOut = lacked && { name: lacked.name, line: lacked.line };
    const fact = memory ? memoryText(lines) : undefined;
    const offered = steps(code, source);
    return { kind: 'raised', errorType, message, frames: traceback, causes, fact, text, next, leftOut, steps: offered };
  }
  // The record holds a short preview; the journal's line has all of them.
  const result = resultOf(lines) ?? record.result;
  if (record.state === 'succeeded' && result !== null) {
    const { valueType, previews, json, artifacts } = result;
    const wholeFile = record.qualname === '';
    // That a script ended well is said already.
    if (wholeFile && valueType === none && artifacts.length === 0) return undefined;
    return {
      kind: 'value',
      valueType: wholeFile && valueType === none ? undefined : valueType,
      previews: valueType === none ? {} : previews,
      ...(valueType !== none && json !== undefined && { json }),
      note: unpicklableText(result),
      artifacts,
    };
  }
  return { kind: 'ended', message: endText(record) };
}

/** Opening the place is left to the frame, which is a link, and to run again has its button above. */
function steps(code: string | undefined, { record: { host, job }, failure }: JobSource): readonly Step[] {
  if (code === undefined || !isErrorCode(code)) return [];
  return errorActions(code, { at: false, host, job, data: failure?.data })
    .filter((action) => action !== 'runAgain')
    .map((action) => ({ action, title: errorActionTitles[action] }));
}

function unpicklableText({ unpicklable }: ResultLine): string | undefined {
  if (unpicklable === undefined) return undefined;
  const { path, valueType, message } = unpicklable;
  return t(
    'The value cannot be saved: {0} is a {1}, which pickle refuses ({2}).',
    path,
    valueType,
    message.replace(/[.\s]+$/, ''),
  );
}

function endText(record: JobRecord): string {
  const { state, reason, host } = record;
  switch (state) {
    case 'succeeded':
      return t('The run ended well.');
    case 'failed':
      return reason === null ? t('The run failed.') : t('The run failed ({0}).', reasonWords(reason));
    case 'cancelled':
      return record.bundle === null || record.error?.code === 'cancelled'
        ? t('The run was cancelled before the host had it.')
        : t('The run was cancelled; its processes have ended.');
    case 'lost':
      return reason === null
        ? t('The job was lost on {0}.', host)
        : t('The job was lost on {0} ({1}).', host, reasonWords(reason));
    case 'shipping':
    case 'queued':
    case 'starting':
    case 'running':
      return '';
  }
}
