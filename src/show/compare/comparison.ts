import { t } from '@vscode/l10n';
import { formatBytes, formatDuration } from '../../base/format';
import type { RunLine } from '../../contract/lines';
import type { ManifestFile } from '../../contract/manifest';
import type { JobRecord } from '../../contract/registry';
import type { SentFiles } from '../../run/sentFiles';
import { errorText, reasonWords } from '../failureText';
import { stateWords } from '../jobText';

/** Two runs as pairs of texts, which an editor that shows differences is made for. */

export interface ComparedRun {
  readonly record: JobRecord;
  /** All that it said. */
  readonly lines: readonly RunLine[];
  readonly sent: SentFiles | undefined;
}

export interface ComparedPair {
  /** As a path, whose ending tells the language. */
  readonly title: string;
  /** Undefined where this run has nothing of the kind. */
  readonly left: string | undefined;
  readonly right: string | undefined;
}

/** The call always; result, output and files of the code where they differ. */
export async function compareRuns(left: ComparedRun, right: ComparedRun): Promise<readonly ComparedPair[]> {
  const result: ComparedPair = { title: 'result.txt', left: resultText(left), right: resultText(right) };
  const output: ComparedPair = { title: 'output.txt', left: outputText(left), right: outputText(right) };
  const code = await comparedCode(left, right);
  const verdicts = [
    code.length === 0 ? t('same code') : t('other code'),
    differing([result]).length === 0 ? t('same result') : t('other result'),
    differing([output]).length === 0 ? t('same output') : t('other output'),
  ].join(', ');
  const call: ComparedPair = {
    title: 'call.txt',
    left: callText(left, verdicts),
    right: callText(right, verdicts),
  };
  return [call, ...code, ...differing([result, output])];
}

function differing(pairs: readonly ComparedPair[]): readonly ComparedPair[] {
  return pairs.filter(({ left, right }) => left !== right);
}

function callText({ record }: ComparedRun, verdicts: string): string {
  const { label, args, argv, host, python, state, created, timings, bundle, reason } = record;
  const call = argv.length > 0 ? `${label} ${argv.join(' ')}` : `${label}(${args})`;
  const ended = reason === null ? stateWords[state] : `${stateWords[state]} (${reasonWords(reason)})`;
  return [
    call,
    t('Compared: {0}', verdicts),
    t('Host: {0}', host),
    t('Python: {0}', python ?? t('not known')),
    t('State: {0}', ended),
    t('Started: {0}', new Date(created).toLocaleString()),
    t('Took: {0}', timings.run === undefined ? t('not known') : formatDuration(timings.run)),
    t('Bundle: {0}', bundle ?? t('none')),
    '',
  ].join('\n');
}

function resultText({ lines, record }: ComparedRun): string | undefined {
  const result = lines.find((line) => line.type === 'result') ?? record.result;
  const error = lines.find((line) => line.type === 'error') ?? record.error;
  if (result === null) return error === null ? undefined : (error.text ?? `${errorText(error)}\n`);
  const value =
    result.previews['text/plain'] ?? (result.json === undefined ? '' : JSON.stringify(result.json, undefined, 2));
  const artifacts = result.artifacts.map(({ path, size }) => `${path} (${formatBytes(size)})`);
  return [result.valueType, value, ...artifacts, ''].join('\n');
}

function outputText({ lines }: ComparedRun): string | undefined {
  const output = lines.filter((line) => line.type === 'output');
  const [first] = output;
  if (first === undefined) return undefined;
  // Of long output only the end is kept here.
  const before =
    output.every(({ stream, offset }) => stream !== first.stream || offset >= first.offset) && first.offset > 0;
  return `${before ? `${t('… what came before is on the host.')}\n` : ''}${output.map(({ text }) => text).join('')}`;
}

async function comparedCode(left: ComparedRun, right: ComparedRun): Promise<readonly ComparedPair[]> {
  if (left.record.bundle === right.record.bundle) return [];
  const [before, after] = [filesOf(left), filesOf(right)];
  if (before === undefined || after === undefined) {
    const text = (files: unknown): string =>
      `${files === undefined ? t('The host has the code of this run no more.') : t('The host still has the code of this run.')}\n`;
    return [{ title: 'code.txt', left: text(before), right: text(after) }];
  }
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  const changed = paths.filter((path) => before.get(path)?.sha256 !== after.get(path)?.sha256);
  return Promise.all(
    changed.map(async (path) => {
      const [one, other] = await Promise.all([textOf(left, before.get(path)), textOf(right, after.get(path))]);
      return { title: path, left: one, right: other };
    }),
  );
}

function filesOf({ sent }: ComparedRun): ReadonlyMap<string, ManifestFile> | undefined {
  return sent && new Map(sent.manifest.files.map((file) => [file.path, file]));
}

/** Larger files are data, whatever they are called. */
const largestText = 1024 * 1024;

async function textOf({ sent }: ComparedRun, file: ManifestFile | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  const described = `${formatBytes(file.size)}, sha256 ${file.sha256}\n`;
  if (file.size > largestText) return described;
  const content = await sent?.read(file);
  if (content === undefined) return t('The host has this file no more: {0}', described);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    return described;
  }
}
