import { FarcallError } from '../base/errors';
import { definitionsOf, nearestNames, type Definition } from './definitions';
import { checkArguments } from './signature';
import type { ParsedSource, PythonSyntax } from './syntax';

/** Finds what the person asked for in the entry's file, or says what is wrong with the request. */
export function findEntry(source: ParsedSource, qualname: string, shownFile: string): Definition {
  const definitions = definitionsOf(source.root);
  const found = definitions.findLast((one) => one.qualname === qualname && !one.nested);
  const runnable = definitions.filter((one) => !one.nested && (one.kind === 'function' || hasMain(one, definitions)));
  const at = { file: shownFile };
  if (!found) {
    const nested = definitions.find(
      (one) => one.nested && one.qualname.split('.').at(-1) === qualname.split('.').at(-1),
    );
    const near = nearestNames(
      qualname,
      runnable.map((one) => one.qualname),
    );
    if (nested && near.length === 0) {
      throw new FarcallError(
        'no-such-function',
        `\`${qualname}\` is defined inside \`${outer(nested)}\` and is not there until that runs.`,
        {
          at: { ...at, line: nested.node.startPosition.row + 1 },
          next: `Move it to the top level of the file, or run \`${outer(nested)}\`.`,
        },
      );
    }
    const all = runnable.map((one) => one.qualname).slice(0, 5);
    throw new FarcallError('no-such-function', `There is no function \`${qualname}\` in this file.`, {
      at,
      next:
        near.length > 0
          ? `Did you mean ${quoted(near)}?`
          : all.length > 0
            ? `It has ${quoted(all)}.`
            : 'It defines no function at its top level; run the whole file.',
      data: { nearest: near },
    });
  }
  if (found.kind === 'class' && !hasMain(found, definitions) && !inherits(found)) {
    const methods = definitions.filter(
      (one) => one.owner === found && one.kind === 'function' && !one.qualname.endsWith('__'),
    );
    throw new FarcallError(
      'no-such-function',
      `The class \`${qualname}\` has no \`main\` method, so there is nothing to run.`,
      {
        at: { ...at, line: found.node.startPosition.row + 1 },
        next:
          methods.length > 0
            ? `Give it a \`main\` method, or name one of its own: ${quoted(methods.slice(0, 3).map((one) => one.qualname))}.`
            : 'Give it a `main` method.',
      },
    );
  }
  return found;
}

function outer(nested: Definition): string {
  return nested.qualname.split('.<locals>')[0] ?? nested.qualname;
}

function quoted(names: readonly string[]): string {
  const all = names.map((name) => `\`${name}\``);
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} or ${all.at(-1) ?? ''}`;
}

function hasMain(definition: Definition, definitions: readonly Definition[]): boolean {
  return (
    definition.kind === 'class' &&
    definitions.some(
      (one) => one.owner?.qualname === definition.qualname && one.qualname === `${definition.qualname}.main`,
    )
  );
}

/** Its `main` may come from a base class, perhaps of another file. */
function inherits(definition: Definition): boolean {
  const bases = definition.node.childForFieldName('superclasses')?.namedChildren ?? [];
  return bases.some((base) => base.type !== 'keyword_argument' && base.text !== 'object');
}

export function requireArguments(syntax: PythonSyntax, args: string): void {
  const problem = checkArguments(syntax, args);
  if (!problem) return;
  throw new FarcallError(
    'bad-arguments',
    `The arguments \`${args}\` do not parse at column ${problem.column}: ${problem.message}`,
    {
      next: 'Write them as between the parentheses of a call, for instance "a.csv", epochs=3.',
      data: { column: problem.column },
    },
  );
}

/** The names that the text of the arguments reads. */
export function namesInArguments(syntax: PythonSyntax, args: string): string[] {
  const source = syntax.parse(`f(${args}\n)\n`);
  try {
    return [...new Set(source.root.descendantsOfType('identifier').map((node) => node.text))];
  } finally {
    source.dispose();
  }
}
