import type { SyntaxNode } from './syntaxTree';
import { bindTarget } from './boundNames';
import { makesScalar } from './readers';

/**
 * The names whose objects a value may hold or be: `a` and `b` of `[a, b.x]` and of `wrap(a, key=b[0])`. Numbers, truth
 * values and text hold nothing.
 */
export function flowing(node: SyntaxNode): string[] {
  const found: string[] = [];
  collect(node, found);
  return found;
}

function collect(node: SyntaxNode, found: string[]): void {
  switch (node.type) {
    case 'identifier':
      found.push(node.text);
      return;
    case 'attribute':
      collectField(node, 'object', found);
      return;
    case 'subscript':
    case 'keyword_argument':
      collectField(node, 'value', found);
      return;
    case 'call': {
      const callee = node.childForFieldName('function');
      if (callee?.type === 'identifier' && makesScalar(callee.text)) return;
      if (callee) collect(callee, found);
      collectField(node, 'arguments', found);
      return;
    }
    case 'comparison_operator':
    case 'not_operator':
    case 'string':
    case 'concatenated_string':
    case 'integer':
    case 'float':
    case 'comment':
      return;
    case 'conditional_expression': {
      const [body, , otherwise] = node.namedChildren;
      if (body) collect(body, found);
      if (otherwise) collect(otherwise, found);
      return;
    }
    case 'for_in_clause':
      collectField(node, 'right', found);
      return;
    default:
      for (const child of node.namedChildren) collect(child, found);
  }
}

function collectField(node: SyntaxNode, name: string, found: string[]): void {
  const child = node.childForFieldName(name);
  if (child) collect(child, found);
}

/** What flows into each name that a piece of code binds, functions and classes in it apart. */
export function sourcesIn(node: SyntaxNode): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  const flow = (target: SyntaxNode | null, value: SyntaxNode | null): void => {
    if (!target || !value) return;
    const names = new Set<string>();
    bindTarget(target, names);
    if (names.size === 0) return;
    const from = flowing(value);
    for (const name of names) found.set(name, new Set([...(found.get(name) ?? []), ...from]));
  };
  const visit = (one: SyntaxNode): void => {
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
