import type { SyntaxNode } from './syntaxTree';
import type { ModuleNames } from './moduleNames';
import { nameUseOf, type NameUse } from './nameUse';
import type { Reason } from './reasons';
import { isDeclaration } from './settings';
import { standardModules } from './stdlibNames';
import { innerStatements, type Unit } from './units';

interface QuietRequest {
  readonly units: readonly Unit[];
  /** Those that may stay. */
  readonly candidates: readonly Unit[];
  readonly kept: ReadonlyMap<Unit, Reason>;
  readonly names: ModuleNames;
  /** The names whose objects these statements may change. */
  readonly changed: (left: readonly Unit[]) => ReadonlySet<string>;
}

/**
 * The statements that nothing needs but that do no work either: definitions, constants, and imports of what is there
 * anyway. They stay where all that they read stays as it would be, since a pickle, a registry or a text may still name
 * them.
 */
export function quietUnits({ units, candidates, kept, names, changed }: QuietRequest): Set<Unit> {
  const tops = new Set<string>();
  for (const unit of kept.keys()) for (const { top } of unit.imports) tops.add(top);
  const isThere = (unit: Unit): boolean =>
    unit.imports.every(({ top, name }) => standardModules.has(top) || (tops.has(top) && !names.isLocalImport(name)));
  const stays = new Set(candidates.filter(isThere));
  const isOut = (unit: Unit): boolean => !kept.has(unit) && !stays.has(unit);
  const isLost = (name: string): boolean => {
    const binders = names.bindersOf(name);
    // What the guard's body binds is not there in a job unless it stays.
    return binders.some((unit) => !unit.guard && isOut(unit)) || (binders.length > 0 && binders.every(isOut));
  };
  for (let before = -1; before !== stays.size;) {
    before = stays.size;
    const incomplete = changed(units.filter((unit) => !unit.guard && isOut(unit)));
    for (const unit of stays) {
      const now = [...unit.use.now, ...unit.binds];
      for (const effect of unit.use.effectsNow) if (effect.kind === 'store') now.push(effect.name);
      const lacks =
        now.some((name) => isLost(name) || (names.holds(name) && incomplete.has(name))) ||
        [...unit.use.later].some(isLost);
      if (lacks) stays.delete(unit);
    }
  }
  return stays;
}

/** Whether a statement only defines, names or makes plain values; `use` is what it does with names, if that is known. */
export function isQuiet(node: SyntaxNode, names: ModuleNames, use?: NameUse): boolean {
  switch (node.type) {
    case 'import_statement':
    case 'import_from_statement':
    case 'future_import_statement':
    case 'pass_statement':
    case 'global_statement':
    case 'type_alias_statement':
      return true;
    case 'function_definition':
    case 'class_definition':
    case 'decorated_definition':
      return callsNothing(use ?? nameUseOf(node), names);
    case 'expression_statement': {
      const [expression] = node.namedChildren;
      if (expression?.type === 'assignment' || expression?.type === 'augmented_assignment')
        return callsNothing(use ?? nameUseOf(node), names);
      return node.namedChildren.every((child) =>
        /^(?:string|concatenated_string|integer|float|true|false|none|ellipsis)$/.test(child.type),
      );
    }
    case 'if_statement':
    case 'try_statement':
      return (
        asksOnly(node, names) &&
        innerStatements(node).every((inner) => inner.type === 'raise_statement' || isQuiet(inner, names))
      );
    default:
      return false;
  }
}

/** Conditions may ask libraries: `torch.cuda.is_available()`; the project's own functions may do anything. */
function asksOnly(node: SyntaxNode, names: ModuleNames): boolean {
  const condition = node.childForFieldName('condition');
  if (condition) {
    for (const effect of nameUseOf(condition).effectsNow) {
      if (effect.kind === 'store' || effect.roots.some((root) => names.definitionsOf(root).length > 0)) return false;
    }
  }
  return node.namedChildren.every((child) => !child.type.endsWith('_clause') || asksOnly(child, names));
}

function callsNothing(use: NameUse, names: ModuleNames): boolean {
  return use.effectsNow.every((effect) => {
    if (effect.kind === 'store') return true;
    if (isDeclaration(names.canonical(effect.callee))) return true;
    // Decorators of libraries mark or wrap what they are given.
    return (
      effect.decorates && effect.roots.every((root) => names.bindersOf(root).every((unit) => unit.kind === 'import'))
    );
  });
}
