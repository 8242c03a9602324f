import { parseArgs, type ParseArgsConfig } from 'node:util';
import { FarcallError } from '../base/errors';
import type { TypedChoices } from './lineChoices';

/** What was typed, understood. */
export type Command =
  | { readonly verb: 'help' }
  | { readonly verb: 'version' }
  | (TypedCall & {
      readonly verb: 'run';
      readonly host: string | undefined;
      readonly timeout: number | undefined;
      readonly gpus: number | undefined;
      readonly terminal: boolean;
      readonly detach: boolean;
    })
  | (TypedCall & {
      readonly verb: 'inspect';
      /** The host to compare with. */
      readonly host: string | undefined;
      /** The file whose way to the entry is wanted. */
      readonly why: string | undefined;
      readonly lines: boolean;
    })
  | (TypedCall & { readonly verb: 'pack'; readonly output: string })
  | { readonly verb: 'jobs'; readonly host: string | undefined; readonly json: boolean }
  | { readonly verb: 'logs'; readonly job: string; readonly follow: boolean; readonly json: boolean }
  | { readonly verb: 'result'; readonly job: string; readonly save: string | undefined; readonly json: boolean }
  | { readonly verb: 'cancel'; readonly job: string; readonly json: boolean }
  | {
      readonly verb: 'remove';
      readonly jobs: readonly string[];
      /** Nobody is to be asked. */
      readonly yes: boolean;
      /** What the hosts have of them stays. */
      readonly here: boolean;
      readonly json: boolean;
    }
  | { readonly verb: 'hosts'; readonly ask: 'list' | 'test' | 'clean'; readonly host: string; readonly json: boolean };

/** A call and what decides what it sends, as typed. */
interface TypedCall {
  readonly target: Target;
  readonly args: string;
  /** What follows `--`. */
  readonly argv: readonly string[];
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly choices: TypedChoices;
  readonly json: boolean;
}

/** `FILE`, `FILE:QUALNAME`, or `FILE:%3` for a cell and `FILE:%12-18` for lines, as typed. */
export interface Target {
  readonly file: string;
  readonly qualname: string | undefined;
}

export const usage = `farcall: run a Python function on any machine you reach by SSH

  farcall run FILE:QUALNAME [--args TEXT] [--host NAME]   one function, method or class with a main method
  farcall run FILE:%N                                     the N-th code cell of a notebook or a "# %%" file
  farcall run FILE:%A-B                                   the statements in the lines A to B of a Python file
  farcall run FILE [--host NAME] [-- ARGV…]               the whole file, as "python FILE ARGV…" would
      --args TEXT      what would stand between the parentheses: --args '"a.csv", epochs=3'
      --include GLOB   a file to send though nothing imports it (again for more); --exclude GLOB: do not.
                       They win over farcall.include and farcall.exclude of .vscode/settings.json, which hold here too
      --send PATH      send a file or folder that the code names, whatever its size; --hold PATH: do not
      --keep LINES     keep these lines of the top level, or all of it, or what was found where nobody can tell;
      --leave LINES    leave these out. LINES: 12 or 12,40. All four: for this run, whatever is remembered
      --timeout S      end the job after so many seconds
      --gpus N         give it so many free GPUs of its own (CUDA_VISIBLE_DEVICES); "auto" looks for a host that has them
      --terminal       give it a terminal, for programs that show colours or progress only on one
      --detach         leave it running; the last line is its id
  farcall inspect FILE:QUALNAME                           what it needs and why, without sending any file;
                                                          or FILE [-- ARGV…], whose words may name files, too
      --host NAME      and what that host has of it already
      --why PATH       how the entry comes to need a file; --lines: the lines that are kept, too
  farcall pack FILE:QUALNAME -o FILE.tar.gz               the same as a tarball
  farcall jobs [--host NAME]                              jobs, newest first
  farcall logs JOB [--follow]                             a job's output
  farcall result JOB [--save FILE]                        its result; saved as a pickle, or as FILE's ending says
  farcall cancel JOB                                      end it
  farcall remove JOB… [--yes]                             forget ended ones, with all that their hosts have of them;
                                                          --here: what the hosts have stays
  farcall hosts [test NAME | clean NAME]                  hosts; a checklist of one; free its caches

  --json with any of them: one JSON object a line on standard output.
  Exit status: 0 succeeded, 1 the function raised, 2 the request cannot be run, 3 host or connection,
  4 lost or timed out, 130 cancelled.
`;

