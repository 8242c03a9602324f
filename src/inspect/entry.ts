import { t } from '@vscode/l10n';
import type { SyntaxNode } from './syntaxTree';
import { FarcallError } from '../base/errors';
import { nearestNames } from '../base/nearestNames';
import { cellNumber, type CellSpan } from './cells';
import type { Place } from './closure';
import { definitionsOf, findDefinition, inheritedMethod, inherits, type Definition } from './definitions';
import { enclosingNamesOf } from './enclosing';
import { nameUseOf } from './nameUse';
import { linesOf, statementsAt } from './selectedLines';
import { checkArguments } from './signature';
import type { SyntaxSource, PythonSyntax } from './syntax';

/** What is to be called, as the entry's file shows it. */
export interface FoundEntry {
  readonly kind: Definition['kind'];
  /** Undefined for a method that comes from a class of another file. */
  readonly definition: Definition | undefined;
}

/** Finds what the person asked for in the entry's file, or says what is wrong with the request. */
export function findEntry(
  source: SyntaxSource,
  qualname: string,
  shownFile: string,
  placeOf: (line: number) => Place,
): FoundEntry {
  const definitions = definitionsOf(source.root);
  const found = reachable(definitions, qualname);
  if (!found) throw notFound(definitions, qualname, shownFile, placeOf);
  const { definition } = found;
  if (!definition) return found;
  const at = placeOf(definition.node.startPosition.row + 1);
  if (definition.nested) refuseEnclosingNames(nestedRoot(definitions, qualname) ?? definition, qualname, placeOf);
  const property = definition.decorators.find((name) =>
    /(?:^|\.)(?:property|cached_property|setter|deleter)$/.test(name),
  );
  if (property !== undefined && definition.owner) {
    throw new FarcallError('no-such-function', t('`{0}` is a property: it is read, not called.', qualname), {
      at,
      next: t('Run a function or a method that reads it.'),
    });
  }
  if (definition.kind === 'class' && !hasMain(definition, definitions) && !inherits(definition)) {
    const methods = definitions.filter(
      (one) => one.owner === definition && one.kind === 'function' && !one.qualname.endsWith('__'),
    );
    throw new FarcallError(
      'no-such-function',
      t('The class `{0}` has no `main` method, so there is nothing to run.', qualname),
      {
        at,
        next:
          methods.length > 0
            ? t(
                'Give it a `main` method, or name one of its own: {0}.',
                quoted(methods.slice(0, 3).map((one) => one.qualname)),
              )
            : t('Give it a `main` method.'),
      },
    );
  }
  return found;
}

/** By its own qualified name or, for a method, by that of a class which inherits it. */
function reachable(definitions: readonly Definition[], qualname: string): FoundEntry | undefined {
  const own = findDefinition(definitions, qualname);
  if (own) return { kind: own.kind, definition: own };
  const dot = qualname.lastIndexOf('.');
  const owner = dot < 0 ? undefined : findDefinition(definitions, qualname.slice(0, dot));
  if (owner?.kind !== 'class' || !inherits(owner)) return undefined;
  const inherited = inheritedMethod(definitions, owner, qualname.slice(dot + 1));
  return inherited === 'none' ? undefined : { kind: 'function', definition: inherited };
}

function notFound(
  definitions: readonly Definition[],
  qualname: string,
  shownFile: string,
  placeOf: (line: number) => Place,
): FarcallError {
  const runnable = definitions.filter((one) => !one.nested && (one.kind === 'function' || hasMain(one, definitions)));
  const at = { file: shownFile };
  const nested = definitions.find((one) => one.nested && one.qualname.split('.').at(-1) === qualname.split('.').at(-1));
  const near = nearestNames(
    qualname,
    runnable.map((one) => one.qualname),
  );
  if (nested && near.length === 0) {
    return new FarcallError('no-such-function', t('`{0}` is defined inside `{1}`.', qualname, outer(nested)), {
      at: placeOf(nested.node.startPosition.row + 1),
      next: t('Run it as `{0}`, or run `{1}`.', nested.qualname, outer(nested)),
    });
  }
  const all = runnable.map((one) => one.qualname).slice(0, 5);
  return new FarcallError('no-such-function', t('There is no function `{0}` in this file.', qualname), {
    at,
    next:
      near.length > 0
        ? t('Did you mean {0}?', quoted(near))
        : all.length > 0
          ? t('It has {0}.', quoted(all))
          : t('It defines no function at its top level; run the whole file.'),
    data: { nearest: near },
  });
}

