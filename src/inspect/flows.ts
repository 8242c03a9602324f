import type { Node } from 'web-tree-sitter';
import { bindTarget } from './boundNames';
import { makesScalar } from './readers';

/**
 * The names whose objects a value may hold or be: `a` and `b` of `[a, b.x]` and of `wrap(a, key=b[0])`. Numbers, truth
 * values and text hold nothing.
 */
export function* flowing(node: Node): Generator<string> {
  switch (node.type) {
    case 'identifier':
      yield node.text;
      return;
    case 'attribute':
      yield* field(node, 'object');
      return;
    case 'subscript':
      yield* field(node, 'value');
      return;
    case 'keyword_argument':
      yield* field(node, 'value');
      return;
    case 'call': {
      const callee = node.childForFieldName('function');
      if (callee?.type === 'identifier' && makesScalar(callee.text)) return;
      yield* field(node, 'function');
      yield* field(node, 'arguments');
      return;
    }
    case 'comparison_operator':
    case 'not_operator':
    case 'string':
    case 'concatenated_string':
    case 'comment':
      return;
    case 'conditional_expression': {
      const [body, , otherwise] = node.namedChildren;
      if (body) yield* flowing(body);
      if (otherwise) yield* flowing(otherwise);
      return;
    }
    case 'for_in_clause':
      yield* field(node, 'right');
      return;
    default:
      for (const child of node.namedChildren) yield* flowing(child);
  }
}

function* field(node: Node, name: string): Generator<string> {
  const child = node.childForFieldName(name);
  if (child) yield* flowing(child);
}

/** What flows into each name that a piece of code binds, functions and classes in it apart. */
export function sourcesIn(node: Node): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  const flow = (target: Node | null, value: Node | null): void => {
    if (!target || !value) return;
    const names = new Set<string>();
    bindTarget(target, names);
    if (names.size === 0) return;
    const from = [...flowing(value)];
    for (const name of names) found.set(name, new Set([...(found.get(name) ?? []), ...from]));
  };
  const visit = (one: Node): void => {
    switch (one.type) {
      case 'function_definition':
      case 'class_definition':
      case 'lambda':
        return;
      case 'assignment': {
        // `a = b = c`: the value is at the end of the chain, and so do `a` and `b` share it.
        flow(one.childForFieldName('left'), one.childForFieldName('right'));
        break;
      }
      case 'augmented_assignment':
      case 'for_statement':
      case 'for_in_clause':
        flow(one.childForFieldName('left'), one.childForFieldName('right'));
        break;
      case 'named_expression':
        flow(one.childForFieldName('name'), one.childForFieldName('value'));
        break;
      case 'as_pattern':
        flow(one.childForFieldName('alias'), one.namedChild(0));
        break;
    }
    for (const child of one.namedChildren) visit(child);
  };
  visit(node);
  return found;
}
