import type { SyntaxNode } from './syntaxTree';
import { boundIn, surelyBound } from './boundNames';
import { flowing, sourcesIn } from './flows';
import { importsIn, type ImportedName, type ProjectModules } from './importedNames';
import { nameUseOf, type Effect, type NameUse } from './nameUse';
import { StatementKeys } from './statementKeys';
import type { Turns } from './turns';

/** `if __name__ == "__main__":`, which never fires in a job, as its module is imported. */
export interface Guard {
  readonly node: SyntaxNode;
  /** The comparison. */
  readonly test: SyntaxNode;
}

/** A statement at the top level of the entry's file, or in the body of its main guard. */
export interface Unit {
  readonly index: number;
  readonly node: SyntaxNode;
  readonly guard: Guard | undefined;
  readonly kind: 'import' | 'definition' | 'assignment' | 'inert' | 'other';
  /** 1-based. */
  readonly line: number;
  readonly lastLine: number;
  /** Its first line. */
  readonly text: string;
  readonly key: string;
  readonly imports: readonly ImportedName[];
  readonly binds: ReadonlySet<string>;
  /** Those of them that are bound for sure once the statement is done. */
  readonly surely: ReadonlySet<string>;
  readonly use: NameUse;
  /** What happens when it is executed; a lambda in it is taken to be called, a function's body is not. */
  readonly effects: readonly Effect[];
  /** The names whose objects may be part of what it binds. */
  readonly sources: ReadonlyMap<string, ReadonlySet<string>>;
  /** Those of what it binds that are numbers, texts or the like, which no call can change. */
  readonly constants: ReadonlySet<string>;
}

/** The statements of a file that a slice keeps or leaves out, in their order. */
export async function unitsOf(root: SyntaxNode, text: string, modules: ProjectModules, turns: Turns): Promise<Unit[]> {
  const keys = new StatementKeys();
  const units: Unit[] = [];
  const add = (node: SyntaxNode, guard: Guard | undefined): void => {
    const use = nameUseOf(node);
    const kind = kindOf(node);
    const source = text.slice(node.startIndex, node.endIndex);
    const binds = new Set(boundIn(node).names);
    const imports = importsIn(node).flatMap((one) => known(one, modules));
    for (const { name } of imports) if (name !== '*') binds.add(name);
    for (const effect of use.effectsNow) if (effect.kind === 'store' && effect.rebinds) binds.add(effect.name);
    units.push({
      index: units.length,
      node,
      guard,
      kind,
      line: node.startPosition.row + 1,
      lastLine: lastLineOf(node),
      text: source.split(/\r|\n/, 1)[0]?.trimEnd() ?? '',
      key: keys.next(source),
      imports,
      binds,
      surely: surelyBound(node),
      use,
      effects: kind === 'definition' ? use.effectsNow : [...use.effectsNow, ...use.effectsLater],
      sources: sourcesIn(node),
      constants: bindsConstant(node) ? binds : countersIn(node),
    });
  };
  for (const node of root.namedChildren) {
    await turns.yieldIfDue();
    if (node.type === 'comment') continue;
    const guard = mainGuard(node);
    if (!guard) add(node, undefined);
    else {
      for (const inner of node.childForFieldName('consequence')?.namedChildren ?? []) {
        if (inner.type !== 'comment') add(inner, guard);
      }
    }
  }
  return units;
}

/** An import with what is known of the project's module that it names. */
function known(one: ImportedName, modules: ProjectModules): readonly ImportedName[] {
  const module = one.taken ? modules.get(one.module) : undefined;
  if (one.name === '*') return module?.starred ?? [one];
  const name = one.canonical.slice(one.canonical.lastIndexOf('.') + 1);
  return module?.changers.includes(name) === true ? [{ ...one, changes: true }] : [one];
}

function lastLineOf(node: SyntaxNode): number {
  const { row, column } = node.endPosition;
  return column === 0 && row > node.startPosition.row ? row : row + 1;
}

function kindOf(node: SyntaxNode): Unit['kind'] {
  switch (node.type) {
    case 'import_statement':
    case 'import_from_statement':
      return 'import';
    case 'future_import_statement':
    case 'pass_statement':
    case 'global_statement':
      return 'inert';
    case 'function_definition':
    case 'class_definition':
    case 'decorated_definition':
      return 'definition';
    case 'type_alias_statement':
      return 'assignment';
    case 'expression_statement': {
      const [expression] = node.namedChildren;
      if (expression?.type === 'assignment' || expression?.type === 'augmented_assignment') return 'assignment';
      return node.namedChildren.every((child) => literals.has(child.type)) ? 'inert' : 'other';
    }
    default:
      return 'other';
  }
}

const literals = new Set(['string', 'concatenated_string', 'integer', 'float', 'true', 'false', 'none', 'ellipsis']);

function bindsConstant(node: SyntaxNode): boolean {
  let value = node.type === 'expression_statement' ? node.namedChild(0) : null;
  if (value?.type === 'augmented_assignment') return isConstant(value.childForFieldName('right'));
  if (value?.type !== 'assignment') return false;
  while (value?.type === 'assignment') value = value.childForFieldName('right');
  return isConstant(value);
}

/** The variables of loops over `range`. */
function countersIn(node: SyntaxNode): Set<string> {
  const found = new Set<string>();
  if (node.type !== 'for_statement') return found;
  for (const loop of [node, ...node.descendantsOfType('for_statement')]) {
    const left = loop.childForFieldName('left');
    const right = loop.childForFieldName('right');
    const counts = right?.type === 'call' && right.childForFieldName('function')?.text === 'range';
    if (counts && left?.type === 'identifier') found.add(left.text);
  }
  return found;
}

function isConstant(value: SyntaxNode | null): boolean {
  if (!value) return true;
  if (literals.has(value.type)) return true;
  if (value.type === 'unary_operator') return isConstant(value.namedChild(0));
  if (value.type === 'not_operator') return true;
  return value.type === 'call' && value.childForFieldName('function')?.type === 'identifier' && holdsNothing(value);
}

function holdsNothing(call: SyntaxNode): boolean {
  return flowing(call).length === 0;
}

const main = /^(['"])__main__\1$/;

/** The main guard, where it has no `else`: with one, what is to run in a job is no question of the guard's body. */
function mainGuard(node: SyntaxNode): Guard | undefined {
  if (node.type !== 'if_statement' || node.childForFieldName('alternative')) return undefined;
  let test = node.childForFieldName('condition');
  while (test?.type === 'parenthesized_expression') test = test.namedChild(0);
  if (test?.type !== 'comparison_operator' || test.namedChildCount !== 2) return undefined;
  if (!test.children.some((child) => child.type === '==')) return undefined;
  const sides = test.namedChildren.map((side) => side.text);
  const is = sides.includes('__name__') && sides.some((side) => main.test(side));
  return is ? { node, test } : undefined;
}

/** The statements directly in a compound statement's blocks, all branches. */
export function innerStatements(node: SyntaxNode): SyntaxNode[] {
  return node.namedChildren.flatMap((child) => {
    if (child.type === 'block') return child.namedChildren.filter((inner) => inner.type !== 'comment');
    return child.type.endsWith('_clause') ? innerStatements(child) : [];
  });
}
