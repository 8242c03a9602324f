import { FarcallError } from '../base/errors';
import { noChoices, type Choices } from '../contract/choices';
import type { Closure } from '../inspect/closure';

/** What `--keep`, `--leave`, `--send` and `--hold` say, as it was typed. */
export interface TypedChoices {
  /** Line numbers, `all` or `found`. */
  readonly keep: readonly string[];
  /** Line numbers. */
  readonly leave: readonly string[];
  readonly send: readonly string[];
  readonly hold: readonly string[];
}

/** Whether lines are named, which only an inspection can turn into statements. */
export function namesLines({ keep, leave }: TypedChoices): boolean {
  return [...keep, ...leave].some((word) => word !== 'found');
}

/**
 * The choices of one run. `statements` are those of the entry's file; they matter only where lines are named.
 * @throws FarcallError `usage` for a line that is in no statement.
 */
export function choicesOf(typed: TypedChoices, statements: Closure['statements'] = []): Choices {
  const decided: Record<string, 'keep' | 'leave'> = {};
  const all = typed.keep.includes('all');
  if (all) for (const { key } of statements) decided[key] = 'keep';
  for (const [words, choice] of [
    [typed.keep, 'keep'],
    [typed.leave, 'leave'],
  ] as const) {
    for (const word of words) {
      if (word === 'all' || word === 'found') continue;
      const line = Number(word);
      const statement = statements.find((one) => one.line <= line && line <= one.lastLine);
      if (!statement) {
        throw new FarcallError('usage', `Line ${word} is in no statement at the top level of the entry's file.`, {
          next: '`farcall inspect --lines` lists them.',
        });
      }
      decided[statement.key] = choice;
    }
  }
  const undecidable = all ? 'whole' : typed.keep.includes('found') ? 'slice' : undefined;
  return {
    ...noChoices,
    statements: decided,
    paths: {
      ...Object.fromEntries(typed.hold.map((path) => [bundlePathOf(path), 'hold' as const])),
      ...Object.fromEntries(typed.send.map((path) => [bundlePathOf(path), 'send' as const])),
    },
    ...(undecidable === undefined ? {} : { undecidable }),
  };
}

function bundlePathOf(typed: string): string {
  return typed.replace(/^(?:\.\/)+/, '').replace(/\/+$/, '');
}
