import type { Node } from 'web-tree-sitter';
import { boundNames, nameUseOf, type NameUse } from './scopes';
import { isDeclaration, isProcessSetting } from './settings';

/** What a top-level statement is, as far as leaving it out goes. */
export type UnitKind =
  /** Imports, `pass`, `global`, docstrings and other constants: they stay. */
  | 'plain'
  | 'definition'
  /** Binds names; `calls` tells whether that takes a call of something unknown. */
  | 'assignment'
  /** `if`, `try` with nothing but the above inside. */
  | 'choice'
  /** `if __name__ == "__main__":`, which never fires in a job. */
  | 'guard'
  | 'setting'
  | 'work';

/** A top-level statement of the entry's file. */
export interface Unit {
  readonly node: Node;
  readonly kind: UnitKind;
  readonly binds: ReadonlySet<string>;
  readonly use: NameUse;
  /** It calls something that may be slow or have effects. */
  readonly calls: boolean;
}

export function unitsOf(root: Node): Unit[] {
  return root.namedChildren
    .filter((node) => node.type !== 'comment')
    .map((node) => {
      const use = nameUseOf(node);
      const kind = kindOf(node, use);
      const binds = kind === 'guard' ? new Set<string>() : boundNames(node);
      return { node, kind, binds, use, calls: callsUnknown(use) };
    });
}

function kindOf(node: Node, use: NameUse): UnitKind {
  switch (node.type) {
    case 'import_statement':
    case 'import_from_statement':
    case 'future_import_statement':
    case 'pass_statement':
    case 'global_statement':
      return 'plain';
    case 'function_definition':
    case 'class_definition':
    case 'decorated_definition':
      return 'definition';
    case 'type_alias_statement':
      return 'assignment';
    case 'expression_statement': {
      const expression = node.namedChild(0);
      if (expression?.type === 'assignment' || expression?.type === 'augmented_assignment') {
        return isSettingStatement(expression) ? 'setting' : 'assignment';
      }
      if (node.namedChildren.every((child) => constants.has(child.type))) return 'plain';
      return isSettingStatement(expression) ? 'setting' : 'work';
    }
    case 'if_statement':
      if (isMainGuard(node)) return 'guard';
      return isChoice(node, use) ? 'choice' : allSettings(node) ? 'setting' : 'work';
    case 'try_statement':
      return isChoice(node, use) ? 'choice' : allSettings(node) ? 'setting' : 'work';
    default:
      return 'work';
  }
}

const constants = new Set(['string', 'concatenated_string', 'integer', 'float', 'true', 'false', 'none', 'ellipsis']);

function isMainGuard(node: Node): boolean {
  return (
    /^\(?\s*(?:__name__\s*==\s*(['"])__main__\1|(['"])__main__\2\s*==\s*__name__)\s*\)?$/.test(
      node.childForFieldName('condition')?.text ?? '',
    ) && node.childForFieldName('alternative') === null
  );
}

/** A call or store on one of the known process settings, whatever its value. */
function isSettingStatement(expression: Node | null): boolean {
  if (!expression) return false;
  if (expression.type === 'call') return isProcessSetting(dottedName(expression.childForFieldName('function')));
  if (expression.type !== 'assignment' && expression.type !== 'augmented_assignment') return false;
  const left = expression.childForFieldName('left');
  if (left?.type !== 'attribute' && left?.type !== 'subscript') return false;
  return isProcessSetting(dottedName(left));
}

/** `a.b.c` of `a.b.c(…)`, `a.b.c[…]` and what stands behind them. */
function dottedName(node: Node | null): string {
  let current = node;
  while (current?.type === 'subscript' || current?.type === 'call') {
    current = current.childForFieldName(current.type === 'call' ? 'function' : 'value');
  }
  if (current?.type === 'attribute') {
    const object = current.childForFieldName('object');
    const base = object?.type === 'call' || object?.type === 'subscript' ? dottedName(object) : object?.text;
    return `${base ?? ''}.${current.childForFieldName('attribute')?.text ?? ''}`.replace(/\s/g, '');
  }
  return current?.type === 'identifier' ? current.text : '';
}

/** The statements directly in a compound statement's blocks, all branches. */
function innerStatements(node: Node): Node[] {
  return node.namedChildren.flatMap((child) => {
    if (child.type === 'block') return child.namedChildren.filter((inner) => inner.type !== 'comment');
    return child.type.endsWith('_clause') ? innerStatements(child) : [];
  });
}

function isChoice(node: Node, use: NameUse): boolean {
  // A condition that calls the project's own code may do anything; one that asks a library is a question.
  if (use.effectsNow.some((effect) => effect.kind === 'call' && effect.callee === '')) return false;
  return innerStatements(node).every((inner) => {
    if (inner.type === 'raise_statement') return true;
    const innerUse = nameUseOf(inner);
    const kind = kindOf(inner, innerUse);
    if (kind === 'assignment') return !callsUnknown(innerUse);
    return kind === 'plain' || kind === 'definition' || kind === 'choice' || kind === 'setting';
  });
}

function allSettings(node: Node): boolean {
  return innerStatements(node).every((inner) => {
    const kind = kindOf(inner, nameUseOf(inner));
    return kind === 'setting' || kind === 'plain';
  });
}

function callsUnknown(use: NameUse): boolean {
  return use.effectsNow.some((effect) => effect.kind === 'call' && !isDeclaration(effect.callee));
}
