import type { SyntaxNode } from './syntaxTree';
import type { Definition } from './definitions';
import { boundIn } from './boundNames';
import { nameUseOf } from './nameUse';

/** A name of an enclosing function, and where it is read first. */
export interface EnclosingName {
  readonly name: string;
  readonly node: SyntaxNode;
}

/**
 * The names that a nested definition reads from the functions around it, in the order of the text. Its own name, as
 * in a recursion, is none of them.
 */
export function enclosingNamesOf({ node, whole, functions }: Definition): EnclosingName[] {
  const own = node.childForFieldName('name')?.text ?? '';
  const bound = new Set<string>();
  for (const one of functions) {
    for (const name of localsOf(one)) bound.add(name);
  }
  bound.delete(own);
  const { now, later } = nameUseOf(whole);
  const read = new Set([...now, ...later, ...declaredNonlocal(whole)].filter((name) => bound.has(name)));
  const found = new Map<string, EnclosingName>();
  for (const identifier of whole.descendantsOfType('identifier')) {
    const name = identifier.text;
    if (read.has(name) && !found.has(name) && !isField(identifier)) found.set(name, { name, node: identifier });
  }
  return [...found.values()];
}

/** What a function binds: its parameters and what its body does, but for what it declares to be the module's. */
function localsOf(node: SyntaxNode): Set<string> {
  const names = new Set<string>();
  for (const parameter of node.childForFieldName('parameters')?.namedChildren ?? []) {
    const name = parameter.childForFieldName('name') ?? parameter.descendantsOfType('identifier')[0] ?? parameter;
    names.add(name.text);
  }
  const body = node.childForFieldName('body');
  if (!body) return names;
  const { names: bound, outer } = boundIn(body);
  for (const name of bound) if (!outer.has(name)) names.add(name);
  return names;
}

/** `x` of `a.x` and of `f(x=1)` is no name that is read. */
function isField({ parent, id }: SyntaxNode): boolean {
  const field = parent?.type === 'attribute' ? 'attribute' : parent?.type === 'keyword_argument' ? 'name' : undefined;
  return field !== undefined && parent?.childForFieldName(field)?.id === id;
}

function declaredNonlocal(node: SyntaxNode): string[] {
  return node
    .descendantsOfType('nonlocal_statement')
    .flatMap((statement) => statement.namedChildren.map((name) => name.text));
}
