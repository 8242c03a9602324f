import type { SyntaxNode } from './syntaxTree';

/** What a piece of code binds in its own scope, not in functions or classes inside it. */
export interface Bound {
  /** Bound, deleted or declared. */
  readonly names: ReadonlySet<string>;
  /** What `global` and `nonlocal` statements in it name, which are not its own. */
  readonly outer: ReadonlySet<string>;
}

export function boundIn(node: SyntaxNode): Bound {
  const found = { names: new Set<string>(), outer: new Set<string>() };
  collect(node, found.names, found.outer);
  return found;
}

/** The names that a statement is sure to have bound once it is done. */
export function surelyBound(node: SyntaxNode): Set<string> {
  const names = new Set<string>();
  const inner = node.type === 'decorated_definition' ? node.childForFieldName('definition') : node;
  if (inner?.type === 'function_definition' || inner?.type === 'class_definition') {
    names.add(inner.childForFieldName('name')?.text ?? '');
  } else if (node.type === 'expression_statement') {
    let assignment = node.namedChild(0);
    while (assignment?.type === 'assignment' && assignment.childForFieldName('right')) {
      bindTarget(assignment.childForFieldName('left'), names);
      assignment = assignment.childForFieldName('right');
    }
  }
  return names;
}

function collect(node: SyntaxNode, names: Set<string>, outer: Set<string>): void {
  switch (node.type) {
    case 'function_definition':
    case 'class_definition':
      names.add(node.childForFieldName('name')?.text ?? '');
      return;
    case 'lambda':
      return;
    case 'global_statement':
    case 'nonlocal_statement':
      for (const name of node.namedChildren) outer.add(name.text);
      return;
    case 'import_statement':
    case 'import_from_statement':
    case 'future_import_statement':
      importedNames(node, names);
      return;
    case 'assignment':
    case 'augmented_assignment':
    case 'for_statement':
      bindTarget(node.childForFieldName('left'), names);
      break;
    case 'for_in_clause': {
      // Comprehensions have a scope of their own; only a `:=` in them binds outside.
      const left = node.childForFieldName('left');
      for (const child of node.namedChildren) if (child.id !== left?.id) collect(child, names, outer);
      return;
    }
    case 'named_expression':
      bindTarget(node.childForFieldName('name'), names);
      break;
    case 'as_pattern_target':
      bindTarget(node.namedChild(0), names);
      return;
    case 'delete_statement':
      for (const child of node.namedChildren) bindTarget(child, names);
      return;
    case 'type_alias_statement':
      names.add(/^[^\s[]+/.exec(node.childForFieldName('left')?.text ?? '')?.[0] ?? '');
      return;
    case 'case_clause':
      for (const child of node.namedChildren) {
        if (child.type === 'case_pattern') capturedNames(child, names);
        else collect(child, names, outer);
      }
      return;
  }
  for (const child of node.namedChildren) collect(child, names, outer);
}

function importedNames(node: SyntaxNode, names: Set<string>): void {
  for (const child of node.childrenForFieldName('name')) {
    const alias = child.type === 'aliased_import' ? child.childForFieldName('alias')?.text : undefined;
    const name = child.type === 'aliased_import' ? (child.childForFieldName('name')?.text ?? '') : child.text;
    // `import a.b` binds `a`.
    names.add(alias ?? (node.type === 'import_statement' ? (name.split('.', 1)[0] ?? '').trim() : name));
  }
}

/** The plain names in a target of `=`, `for` or `as`. */
export function bindTarget(target: SyntaxNode | null | undefined, names: Set<string>): void {
  if (!target) return;
  if (target.type === 'identifier') names.add(target.text);
  else if (target.type !== 'attribute' && target.type !== 'subscript') {
    for (const child of target.namedChildren) bindTarget(child, names);
  }
}

/** The names that a `case` pattern captures; classes and dotted names in it are values that it reads. */
function capturedNames(node: SyntaxNode, names: Set<string>): void {
  const children = node.namedChildren;
  switch (node.type) {
    case 'identifier':
      names.add(node.text);
      return;
    case 'dotted_name':
      if (children.length === 1) names.add(node.text);
      return;
    case 'class_pattern':
    case 'keyword_pattern':
      // The class itself, or the attribute's name, comes first.
      for (const child of children.slice(1)) capturedNames(child, names);
      return;
    default:
      for (const child of children) capturedNames(child, names);
  }
}

/** Where `x.a[0].b().c` starts. */
export function rootNode(node: SyntaxNode | null | undefined): SyntaxNode | null | undefined {
  let current = node;
  for (;;) {
    const next: SyntaxNode | null | undefined =
      current?.type === 'attribute'
        ? current.childForFieldName('object')
        : current?.type === 'subscript'
          ? current.childForFieldName('value')
          : current?.type === 'call'
            ? current.childForFieldName('function')
            : current?.type === 'parenthesized_expression' || current?.type === 'await'
              ? current.namedChild(0)
              : undefined;
    if (!next) return current;
    current = next;
  }
}

/** `a.b.c` of `a.b.c(…)`, `a.b.c[…]` and what stands behind them; empty where it is no such chain. */
export function dottedName(node: SyntaxNode | null | undefined): string {
  if (!node) return '';
  switch (node.type) {
    case 'identifier':
      return node.text;
    case 'attribute': {
      const object = dottedName(node.childForFieldName('object'));
      return object === '' ? '' : `${object}.${node.childForFieldName('attribute')?.text ?? ''}`;
    }
    case 'subscript':
      return dottedName(node.childForFieldName('value'));
    case 'call':
      return dottedName(node.childForFieldName('function'));
    default:
      return '';
  }
}
