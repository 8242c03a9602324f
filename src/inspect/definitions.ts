import type { Node } from 'web-tree-sitter';

/** A function or class that can be reached by its qualified name. */
export interface Definition {
  readonly qualname: string;
  readonly kind: 'function' | 'class';
  /** The `function_definition` or `class_definition`. */
  readonly node: Node;
  /** The same with its decorators, where it has some. */
  readonly whole: Node;
  readonly decorators: readonly string[];
  /** The class it is defined in. */
  readonly owner: Definition | undefined;
  /** Inside a function: there is none until that is called. */
  readonly nested: boolean;
}

/** Every function and class of a module, in the order of the file. A name defined twice is there twice. */
export function definitionsOf(root: Node): Definition[] {
  const found: Definition[] = [];
  collect(root, undefined, '', false, found);
  return found;
}

function collect(
  node: Node,
  owner: Definition | undefined,
  prefix: string,
  nested: boolean,
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
        nested,
      };
      found.push(definition);
      const body = inner.childForFieldName('body');
      if (!body) continue;
      if (definition.kind === 'class') collect(body, definition, `${definition.qualname}.`, nested, found);
      else collect(body, undefined, `${definition.qualname}.<locals>.`, true, found);
    } else if (statementsWithBlocks.has(child.type)) collect(child, owner, prefix, nested, found);
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

function decoratorsOf(decorated: Node): string[] {
  return decorated.namedChildren
    .filter((child) => child.type === 'decorator')
    .map((child) =>
      child.text
        .slice(1)
        .replace(/\([\s\S]*$/, '')
        .trim(),
    );
}

/** The names nearest to one that is not there, by edits, at most three and only such as could be meant. */
export function nearestNames(name: string, candidates: readonly string[]): string[] {
  const last = (dotted: string): string => dotted.slice(dotted.lastIndexOf('.') + 1).toLowerCase();
  const limit = Math.max(2, Math.ceil(name.length / 3));
  return [...new Set(candidates)]
    .map((candidate) => ({
      candidate,
      distance: Math.min(
        editDistance(name.toLowerCase(), candidate.toLowerCase()),
        // `Class.method` typed as `method`, or the other way round.
        last(name) === last(candidate) ? 1 : Infinity,
      ),
    }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, substitution));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