const common = { json: { type: 'boolean', default: false } } as const;
const closure = {
  args: { type: 'string', default: '' },
  include: { type: 'string', multiple: true, default: [] as string[] },
  exclude: { type: 'string', multiple: true, default: [] as string[] },
  keep: { type: 'string', multiple: true, default: [] as string[] },
  leave: { type: 'string', multiple: true, default: [] as string[] },
  send: { type: 'string', multiple: true, default: [] as string[] },
  hold: { type: 'string', multiple: true, default: [] as string[] },
} as const;

/** @throws FarcallError `usage` naming what was not understood. */
export function parseCommandLine(words: readonly string[]): Command {
  const [verb, ...rest] = words;
  switch (verb) {
    case undefined:
    case 'help':
    case '--help':
    case '-h':
      return { verb: 'help' };
    case '--version':
      return { verb: 'version' };
    case 'run': {
      const { options, argv } = beforeDashes(rest);
      const { values, positionals } = read(options, {
        ...common,
        ...closure,
        host: { type: 'string' },
        timeout: { type: 'string' },
        gpus: { type: 'string' },
        terminal: { type: 'boolean', default: false },
        detach: { type: 'boolean', default: false },
      });
      const timeout = values.timeout === undefined ? undefined : seconds(values.timeout);
      const gpus = values.gpus === undefined ? undefined : gpuCount(values.gpus);
      const { host, terminal, detach } = values;
      const call = callOf(only(positionals, 'run FILE:QUALNAME'), values, argv);
      return { verb, ...call, host, timeout, gpus, terminal, detach };
    }
    case 'inspect': {
      const { options, argv } = beforeDashes(rest);
      const { values, positionals } = read(options, {
        ...common,
        ...closure,
        host: { type: 'string' },
        why: { type: 'string' },
        lines: { type: 'boolean', default: false },
      });
      const { host, why, lines } = values;
      return { verb, ...callOf(only(positionals, 'inspect FILE:QUALNAME'), values, argv), host, why, lines };
    }
    case 'pack': {
      const { options, argv } = beforeDashes(rest);
      const { values, positionals } = read(options, {
        ...common,
        ...closure,
        output: { type: 'string', short: 'o' },
      });
      const { output } = values;
      if (output === undefined) throw usageError('pack needs the tarball to write: -o FILE.tar.gz.');
      return { verb, ...callOf(only(positionals, 'pack FILE:QUALNAME'), values, argv), output };
    }
    case 'jobs': {
      const { values, positionals } = read(rest, { ...common, host: { type: 'string' } });
      none(positionals);
      return { verb, host: values.host, json: values.json };
    }
    case 'logs': {
      const { values, positionals } = read(rest, {
        ...common,
        follow: { type: 'boolean', short: 'f', default: false },
      });
      return { verb, job: only(positionals, 'logs JOB'), ...values };
    }
    case 'result': {
      const { values, positionals } = read(rest, { ...common, save: { type: 'string' } });
      return { verb, job: only(positionals, 'result JOB'), save: values.save, json: values.json };
    }
    case 'cancel': {
      const { values, positionals } = read(rest, common);
      return { verb, job: only(positionals, 'cancel JOB'), ...values };
    }
    case 'remove': {
      const { values, positionals } = read(rest, {
        ...common,
        yes: { type: 'boolean', short: 'y', default: false },
        here: { type: 'boolean', default: false },
      });
      if (positionals.length === 0) throw usageError('Something is missing: farcall remove JOB….');
      return { verb, jobs: positionals, ...values };
    }
    case 'hosts': {
      const { values, positionals } = read(rest, common);
      if (positionals.length === 0) return { verb, ask: 'list', host: '', ...values };
      const [ask, host, ...more] = positionals;
      if ((ask !== 'test' && ask !== 'clean') || host === undefined) {
        throw usageError('hosts takes nothing, or: test NAME, or: clean NAME.');
      }
      none(more);
      return { verb, ask, host, ...values };
    }
    default:
      throw usageError(`There is no command ${verb}.`);
  }
}

