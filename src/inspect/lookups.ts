import type { SyntaxNode } from './syntaxTree';

/** A place that finds, or makes, names of the module by a text that is known only when it runs. */
export interface Lookup {
  readonly kind: 'reads' | 'binds';
  /** 1-based. */
  readonly line: number;
  /** For people: `globals()`. */
  readonly what: string;
  /** In a function, so that it happens when that is called. */
  readonly later: boolean;
}

interface Found {
  /** Names that are known though they stand in a text. */
  readonly reads: readonly string[];
  readonly binds: readonly string[];
  readonly lookup: Omit<Lookup, 'later'> | undefined;
}

/**
 * What a call or subscript says about names by their text: `globals()["x"]` is as good as `x`, `globals()[key]` may be
 * any. `atModule` is whether `locals()` and `vars()` are the module's names here.
 */
export function lookupOf(node: SyntaxNode, atModule: boolean): Found | undefined {
  if (node.type === 'subscript') {
    const isModule =
      node.childForFieldName('value')?.text === 'sys.modules' &&
      node.childForFieldName('subscript')?.text === '__name__';
    return isModule ? moduleObject(node) : undefined;
  }
  const callee = node.childForFieldName('function')?.text ?? '';
  const args = node.childForFieldName('arguments')?.namedChildren.filter((one) => one.type !== 'comment') ?? [];
  switch (callee) {
    case 'globals':
      return namespace(node, callee);
    case 'vars':
    case 'locals':
      return atModule && args.length === 0 ? namespace(node, callee) : undefined;
    case 'exec':
    case 'eval':
      return args.length === 1 ? code(node, callee, args[0]) : undefined;
    default:
      return undefined;
  }
}

function lookup(node: SyntaxNode, what: string, kind: Lookup['kind']): Found {
  return { reads: [], binds: [], lookup: { kind, line: node.startPosition.row + 1, what } };
}

function literal(node: SyntaxNode | null | undefined): string | undefined {
  if (node?.type !== 'string' || node.namedChildren.some((child) => child.type === 'interpolation')) return undefined;
  return node.namedChildren.find((child) => child.type === 'string_content')?.text ?? '';
}

function isTarget(node: SyntaxNode): boolean {
  const parent = node.parent;
  return (
    ((parent?.type === 'assignment' || parent?.type === 'augmented_assignment') &&
      parent.childForFieldName('left')?.id === node.id) ||
    parent?.type === 'delete_statement'
  );
}

const makers = new Set(['update', 'setdefault', 'pop', 'clear', '__setitem__', '__delitem__']);

/** `globals()`, by what stands around it. */
function namespace(node: SyntaxNode, callee: string): Found {
  const what = `${callee}()`;
  const { parent } = node;
  if (parent?.type === 'subscript' && parent.childForFieldName('value')?.id === node.id) {
    const name = literal(parent.childForFieldName('subscript'));
    const stored = isTarget(parent);
    if (name === undefined) return lookup(node, what, stored ? 'binds' : 'reads');
    return { reads: stored ? [] : [name], binds: stored ? [name] : [], lookup: undefined };
  }
  if (parent?.type === 'attribute' && parent.parent?.type === 'call') {
    const method = parent.childForFieldName('attribute')?.text ?? '';
    const [first] = parent.parent.childForFieldName('arguments')?.namedChildren ?? [];
    const name = literal(first);
    if (method === 'get' && name !== undefined) return { reads: [name], binds: [], lookup: undefined };
    return lookup(node, what, makers.has(method) ? 'binds' : 'reads');
  }
  if (parent?.type === 'comparison_operator' && parent.namedChildCount === 2) {
    const name = literal(parent.namedChild(0));
    if (name !== undefined) return { reads: [name], binds: [], lookup: undefined };
  }
  // Given to `exec`, or to anything else that could fill it.
  const receiver = parent?.type === 'argument_list' ? parent.parent?.childForFieldName('function')?.text : undefined;
  return lookup(node, what, receiver === 'exec' ? 'binds' : 'reads');
}

/** `sys.modules[__name__]`: the module as an object. */
function moduleObject(node: SyntaxNode): Found {
  const what = 'sys.modules[__name__]';
  const { parent } = node;
  if (parent?.type === 'attribute') {
    const name = parent.childForFieldName('attribute')?.text ?? '';
    if (name === '__dict__' || name === '__class__') return lookup(node, what, isTarget(parent) ? 'binds' : 'reads');
    return { reads: isTarget(parent) ? [] : [name], binds: isTarget(parent) ? [name] : [], lookup: undefined };
  }
  if (parent?.type === 'argument_list') {
    const callee = parent.parent?.childForFieldName('function')?.text ?? '';
    const name = literal(parent.namedChild(1));
    const stores = callee === 'setattr' || callee === 'delattr';
    if (name !== undefined && (stores || callee === 'getattr' || callee === 'hasattr')) {
      return { reads: stores ? [] : [name], binds: stores ? [name] : [], lookup: undefined };
    }
    return lookup(node, what, stores ? 'binds' : 'reads');
  }
  return lookup(node, what, isTarget(node) ? 'binds' : 'reads');
}

/** `exec("…")`: what a literal text names is known as far as its words go. */
function code(node: SyntaxNode, callee: string, argument: SyntaxNode | undefined): Found {
  const text = literal(argument);
  if (text === undefined) return lookup(node, callee, callee === 'exec' ? 'binds' : 'reads');
  const reads = [...new Set(text.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? [])];
  if (callee === 'eval') return { reads, binds: [], lookup: undefined };
  const binds = [...text.matchAll(/(?:^|;|\\n)\s*(\w+)\s*=(?!=)/gm)].map((match) => match[1] ?? '');
  const more = /\b(?:import|def|class|for|with|exec|global|del)\b/.test(text);
  return { reads, binds, lookup: more ? { kind: 'binds', line: node.startPosition.row + 1, what: callee } : undefined };
}
