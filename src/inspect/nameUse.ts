import type { SyntaxNode } from './syntaxTree';
import { bindTarget, boundIn, dottedName, rootNode } from './boundNames';
import { flowing, sourcesIn } from './flows';
import { lookupOf, type Lookup } from './lookups';
import { declaredGlobal, isModules, moduleNames, type Scope } from './scopes';

/** What a piece of code does with the names of its module. */
export interface NameUse {
  /** Names of the module that it reads where it stands, before it is sure to have bound them itself. */
  readonly now: Set<string>;
  /** Names that functions in it read when they are called. */
  readonly later: Set<string>;
  /** Those of both that are read other than to be called. */
  readonly values: Set<string>;
  /** The attributes that it reads of them: `creator.Individual`. */
  readonly attributes: Set<string>;
  /** What it may change through a name; the same two times. */
  readonly effectsNow: Effect[];
  readonly effectsLater: Effect[];
  /** Where it finds or makes names by their text. */
  readonly lookups: Lookup[];
}

export type Effect =
  /** `x.a = …`, `x[i] = …`, `del x[i]`; with `rebinds` also `x += …`, and in functions `global x; x = …`. */
  | { readonly kind: 'store'; readonly name: string; readonly rebinds: boolean }
  | {
      readonly kind: 'call';
      /** The names of the module that what is called belongs to, most often one. */
      readonly roots: readonly string[];
      /** The dotted name of what is called; empty where it has none. */
      readonly callee: string;
      /** The attribute that is called, as in `x.fit()`. */
      readonly method: string | undefined;
      /** The names that the callee gets hold of. */
      readonly passed: readonly string[];
      /** The texts that it is given. */
      readonly texts: readonly string[];
      /** `inplace=True` or `out=…` tells that what is passed changes. */
      readonly writes: boolean;
      readonly decorates: boolean;
    };

/** What a top-level statement does with the module's names. */
export function nameUseOf(node: SyntaxNode): NameUse {
  const walker = new NameWalker();
  const module: Scope = {
    kind: 'module',
    bound: new Set(),
    globals: new Set(),
    sure: new Set(),
    sources: new Map(),
    parent: undefined,
    held: new Map(),
  };
  walker.visit(node, module, false);
  return walker.use;
}

const branches = new Set([
  'if_statement',
  'while_statement',
  'try_statement',
  'match_statement',
  'elif_clause',
  'else_clause',
  'except_clause',
  'except_group_clause',
  'case_clause',
  'conditional_expression',
  'boolean_operator',
]);

class NameWalker {
  readonly use: NameUse = {
    now: new Set(),
    later: new Set(),
    values: new Set(),
    attributes: new Set(),
    effectsNow: [],
    effectsLater: [],
    lookups: [],
  };

  visit(node: SyntaxNode, scope: Scope, later: boolean): void {
    switch (node.type) {
      case 'identifier':
        this.#read(node, scope, later);
        return;
      case 'comment':
      case 'import_statement':
      case 'import_from_statement':
      case 'future_import_statement':
      case 'global_statement':
      case 'nonlocal_statement':
        return;
      case 'attribute':
        this.#attribute(node, scope);
        this.#visitField(node, 'object', scope, later);
        return;
      case 'keyword_argument':
        this.#visitField(node, 'value', scope, later);
        return;
      case 'function_definition':
        this.#function(node, scope, later);
        return;
      case 'lambda':
        this.#lambda(node, scope, later);
        return;
      case 'class_definition':
        this.#class(node, scope, later);
        return;
      case 'list_comprehension':
      case 'set_comprehension':
      case 'dictionary_comprehension':
      case 'generator_expression':
        this.#comprehension(node, scope, later);
        return;
      case 'assignment':
        this.#assignment(node, scope, later);
        return;
      case 'augmented_assignment':
        this.#store(node.childForFieldName('left'), scope, later, true);
        break;
      case 'for_statement':
        this.#for(node, scope, later);
        return;
      case 'delete_statement':
        for (const child of node.namedChildren) this.#store(child, scope, later, false);
        break;
      case 'as_pattern_target':
        this.#store(node.namedChild(0), scope, later, false);
        bindTarget(node.namedChild(0), scope.sure);
        return;
      case 'call':
        this.#call(node, scope, later);
        break;
      case 'decorator':
        this.#decorator(node, scope, later);
        break;
      case 'expression_statement':
        this.#operators(node, scope, later);
        break;
      case 'subscript':
        this.#lookup(node, scope, later);
        break;
      case 'type':
        this.#annotation(node, scope);
        break;
    }
    const inner = branches.has(node.type) ? { ...scope, sure: new Set(scope.sure) } : scope;
    for (const child of node.namedChildren) {
      // What one branch binds is not sure in the next.
      const own = inner !== scope && child.type === 'block' ? { ...inner, sure: new Set(inner.sure) } : inner;
      this.visit(child, own, later);
    }
  }