function read<T extends NonNullable<ParseArgsConfig['options']>>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (cause) {
    const message = cause instanceof Error ? (cause.message.split('. ')[0] ?? '') : String(cause);
    throw usageError(`${message}.`, cause);
  }
}

/** What follows `--` is the program's. */
function beforeDashes(words: readonly string[]): { options: readonly string[]; argv: readonly string[] } {
  const dashes = words.indexOf('--');
  return dashes < 0 ? { options: words, argv: [] } : { options: words.slice(0, dashes), argv: words.slice(dashes + 1) };
}

type CallValues = Readonly<Record<keyof TypedChoices | 'include' | 'exclude', readonly string[]>> &
  Pick<TypedCall, 'args' | 'json'>;

function callOf(typed: string, values: CallValues, argv: readonly string[]): TypedCall {
  const target = targetOf(typed);
  const { args, include, exclude, json } = values;
  if (target.qualname !== undefined && argv.length > 0) {
    throw usageError('What follows -- goes to a whole file; a function takes its arguments with --args.');
  }
  if (target.qualname?.startsWith('%') === true && args !== '') {
    throw usageError('--args goes to a function; cells and lines take none.');
  }
  if (target.qualname === undefined && args !== '') {
    throw usageError('--args goes to a function; a whole file takes its arguments after --.');
  }
  return { target, args, argv, include, exclude, json, choices: typedChoices(values) };
}

function typedChoices(values: Readonly<Record<keyof TypedChoices, readonly string[]>>): TypedChoices {
  const words = (texts: readonly string[]): string[] =>
    texts.flatMap((text) => text.split(',')).map((word) => word.trim());
  const keep = words(values.keep);
  const leave = words(values.leave);
  for (const word of keep) {
    if (!/^(?:[1-9]\d*|all|found)$/.test(word))
      throw usageError(`--keep takes line numbers, all or found, not ${word}.`);
  }
  for (const word of leave) {
    if (!/^[1-9]\d*$/.test(word)) throw usageError(`--leave takes line numbers, not ${word}.`);
  }
  return { keep, leave, send: values.send, hold: values.hold };
}

function targetOf(text: string): Target {
  const match = /^(.+):(%\d+(?:-\d+)?|[\p{L}_][\p{L}\p{N}_]*(?:\.(?:<locals>|[\p{L}_][\p{L}\p{N}_]*))*)$/u.exec(text);
  const [, file, qualname] = match ?? [];
  return file === undefined || qualname === undefined ? { file: text, qualname: undefined } : { file, qualname };
}

function only(positionals: readonly string[], form: string): string {
  const [first, ...more] = positionals;
  if (first === undefined || first === '') throw usageError(`Something is missing: farcall ${form}.`);
  none(more);
  return first;
}

function none(positionals: readonly string[]): void {
  const [first] = positionals;
  if (first !== undefined) throw usageError(`${first} is one word too many.`);
}

function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0) {
    throw usageError(`--timeout takes a number of seconds above 0, not ${JSON.stringify(text)}.`);
  }
  return value;
}

function gpuCount(text: string): number {
  if (!/^\d{1,3}$/.test(text)) throw usageError(`--gpus takes a number of GPUs, not ${JSON.stringify(text)}.`);
  return Number(text);
}

function usageError(message: string, cause?: unknown): FarcallError {
  return new FarcallError('usage', message, { next: 'See farcall --help.', cause });
}
