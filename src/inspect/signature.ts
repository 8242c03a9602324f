import { t } from '@vscode/l10n';
import type { SyntaxNode } from './syntaxTree';
import type { Parameter } from './closure';
import { definitionsOf, findDefinition, inheritedMethod, type Definition } from './definitions';
import type { PythonSyntax } from './syntax';

/** What a call of an entry looks like. */
export interface Signature {
  /** Without `self` or `cls`; a class's are those of its `__init__`. */
  readonly parameters: readonly Parameter[];
  /** Whether the call can go without arguments. */
  readonly callableWithoutArguments: boolean;
  /** Text to start from between the parentheses: what must be given, then the defaults as they are. */
  readonly prefill: string;
}

/** Reads the signature of `f`, `Class`, `Class.method` or `f.<locals>.g`; undefined where the file has none such. */
export function signatureOf(syntax: PythonSyntax, text: string, qualname: string): Signature | undefined {
  const source = syntax.parse(text);
  try {
    const definitions = definitionsOf(source.root);
    const definition = findDefinition(definitions, qualname) ?? inheritedFrom(definitions, qualname);
    return definition && describe(definition, definitions);
  } finally {
    source.dispose();
  }
}

function inheritedFrom(definitions: readonly Definition[], qualname: string): Definition | undefined {
  const dot = qualname.lastIndexOf('.');
  const owner = dot < 0 ? undefined : findDefinition(definitions, qualname.slice(0, dot));
  const found = owner && inheritedMethod(definitions, owner, qualname.slice(dot + 1));
  return found === 'none' ? undefined : found;
}

function describe(definition: Definition, definitions: readonly Definition[]): Signature {
  if (definition.kind === 'function') {
    const bound = definition.owner !== undefined && !definition.decorators.includes('staticmethod');
    return signature(parametersOf(definition.node), bound ? 1 : 0);
  }
  const constructor = `${definition.qualname}.__init__`;
  const init = findDefinition(definitions, constructor) ?? inheritedFrom(definitions, constructor);
  if (init) return signature(parametersOf(init.node), 1);
  if (definition.decorators.some((name) => /(?:^|\.)dataclass$/.test(name))) {
    return signature(fieldsOf(definition.node), 0);
  }
  return signature([], 0);
}

function signature(all: readonly (Parameter & { positionalOnly?: boolean })[], skip: number): Signature {
  const parameters = all.slice(skip);
  const plain = parameters.filter((one) => one.kind === 'positional' || one.kind === 'keyword');
  const required = plain.filter((one) => one.default === undefined);
  const parts = required.map((one) => (one.positionalOnly ? one.name : `${one.name}=`));
  let length = parts.join(', ').length;
  for (const one of plain) {
    // A default that spans lines, or is long, is left to the function itself.
    if (one.default === undefined || one.positionalOnly || /[\r\n]/.test(one.default)) continue;
    length += one.name.length + one.default.length + 3;
    if (length > 120) break;
    parts.push(`${one.name}=${one.default}`);
  }
  return {
    parameters: parameters.map(({ name, kind, default: value, annotation }) => ({
      name,
      kind,
      default: value,
      annotation,
    })),
    callableWithoutArguments: required.length === 0,
    prefill: parts.join(', '),
  };
}