  #visitField(node: SyntaxNode, field: string, scope: Scope, later: boolean): void {
    const child = node.childForFieldName(field);
    if (child) this.visit(child, scope, later);
  }

  #read(node: SyntaxNode, scope: Scope, later: boolean): void {
    const name = node.text;
    if (!isModules(name, scope)) return;
    this.#readName(name, later);
    const { parent } = node;
    if (parent?.type !== 'call' || parent.childForFieldName('function')?.id !== node.id) this.use.values.add(name);
  }

  #attribute(node: SyntaxNode, scope: Scope): void {
    const object = node.childForFieldName('object');
    if (object?.type !== 'identifier' || !isModules(object.text, scope)) return;
    this.use.attributes.add(`${object.text}.${node.childForFieldName('attribute')?.text ?? ''}`);
  }

  #readName(name: string, later: boolean): void {
    (later ? this.use.later : this.use.now).add(name);
  }

  #assignment(node: SyntaxNode, scope: Scope, later: boolean): void {
    const left = node.childForFieldName('left');
    this.#visitField(node, 'type', scope, later);
    const right = node.childForFieldName('right');
    if (right) this.visit(right, scope, later);
    this.#store(left, scope, later, false);
    // What an attribute or item is stored into is read; plain names are not.
    if (left) this.#readTargets(left, scope, later);
    if (right) bindTarget(left, scope.sure);
  }

  #readTargets(target: SyntaxNode, scope: Scope, later: boolean): void {
    if (target.type === 'identifier') return;
    if (target.type === 'attribute' || target.type === 'subscript') this.visit(target, scope, later);
    else for (const child of target.namedChildren) this.#readTargets(child, scope, later);
  }

  #for(node: SyntaxNode, scope: Scope, later: boolean): void {
    this.#visitField(node, 'right', scope, later);
    const left = node.childForFieldName('left');
    this.#store(left, scope, later, false);
    if (left) this.#readTargets(left, scope, later);
    const inner = { ...scope, sure: new Set(scope.sure) };
    bindTarget(left, inner.sure);
    this.#visitField(node, 'body', inner, later);
    this.#visitField(node, 'alternative', { ...scope, sure: new Set(scope.sure) }, later);
  }

  #effects(later: boolean): Effect[] {
    return later ? this.use.effectsLater : this.use.effectsNow;
  }

  #store(target: SyntaxNode | null, scope: Scope, later: boolean, augmented: boolean): void {
    if (!target) return;
    if (target.type === 'identifier') {
      if (!augmented) return;
      for (const name of moduleNames(target.text, scope)) {
        this.#effects(later).push({ kind: 'store', name, rebinds: name === target.text });
      }
    } else if (target.type === 'attribute' || target.type === 'subscript') {
      for (const name of this.#rootsOf(target, scope))
        this.#effects(later).push({ kind: 'store', name, rebinds: false });
    } else for (const child of target.namedChildren) this.#store(child, scope, later, augmented);
  }

  /** The module's names that `x.a[0]()` starts from, through the local names that hold them. */
  #rootsOf(node: SyntaxNode | null, scope: Scope): readonly string[] {
    const root = rootNode(node);
    // `(a or b).clear()`, `[a, b][0].x = 1`: any of them may be meant.
    return root ? [...new Set(flowing(root).flatMap((name) => moduleNames(name, scope)))] : [];
  }

  #call(node: SyntaxNode, scope: Scope, later: boolean): void {
    const callee = node.childForFieldName('function');
    const args = node.childForFieldName('arguments');
    this.#lookup(node, scope, later);
    const roots = this.#rootsOf(callee, scope);
    const passed = new Set<string>();
    const texts: string[] = [];
    let writes = false;
    for (const argument of args?.type === 'generator_expression' ? [args] : (args?.namedChildren ?? [])) {
      if (argument.type === 'keyword_argument') {
        const keyword = argument.childForFieldName('name')?.text;
        writes ||=
          keyword === 'out' || (keyword === 'inplace' && argument.childForFieldName('value')?.text !== 'False');
      }
      if (argument.type === 'string') texts.push(argument.text.replace(/^\w*(['"]+)(.*)\1$/s, '$2'));
      for (const name of flowing(argument)) for (const one of moduleNames(name, scope)) passed.add(one);
    }
    const method = callee?.type === 'attribute' ? callee.childForFieldName('attribute')?.text : undefined;
    if (roots.length === 0 && passed.size === 0 && method === undefined) return;
    // A local name that holds something of the module is called by no name that anybody knows.
    const own = roots.length === 1 && rootNode(callee)?.text === roots[0];
    const named = own || (rootNode(callee)?.type === 'identifier' && isModules(rootNode(callee)?.text ?? '', scope));
    this.#effects(later).push({
      kind: 'call',
      roots,
      callee: named ? dottedName(callee) : '',
      method,
      passed: [...passed],
      texts,
      writes,
      decorates: false,
    });
  }

  #decorator(node: SyntaxNode, scope: Scope, later: boolean): void {
    const expression = node.namedChild(0);
    const callee = expression?.type === 'call' ? expression.childForFieldName('function') : expression;
    const roots = this.#rootsOf(callee ?? null, scope);
    if (roots.length === 0) return;
    const method = callee?.type === 'attribute' ? callee.childForFieldName('attribute')?.text : undefined;
    this.#effects(later).push({
      kind: 'call',
      roots,
      callee: dottedName(callee),
      method,
      passed: [],
      texts: [],
      writes: false,
      decorates: true,
    });
  }

  /** A bare `a >> b` is written for what the operator does to its operands. */
  #operators(node: SyntaxNode, scope: Scope, later: boolean): void {
    const operation = node.namedChild(0);
    if (node.namedChildCount !== 1 || operation?.type !== 'binary_operator') return;
    for (const name of flowing(operation)) {
      for (const one of moduleNames(name, scope)) {
        this.#effects(later).push({ kind: 'store', name: one, rebinds: false });
      }
    }
  }

  #lookup(node: SyntaxNode, scope: Scope, later: boolean): void {
    const found = lookupOf(node, scope.kind === 'module' || !later);
    if (!found) return;
    for (const name of found.reads) this.#readName(name, later);
    for (const name of found.binds) this.#effects(later).push({ kind: 'store', name, rebinds: true });
    if (found.lookup) this.use.lookups.push({ ...found.lookup, later });
  }

  #function(node: SyntaxNode, scope: Scope, later: boolean): void {
    const bound = new Set<string>();
    for (const parameter of node.childForFieldName('parameters')?.namedChildren ?? []) {
      this.#parameter(parameter, scope, later, bound);
    }
    this.#visitField(node, 'return_type', scope, later);
    const types = node.childForFieldName('type_parameters');
    if (types) for (const name of types.descendantsOfType('identifier')) bound.add(name.text);
    const body = node.childForFieldName('body');
    if (!body) return;
    const own = boundIn(body);
    for (const name of own.names) if (!own.outer.has(name)) bound.add(name);
    const globals = declaredGlobal(body);
    for (const name of globals) {
      if (own.names.has(name)) this.use.effectsLater.push({ kind: 'store', name, rebinds: true });
    }
    const inner = { kind: 'function', bound, globals, sure: new Set<string>(), parent: scope } as const;
    this.visit(body, { ...inner, sources: sourcesIn(body), held: new Map() }, true);
  }

  #parameter(parameter: SyntaxNode, scope: Scope, later: boolean, bound: Set<string>): void {
    // Defaults and annotations are evaluated where the function is defined.
    this.#visitField(parameter, 'value', scope, later);
    this.#visitField(parameter, 'type', scope, later);
    const name =
      parameter.childForFieldName('name') ??
      (parameter.type === 'typed_parameter' ? parameter.namedChild(0) : parameter);
    bindTarget(name, bound);
  }

  #lambda(node: SyntaxNode, scope: Scope, later: boolean): void {
    const bound = new Set<string>();
    for (const parameter of node.childForFieldName('parameters')?.namedChildren ?? []) {
      this.#parameter(parameter, scope, later, bound);
    }
    const body = node.childForFieldName('body');
    const inner = { kind: 'function', bound, globals: new Set<string>(), sure: new Set<string>() } as const;
    if (body) this.visit(body, { ...inner, sources: new Map(), parent: scope, held: new Map() }, true);
  }

  #class(node: SyntaxNode, scope: Scope, later: boolean): void {
    this.#visitField(node, 'superclasses', scope, later);
    const body = node.childForFieldName('body');
    if (!body) return;
    // A class body reads the module's name until it has bound its own (`x = x`).
    const empty = { bound: new Set<string>(), globals: new Set<string>(), sure: new Set<string>() };
    this.visit(body, { kind: 'class', ...empty, sources: new Map(), parent: scope, held: new Map() }, later);
  }

  #comprehension(node: SyntaxNode, scope: Scope, later: boolean): void {
    const bound = new Set<string>();
    for (const clause of node.namedChildren) {
      if (clause.type === 'for_in_clause') bindTarget(clause.childForFieldName('left'), bound);
    }
    const own = { kind: 'function', bound, globals: new Set<string>(), sure: scope.sure, parent: scope } as const;
    const inner: Scope = { ...own, sources: sourcesIn(node), held: new Map() };
    let first = true;
    for (const child of node.namedChildren) {
      if (child.type !== 'for_in_clause') continue;
      // The first iterable is evaluated outside.
      this.#visitField(child, 'right', first ? scope : inner, later);
      first = false;
    }
    for (const child of node.namedChildren) if (child.type !== 'for_in_clause') this.visit(child, inner, later);
  }

  /** Annotations may hold strings (`List["Net"]`), which some libraries evaluate. */
  #annotation(node: SyntaxNode, scope: Scope): void {
    for (const string of node.descendantsOfType('string')) {
      for (const name of string.text.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? []) {
        if (isModules(name, scope)) this.#readName(name, true);
      }
    }
  }
}
