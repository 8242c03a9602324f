import { t } from '@vscode/l10n';
import { FarcallError } from '../base/errors';
import { formatBytes, formatCount, formatPlace } from '../base/format';
import type { ClosureLine } from '../contract/lines';
import { sizeOf, type Closure, type DataFile, type Statement } from '../inspect/closure';
import type { Bundle } from '../pack/bundle';
import { labelOf } from './closureLine';
import { codeFiles } from './codeFiles';
import { importChain } from './importChain';
import { questionText } from './questions';

export interface TextOptions {
  /** What a run would have to send to a host, where one was asked. */
  readonly lacking?: ClosureLine['lacking'] | undefined;
  /** Tell of the statements that are kept, too. */
  readonly lines?: boolean;
}

/** What a call needs, for a terminal or a message to a colleague. */
export function closureText(closure: Closure, bundle: Bundle, options: TextOptions = {}): string {
  const { lacking, lines = false } = options;
  const files = codeFiles(closure);
  const kept = closure.statements.filter((one) => one.kept);
  const left = closure.statements.filter((one) => !one.kept);
  const [asked, secret, data] = partition(closure.data);
  return [
    `${labelOf(closure.entry)}: ${formatCount(bundle.files.length, 'file')}, ${formatBytes(bundle.bytes)}, bundle ${bundle.id.slice(0, 12)}\n`,
    ...(lacking ? [lackingText(lacking)] : []),
    section(
      'Files',
      table(files.map(({ path, content, because }) => [path, right(formatBytes(sizeOf(content)), 8), because])),
    ),
    section('Data', table(data.map(dataRow))),
    section(
      'Needs on the host',
      closure.thirdParty.map(({ name, version }) => (version === undefined ? name : `${name} ${version}`)),
    ),
    section(
      'Not found',
      closure.unresolved.map(
        (one) => `${formatPlace(one)}: ${one.name}${one.optional ? ' (the code can do without it)' : ''}`,
      ),
    ),
    section('Left out (work at the top level that the call does not need)', table(left.map(statementRow))),
    ...(lines ? [section('Kept', table(kept.map(statementRow)))] : []),
    section('Secrets, never sent unless named one by one', table(secret.map(({ path, because }) => [path, because]))),
    section(
      'Notes',
      closure.notes.map(
        ({ at, message, include }) =>
          `${formatPlace(at)}: ${message}${include === undefined ? '' : ` To send it: --include '${include}'`}`,
      ),
    ),
    section('To decide', [
      ...closure.questions.map(questionText),
      ...(closure.questions.length === 0 ? asked.map(({ path, size }) => `${path} (${formatBytes(size)})`) : []),
    ]),
  ].join('');
}

/** Why one file is there: the way from it to the entry. Throws `usage` for a path that is not in the closure. */
export function whyText(closure: Closure, path: string): string {
  const chain = importChain(closure, path.replace(/^\.\//, ''));
  const [first] = chain;
  if (!first) {
    throw new FarcallError('usage', t('{0} is not among what {1} needs.', path, labelOf(closure.entry)), {
      next: t('Give a path as the list shows it, relative to the workspace.'),
    });
  }
  return chain.map(({ path: at, because }, depth) => `${'  '.repeat(depth)}${at}: ${because}\n`).join('');
}

function lackingText({ host, files, bytes }: NonNullable<ClosureLine['lacking']>): string {
  return files === 0
    ? `${host} has all of it.\n`
    : `${host} lacks ${formatCount(files, 'file')}, ${formatBytes(bytes)} before compression.\n`;
}

function partition(data: readonly DataFile[]): readonly [DataFile[], DataFile[], DataFile[]] {
  const of = (...states: readonly DataFile['state'][]): DataFile[] =>
    data.filter(({ state }) => states.includes(state));
  return [of('asked'), of('secret'), of('sent', 'held', 'on-host', 'asked')];
}

const stateTexts: Record<DataFile['state'], string> = {
  sent: 'sent',
  asked: 'to be decided',
  held: 'not sent',
  'on-host': 'on the host',
  secret: 'secret',
};

function dataRow({ path, folder, size, count, state, because }: DataFile): readonly string[] {
  const name = folder ? `${path}/ (${formatCount(count, 'file')})` : path;
  return [name, right(formatBytes(size), 8), stateTexts[state], because];
}

function statementRow(statement: Statement): readonly string[] {
  const { text, because } = statement;
  return [formatPlace(statement), text.length > 60 ? `${text.slice(0, 59)}…` : text, because];
}

function right(text: string, width: number): string {
  return text.padStart(width);
}

/** Rows as lines, each column as wide as its widest cell. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  }
  return rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${title}:\n${lines.map((line) => `  ${line}\n`).join('')}`;
}
