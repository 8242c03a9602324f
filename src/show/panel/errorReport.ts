import type { Cause, ErrorLine, Frame, RunLine } from '../../contract/lines';
import type { JobRecord } from '../../contract/registry';
import { callText } from '../jobText';

/** A failed run, as it is told to others. */
export interface FailedRun {
  readonly record: JobRecord;
  readonly lines: readonly RunLine[];
}

/** The exception as Python prints it; undefined where the run ended by none. */
export function errorAsText(run: FailedRun): string | undefined {
  const error = errorOf(run);
  if (error === null) return undefined;
  return `${(error.text ?? tracebackText(error)).trimEnd()}\n`;
}

/** The same for an issue, with where and how it ran. Variables are left out: they may be nobody else's business. */
export function errorAsMarkdown(run: FailedRun): string | undefined {
  const error = errorOf(run);
  const text = errorAsText(run);
  if (error === null || text === undefined) return undefined;
  const fence = fenceFor(text);
  const facts = factsOf(run).map(([name, value]) => `- ${name}: ${value}`);
  return `### ${titleOf(error)}\n\n${fence}pytb\n${text}${fence}\n\n${facts.join('\n')}\n`;
}

function errorOf({ record, lines }: FailedRun): ErrorLine | null {
  return lines.findLast((line): line is ErrorLine => line.type === 'error') ?? record.error;
}

function titleOf({ errorType, message }: Pick<ErrorLine, 'errorType' | 'message'>): string {
  const [first = ''] = message.split('\n');
  return first === '' ? errorType : `${errorType}: ${first}`;
}

/** A fence that no run of backticks in the text ends. */
function fenceFor(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  return '`'.repeat(longest + 1);
}

function factsOf({ record, lines }: FailedRun): readonly (readonly [string, string])[] {
  const about = lines.findLast((line) => line.type === 'about');
  const { label, host, python, bundle } = record;
  const call = callText(record);
  const distributions = Object.entries(about?.distributions ?? {}).map(([name, version]) => `${name} ${version}`);
  return [
    ['Call', `\`${label}${call === '' ? '' : ` (${call})`}\``],
    ['Host', [host, ...(about ? [about.system, `${about.cpus} CPUs`] : [])].join(', ')],
    ...(python === null ? [] : [['Python', python] as const]),
    ...(distributions.length === 0 ? [] : [['Distributions', distributions.join(', ')] as const]),
    ...(bundle === null ? [] : [['Bundle', `\`${bundle}\``] as const]),
  ];
}

const between: Record<Cause['relation'], string> = {
  cause: 'The above exception was the direct cause of the following exception:',
  context: 'During handling of the above exception, another exception occurred:',
  member: 'The above exception is one of the group that follows:',
};

/** What lies behind it first, as Python has it. */
function tracebackText({ causes = [], ...error }: ErrorLine): string {
  const parts = [one(error)];
  for (const cause of causes) parts.push(between[cause.relation], one(cause));
  return parts.reverse().join('\n\n');
}

function one({ errorType, message, traceback }: Pick<Cause, 'errorType' | 'message' | 'traceback'>): string {
  const title = message === '' ? errorType : `${errorType}: ${message}`;
  if (traceback.length === 0) return title;
  return ['Traceback (most recent call last):', ...traceback.flatMap(frameLines), title].join('\n');
}

function frameLines({ file, line, cell, function: name, text }: Frame): string[] {
  const where = cell === undefined ? `File "${file}", line ${line}` : `${file}, cell ${cell}, line ${line}`;
  return [`  ${where}${name === '' ? '' : `, in ${name}`}`, ...(text === undefined ? [] : [`    ${text.trim()}`])];
}
