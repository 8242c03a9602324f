import { t } from '@vscode/l10n';
import { bytesOf, scanPieces } from './logicalLines';

/** Something of IPython's in a cell, and what becomes of it in a job. `line` is 0-based in the cell. */
export interface Magic {
  readonly line: number;
  /** One sentence. */
  readonly message: string;
}

/** A cell's source as Python: as many lines as before, each where it was. */
export interface PlainCell {
  readonly text: string;
  readonly magics: readonly Magic[];
}

/** Magics of a whole cell whose body is the notebook's own Python; any other body is not, or makes nothing there. */
const bodyStays = new Set([
  'time',
  'capture',
  'prun',
  'memit',
  'mprun',
  'pyinstrument',
  'snakeviz',
  'scalene',
  'wandb',
]);

/** Takes what is IPython's and not Python's out of a cell. */
export function withoutMagics(source: string): PlainCell {
  const lines = dedented(source.split(/\r\n|\r|\n/));
  const magics: Magic[] = [];
  const first = lines.findIndex((line) => line.trim() !== '');
  const head = /^%%(\w*)[ \t]*(.*)$/.exec(lines[first] ?? '');
  if (head) {
    const [, name = '', rest = ''] = head;
    const stays = bodyStays.has(name);
    magics.push({ line: first, message: cellMessage(name, rest.trim(), stays) });
    if (!stays) return { text: lines.map(() => '').join('\n'), magics };
    lines[first] = '';
  }
  // What stands behind a magic is read afresh: a quote or a bracket in a shell command opens nothing.
  for (let from = 0; from < lines.length;) {
    const found = firstMagic(lines, from);
    if (!found) break;
    let last = found.line;
    while (/\\[ \t]*$/.test(lines[last] ?? '') && last + 1 < lines.length) last += 1;
    const indent = /^[ \t]*/.exec(lines[found.line] ?? '')?.[0] ?? '';
    lines[found.line] = found.python ?? (indent === '' ? '' : `${indent}pass`);
    lines.fill('', found.line + 1, last + 1);
    magics.push({ line: found.line, message: found.message });
    from = last + 1;
  }
  return { text: lines.join('\n'), magics };
}

/** A cell may be indented as a whole: IPython takes the first line's indentation from all lines that have it. */
function dedented(lines: string[]): string[] {
  const indent = /^[ \t]*/.exec(lines.find((line) => line.trim() !== '') ?? '')?.[0] ?? '';
  return indent === '' ? lines : lines.map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line));
}

interface FoundMagic {
  readonly line: number;
  readonly message: string;
  /** What stands in its place, where that is something. */
  readonly python?: string | undefined;
}

function firstMagic(lines: readonly string[], from: number): FoundMagic | undefined {
  const text = lines.slice(from).join('\n');
  let found: FoundMagic | undefined;
  scanPieces(bytesOf(text), ({ start, end, line, first, equals }) => {
    if (found || !first) return;
    const whole = text.slice(start, end);
    const rest = text.slice(start).split('\n', 1)[0]?.trimEnd() ?? '';
    const at = from + line;
    const value = equals < 0 ? '' : text.slice(equals + 1, end).trimStart();
    if (/^[%!?,;/]/.test(rest)) found = { line: at, ...lineMagic(rest) };
    else if (/^[!%]/.test(value)) found = { line: at, message: assignmentMessage(whole, value) };
    else if (/^[^\n]*\?$/.test(whole)) found = { line: at, message: t('`{0}` asks for help and is left out.', whole) };
  });
  return found;
}

function lineMagic(text: string): Omit<FoundMagic, 'line'> {
  const shown = `\`${clipped(text)}\``;
  const shell = /^(?:!|%(?:sx|system)\b)/.test(text);
  if (
    /^(?:!|%)[ \t]*(?:\S*python\S*[ \t]+-m[ \t]+)?(?:uv[ \t]+)?(?:pip|pip3|conda|mamba|uv)\b.*\b(?:install|add)\b/.test(
      text,
    )
  ) {
    return { message: t("{0} is left out: what it installs must be there for the host's Python.", shown) };
  }
  if (shell) return { message: t('{0} is left out: shell commands of a notebook are not run on the host.', shown) };
  const [, name = '', rest = ''] = /^%(\w*)[ \t]*(.*)$/.exec(text) ?? [];
  switch (name) {
    case 'time':
      return { message: t('{0} runs without being timed.', shown), python: rest };
    case 'matplotlib':
      return { message: t('{0} is left out: a host shows no figures; save them to files.', shown) };
    case 'pylab':
      return {
        message: t('{0} stands for its imports.', shown),
        python: 'import numpy as np; from matplotlib import pyplot as plt; from pylab import *; from numpy import *',
      };
    case 'cd':
      return { message: t("{0} is left out: a job starts in the notebook's own folder and stays there.", shown) };
    case 'run':
      return { message: t('{0} is left out: what it defines is not there. Import that file as a module.', shown) };
    case 'env':
    case 'set_env':
      return environmentMagic(shown, rest);
    case 'load':
    case 'loadpy':
      return { message: t('{0} is left out: what it loads is not there.', shown) };
    default:
      return text.startsWith('%')
        ? { message: t('{0} is left out: it is a command to the notebook.', shown) }
        : { message: t('{0} is left out: only a notebook understands it.', shown) };
  }
}

function environmentMagic(shown: string, rest: string): Omit<FoundMagic, 'line'> {
  const [, name, value] = /^(\w+)(?:[ \t]*=[ \t]*|[ \t]+)([^{$]+)$/.exec(rest) ?? [];
  if (name === undefined || value === undefined) {
    return { message: t("{0} is left out: set the variable in the host's `env`.", shown) };
  }
  const python = `import os; os.environ[${JSON.stringify(name)}] = ${JSON.stringify(value.trim())}`;
  return { message: t('{0} sets the variable for the job.', shown), python };
}

function assignmentMessage(whole: string, value: string): string {
  const [name = ''] = whole.split('=', 1);
  return value.startsWith('!')
    ? t(
        '`{0}` is left out: shell commands of a notebook are not run on the host, and `{1}` has no value.',
        clipped(whole),
        name.trim(),
      )
    : t('`{0}` is left out: only a notebook knows it, and `{1}` has no value.', clipped(whole), name.trim());
}

function cellMessage(name: string, rest: string, stays: boolean): string {
  const shown = `\`%%${name}\``;
  if (stays) return t('{0} is left out, and the cell runs without it.', shown);
  if (name === 'writefile' || name === 'file') {
    return rest === ''
      ? t('The cell of {0} is left out: include the file it writes if the call needs it.', shown)
      : t('The cell of {0} is left out: include {1} if the call needs it.', shown, rest);
  }
  if (name === 'timeit') return t('The cell of {0} is left out: it measures and defines nothing.', shown);
  return t('The cell of {0} is left out: it is not Python of this notebook.', shown);
}

function clipped(text: string): string {
  const [line = ''] = text.split('\n', 1);
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}
