import type { SyntaxNode } from './syntaxTree';

/** A function or class that can be reached by its qualified name. */
export interface Definition {
  readonly qualname: string;
  readonly kind: 'function' | 'class';
  /** The `function_definition` or `class_definition`. */
  readonly node: SyntaxNode;
  /** The same with its decorators, where it has some. */
  readonly whole: SyntaxNode;
  readonly decorators: readonly string[];
  /** The class it is defined in. */
  readonly owner: Definition | undefined;
  /** The functions around it, outermost first. */
  readonly functions: readonly SyntaxNode[];
  /** Inside a function: there is none until that is called. */
  readonly nested: boolean;
}

/** Every function and class of a module, in the order of the file. A name defined twice is there twice. */
export function definitionsOf(root: SyntaxNode): Definition[] {
  const found: Definition[] = [];
  collect(root, undefined, '', [], found);
  return found;
}

function collect(
  node: SyntaxNode,
  owner: Definition | undefined,
  prefix: string,
  functions: readonly SyntaxNode[],
  found: Definition[],
): void {
  for (const child of node.namedChildren) {
    const inner = child.type === 'decorated_definition' ? child.childForFieldName('definition') : child;
    if (inner?.type === 'function_definition' || inner?.type === 'class_definition') {
      const name = inner.childForFieldName('name')?.text ?? '';
      const definition: Definition = {
        qualname: `${prefix}${name}`,
        kind: inner.type === 'class_definition' ? 'class' : 'function',
        node: inner,
        whole: child,
        decorators: child === inner ? [] : decoratorsOf(child),
        owner,
        functions,
        nested: functions.length > 0,
      };
      found.push(definition);
      const body = inner.childForFieldName('body');
      if (!body) continue;
      if (definition.kind === 'class') collect(body, definition, `${definition.qualname}.`, functions, found);
      else collect(body, undefined, `${definition.qualname}.<locals>.`, [...functions, inner], found);
    } else if (statementsWithBlocks.has(child.type)) collect(child, owner, prefix, functions, found);
  }
}

const statementsWithBlocks = new Set([
  'if_statement',
  'elif_clause',
  'else_clause',
  'try_statement',
  'except_clause',
  'finally_clause',
  'with_statement',
  'for_statement',
  'while_statement',
  'match_statement',
  'case_clause',
  'block',
]);

function decoratorsOf(decorated: SyntaxNode): string[] {
  return decorated.namedChildren
    .filter((child) => child.type === 'decorator')
    .map((child) =>
      child.text
        .slice(1)
        .replace(/\([\s\S]*$/, '')
        .trim(),
    );
}

/** The last definition of a name, which is the one that the module has once it is imported. */
export function findDefinition(definitions: readonly Definition[], qualname: string): Definition | undefined {
  return definitions.findLast((one) => one.qualname === qualname);
}

/** Whether a class has bases that may bring it more than `object` does. */
export function inherits(definition: Definition): boolean {
  return basesOf(definition).length > 0;
}

function basesOf(definition: Definition): SyntaxNode[] {
  const bases = definition.node.childForFieldName('superclasses')?.namedChildren ?? [];
  return bases.filter(({ type, text }) => type !== 'keyword_argument' && type !== 'comment' && text !== 'object');
}

/**
 * The method that a class inherits: its definition, or undefined where it may come from a class of another file.
 * `none` where all bases are of this file and none has it.
 */
export function inheritedMethod(
  definitions: readonly Definition[],
  owner: Definition,
  method: string,
  seen = new Set<Definition>(),
): Definition | undefined | 'none' {
  seen.add(owner);
  let certain = true;
  for (const base of basesOf(owner)) {
    const name = (base.type === 'subscript' ? base.childForFieldName('value') : base)?.text ?? '';
    const found = findDefinition(definitions, name);
    if (found?.kind !== 'class' || seen.has(found)) {
      certain = false;
      continue;
    }
    const own = findDefinition(definitions, `${found.qualname}.${method}`);
    const inherited = own ?? inheritedMethod(definitions, found, method, seen);
    if (inherited === undefined) certain = false;
    else if (inherited !== 'none') return inherited;
  }
  return certain ? 'none' : undefined;
}
