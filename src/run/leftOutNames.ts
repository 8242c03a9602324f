import type { ClosureLine, ErrorLine, RunLine } from '../contract/lines';

/** A statement that was left out and would bring the name that a run lacked. */
export interface LeftOutName {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  /** What names the statement in `Choices.statements`. */
  readonly key: string;
}

/** The statement to run with, where a run ended because a name was missing that a left-out statement binds. */
export function leftOutName(lines: Iterable<RunLine>): LeftOutName | undefined {
  let closure: ClosureLine | undefined;
  let found: LeftOutName | undefined;
  for (const line of lines) {
    if (line.type === 'closure') closure = line;
    else if (line.type === 'error' && closure) found ??= leftOutNameOf(closure, line);
  }
  return found;
}

/** The same for one error of a run. */
export function leftOutNameOf(closure: ClosureLine, error: ErrorLine): LeftOutName | undefined {
  const name = missingName(error);
  if (name === undefined) return undefined;
  // The last statement that binds a name is the one whose value the function would have seen.
  const statement = closure.dropped.findLast(({ key, binds }) => key !== undefined && binds?.includes(name));
  return statement && withKey(name, statement);
}

function withKey(name: string, { file, line, key }: ClosureLine['dropped'][number]): LeftOutName | undefined {
  return key === undefined ? undefined : { name, file, line, key };
}

/** For people, `keep` being how the choice is made: `--keep 12`. */
export function offerOf({ name, line }: LeftOutName, keep: string): string {
  return `\`${name}\` is bound in line ${line}, which was left out. Run with it: ${keep}`;
}

const sentences: readonly RegExp[] = [
  /\bname '([^']+)' is not defined/,
  // What a pickle names, and what is asked of the module itself.
  /\bCan't get (?:local )?(?:attribute|object) '([\p{L}\p{N}_]+)[^']*'/u,
  /^(?:partially initialized )?module '[^']*' has no attribute '([^']+)'/,
];

function missingName({ errorType, message }: ErrorLine): string | undefined {
  if (!/(?:^|\.)(?:NameError|AttributeError|PicklingError)$/.test(errorType)) return undefined;
  for (const sentence of sentences) {
    const name = sentence.exec(message)?.[1];
    if (name !== undefined) return name;
  }
  return undefined;
}