function parametersOf(node: SyntaxNode): (Parameter & { positionalOnly?: boolean })[] {
  const found: (Parameter & { positionalOnly?: boolean })[] = [];
  let kind: 'positional' | 'keyword' = 'positional';
  for (const child of node.childForFieldName('parameters')?.namedChildren ?? []) {
    const annotation = child.childForFieldName('type')?.text;
    const value = child.childForFieldName('value')?.text;
    switch (child.type) {
      case 'identifier':
        found.push({ name: child.text, kind, default: undefined, annotation: undefined });
        break;
      case 'default_parameter':
      case 'typed_default_parameter':
        found.push({ name: child.childForFieldName('name')?.text ?? '', kind, default: value, annotation });
        break;
      case 'list_splat_pattern':
      case 'dictionary_splat_pattern':
      case 'typed_parameter': {
        const inner = child.type === 'typed_parameter' ? child.namedChild(0) : child;
        const splat = inner?.type === 'list_splat_pattern' || inner?.type === 'dictionary_splat_pattern';
        const name = (inner?.text ?? '').replace(/^\*+\s*/, '');
        if (splat && inner.type === 'list_splat_pattern') {
          found.push({ name, kind: 'varargs', default: undefined, annotation });
          kind = 'keyword';
        } else if (splat) found.push({ name, kind: 'kwargs', default: undefined, annotation });
        else found.push({ name, kind, default: undefined, annotation });
        break;
      }
      case 'keyword_separator':
        kind = 'keyword';
        break;
      case 'positional_separator':
        found.forEach((one, index) => (found[index] = { ...one, positionalOnly: true }));
        break;
    }
  }
  return found;
}

/** The annotated names in a dataclass's own body, which its generated `__init__` takes. */
function fieldsOf(node: SyntaxNode): Parameter[] {
  const found: Parameter[] = [];
  for (const statement of node.childForFieldName('body')?.namedChildren ?? []) {
    const field = statement.type === 'expression_statement' ? statement.namedChild(0) : null;
    const annotation = field?.type === 'assignment' ? field.childForFieldName('type')?.text : undefined;
    const name = field?.childForFieldName('left');
    if (!field || annotation === undefined || name?.type !== 'identifier' || /\bClassVar\b/.test(annotation)) continue;
    const value = field.childForFieldName('right')?.text;
    if (value !== undefined && /\binit\s*=\s*False\b/.test(value)) continue;
    const made = value !== undefined && /^(?:\w+\.)?field\s*\(/.test(value);
    const needed = made && !/\bdefault(?:_factory)?\s*=/.test(value);
    found.push({ name: name.text, kind: 'positional', default: needed ? undefined : value, annotation });
  }
  return found;
}

export interface ArgumentsProblem {
  /** 1-based, in the text of the arguments. */
  readonly column: number;
  readonly message: string;
}

/** Whether a text can stand between a call's parentheses; undefined where it can. */
export function checkArguments(syntax: PythonSyntax, text: string): ArgumentsProblem | undefined {
  if (text.trim() === '') return undefined;
  const before = 'f(';
  const source = syntax.parse(`${before}${text}\n)\n`);
  try {
    const problem = (node: SyntaxNode, message: string): ArgumentsProblem => ({
      column: Math.min(Math.max(node.startIndex - before.length, 0), text.length) + 1,
      message,
    });
    if (source.root.hasError) {
      const error = source.root.descendantsOfType('ERROR')[0] ?? source.root;
      return problem(error, t('Something is missing or too much here.'));
    }
    const call = source.root.namedChild(0)?.namedChild(0);
    const list = call?.childForFieldName('arguments');
    if (
      source.root.namedChildCount !== 1 ||
      call?.type !== 'call' ||
      call.childForFieldName('function')?.text !== 'f'
    ) {
      return problem(source.root, 'A parenthesis closes the call too early.');
    }
    if (call.endIndex < before.length + text.length || list?.type === 'generator_expression') {
      return list?.type === 'generator_expression'
        ? undefined
        : problem(call, 'A parenthesis closes the call too early.');
    }
    let keyword = false;
    const names = new Set<string>();
    for (const argument of list?.namedChildren ?? []) {
      if (argument.type === 'keyword_argument') {
        keyword = true;
        const name = argument.childForFieldName('name')?.text ?? '';
        if (names.has(name)) return problem(argument, t('`{0}` is given twice.', name));
        names.add(name);
      } else if (argument.type === 'dictionary_splat') keyword = true;
      else if (keyword && argument.type !== 'list_splat' && argument.type !== 'comment') {
        return problem(argument, t('An argument without a name stands behind one with a name.'));
      }
    }
    return undefined;
  } finally {
    source.dispose();
  }
}