/** The function or class right inside a function through which a nested entry is reached. */
function nestedRoot(definitions: readonly Definition[], qualname: string): Definition | undefined {
  const inside = qualname.lastIndexOf('.<locals>.') + '.<locals>.'.length;
  const dot = qualname.indexOf('.', inside);
  return findDefinition(definitions, dot < 0 ? qualname : qualname.slice(0, dot));
}

/** A nested function runs by itself where it reads nothing of the function around it. */
function refuseEnclosingNames(definition: Definition, qualname: string, placeOf: (line: number) => Place): void {
  const enclosing = enclosingNamesOf(definition);
  const [first] = enclosing;
  if (!first) return;
  throw new FarcallError(
    'no-such-function',
    t(
      '`{0}` reads {1} of `{2}`, which is not there until that runs.',
      qualname,
      quoted(
        enclosing.map(({ name }) => name),
        t('and'),
      ),
      outer(definition),
    ),
    {
      at: placeOf(first.node.startPosition.row + 1),
      next:
        enclosing.length > 1
          ? t('Make them arguments, or run `{0}`.', outer(definition))
          : t('Make it an argument, or run `{0}`.', outer(definition)),
      data: { names: enclosing.map(({ name }) => name) },
    },
  );
}

function outer(nested: Definition): string {
  return nested.qualname.split('.<locals>')[0] ?? nested.qualname;
}

function quoted(names: readonly string[], last = t('or')): string {
  const shown = names.map((name) => `\`${name}\``);
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} ${last} ${shown.at(-1) ?? ''}`;
}

function hasMain(definition: Definition, definitions: readonly Definition[]): boolean {
  return (
    definition.kind === 'class' &&
    definitions.some(
      (one) => one.owner?.qualname === definition.qualname && one.qualname === `${definition.qualname}.main`,
    )
  );
}

/** The lines of the cell that a name such as `%3` means; undefined for any other name. */
export function findCell(qualname: string, cells: readonly CellSpan[], shownFile: string): CellSpan | undefined {
  const number = cellNumber(qualname);
  if (number === undefined) return undefined;
  const found = cells[number - 1];
  if (found) return found;
  throw new FarcallError('no-such-function', t('There is no cell {0} in this file.', number), {
    at: { file: shownFile },
    next:
      cells.length > 0
        ? cells.length === 1
          ? t('It has 1 code cell, counted from 1.')
          : t('It has {0} code cells, counted from 1.', cells.length)
        : t('Cells begin at lines such as `# %%`.'),
  });
}

/** The lines of the statements that a name such as `%12-18` means; undefined for any other name. */
export function findLines(
  qualname: string,
  text: string,
  inNotebook: boolean,
  shownFile: string,
): CellSpan | undefined {
  const lines = linesOf(qualname);
  if (!lines) return undefined;
  if (!inNotebook) return statementsAt(text, lines);
  throw new FarcallError('no-such-function', t('Lines of a notebook cannot run by themselves.'), {
    at: { file: shownFile },
    next: t('Run their cell.'),
  });
}

export function requireStatements(
  { root }: SyntaxSource,
  { first, last }: CellSpan,
  qualname: string,
  placeOf: (line: number) => Place,
): void {
  const within = (node: SyntaxNode): boolean => node.endPosition.row + 1 >= first && node.startPosition.row + 1 <= last;
  if (root.namedChildren.some((node) => node.type !== 'comment' && within(node))) return;
  const inLines = linesOf(qualname) !== undefined;
  throw new FarcallError(
    'no-such-function',
    inLines
      ? t('What is selected has no statement, so there is nothing to run.')
      : t('The cell `{0}` has no statement, so there is nothing to run.', qualname),
    {
      at: placeOf(first),
      next: inLines ? t('Select other lines.') : t('Name another cell.'),
    },
  );
}

export function requireArguments(syntax: PythonSyntax, args: string): void {
  const problem = checkArguments(syntax, args);
  if (!problem) return;
  throw new FarcallError(
    'bad-arguments',
    t('The arguments `{0}` do not parse at column {1}: {2}', args, problem.column, problem.message),
    {
      next: t('Write them as between the parentheses of a call, for instance "a.csv", epochs=3.'),
      data: { column: problem.column },
    },
  );
}

/** The names that the text of the arguments reads from the entry's module: no keyword's, no lambda's own. */
export function namesInArguments(syntax: PythonSyntax, args: string): string[] {
  if (args.trim() === '') return [];
  const callee = '__farcall__';
  const source = syntax.parse(`${callee}(${args}\n)\n`);
  try {
    const { now, later } = nameUseOf(source.root);
    return [...new Set([...now, ...later])].filter((name) => name !== callee);
  } finally {
    source.dispose();
  }
}
