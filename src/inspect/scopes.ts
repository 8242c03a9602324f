import type { Node } from 'web-tree-sitter';

/** What a piece of code does with the names of its module. */
export interface NameUse {
  /** Names of the module that it reads, outside functions (`now`) and in the bodies of functions (`later`). */
  readonly now: Set<string>;
  readonly later: Set<string>;
  /** What it may change through a name, each with the names at stake; the same two times. */
  readonly effectsNow: Effect[];
  readonly effectsLater: Effect[];
}

export type Effect =
  /** `x.a = …`, `x[i] = …`, `x += …`, `del x[i]`; in functions also `global x; x = …`. */
  | { readonly kind: 'store'; readonly name: string }
  /** A call; `callee` is its dotted name, or empty where it has none. `passed` are the names given to it. */
  | { readonly kind: 'call'; readonly root: string; readonly callee: string; readonly passed: readonly string[] };

interface Scope {
  readonly kind: 'module' | 'class' | 'function';
  readonly bound: ReadonlySet<string>;
  readonly globals: ReadonlySet<string>;
  readonly parent: Scope | undefined;
}

const moduleScope: Scope = { kind: 'module', bound: new Set(), globals: new Set(), parent: undefined };

/** What a top-level statement does with the module's names. */
export function nameUseOf(node: Node): NameUse {
  const walker = new NameWalker();
  walker.visit(node, moduleScope, false);
  return walker.use;
}

/** The names that a statement binds, deletes or declares in its own scope (not in functions or classes inside it). */
export function boundNames(node: Node): Set<string> {
  const names = new Set<string>();
  collectBound(node, names, new Set());
  return names;
}

function collectBound(node: Node, names: Set<string>, globals: Set<string>): void {
  switch (node.type) {
    case 'function_definition':
    case 'class_definition':
      names.add(node.childForFieldName('name')?.text ?? '');
      return;
    case 'lambda':
      return;
    case 'global_statement':
    case 'nonlocal_statement':
      for (const name of node.namedChildren) globals.add(name.text);
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
    case 'for_in_clause':
      // Comprehensions have a scope of their own; only a `:=` in them binds outside.
      for (const child of node.namedChildren) {
        if (child.id !== node.childForFieldName('left')?.id) collectBound(child, names, globals);
      }
      return;
    case 'named_expression':
      bindTarget(node.childForFieldName('name'), names);
      break;
    case 'as_pattern_target':
      bindTarget(node.namedChild(0), names);
      return;
    case 'except_clause': {
      const alias = node.childForFieldName('alias');
      if (alias) bindTarget(alias, names);
      break;
    }
    case 'delete_statement':
      for (const child of node.namedChildren) bindTarget(child, names);
      return;
    case 'type_alias_statement':
      names.add(/^[^\s[]+/.exec(node.childForFieldName('left')?.text ?? '')?.[0] ?? '');
      return;
    case 'case_pattern':
      capturedNames(node, names);
      return;
  }
  for (const child of node.namedChildren) collectBound(child, names, globals);
}

function importedNames(node: Node, names: Set<string>): void {
  for (const child of node.childrenForFieldName('name')) {
    const alias = child.type === 'aliased_import' ? child.childForFieldName('alias')?.text : undefined;
    const name = child.type === 'aliased_import' ? (child.childForFieldName('name')?.text ?? '') : child.text;
    // `import a.b` binds `a`.
    names.add(alias ?? (node.type === 'import_statement' ? (name.split('.', 1)[0] ?? '').trim() : name));
  }
}

function bindTarget(target: Node | null | undefined, names: Set<string>): void {
  if (!target) return;
  if (target.type === 'identifier') names.add(target.text);
  else if (target.type !== 'attribute' && target.type !== 'subscript') {
    for (const child of target.namedChildren) bindTarget(child, names);
  }
}

/** Every plain name in a `case` pattern; some are values that are compared, which does no harm here. */
function capturedNames(node: Node, names: Set<string>): void {
  if (node.type === 'identifier') names.add(node.text);
  for (const child of node.namedChildren) capturedNames(child, names);
}

/** The first name of `x.a[0].b`, where it starts with one. */
export function rootName(node: Node | null | undefined): string | undefined {
  let current = node;
  while (current && (current.type === 'attribute' || current.type === 'subscript')) {
    current = current.childForFieldName(current.type === 'attribute' ? 'object' : 'value');
  }
  while (current?.type === 'parenthesized_expression') current = current.namedChild(0);
  return current?.type === 'identifier' ? current.text : undefined;
}

class NameWalker {
  readonly use: NameUse = { now: new Set(), later: new Set(), effectsNow: [], effectsLater: [] };

  visit(node: Node, scope: Scope, later: boolean): void {
    switch (node.type) {
      case 'identifier':
        this.#read(node.text, scope, later);
        return;
      case 'comment':
      case 'import_statement':
      case 'import_from_statement':
      case 'future_import_statement':
      case 'global_statement':
      case 'nonlocal_statement':
        return;
      case 'attribute':
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
      case 'augmented_assignment':
        this.#store(node.childForFieldName('left'), scope, later, node.type === 'augmented_assignment');
        break;
      case 'for_statement':
        this.#store(node.childForFieldName('left'), scope, later, false);
        break;
      case 'delete_statement':
        for (const child of node.namedChildren) this.#store(child, scope, later, false);
        break;
      case 'as_pattern_target':
        this.#store(node.namedChild(0), scope, later, false);
        break;
      case 'call':
        this.#call(node, scope, later);
        break;
      case 'string':
        this.#annotationLike(node, scope);
        break;
    }
    for (const child of node.namedChildren) this.visit(child, scope, later);
  }

  #visitField(node: Node, field: string, scope: Scope, later: boolean): void {
    const child = node.childForFieldName(field);
    if (child) this.visit(child, scope, later);
  }

  #read(name: string, scope: Scope, later: boolean): void {
    if (this.#isModules(name, scope)) (later ? this.use.later : this.use.now).add(name);
  }

  #isModules(name: string, scope: Scope): boolean {
    for (let one: Scope | undefined = scope; one; one = one.parent) {
      if (one.globals.has(name)) return true;
      // A class's names are seen in its own body, not in its methods.
      if (one.bound.has(name) && (one.kind !== 'class' || one === scope)) return false;
    }
    return true;
  }

  #store(target: Node | null, scope: Scope, later: boolean, augmented: boolean): void {
    if (!target) return;
    const effects = later ? this.use.effectsLater : this.use.effectsNow;
    if (target.type === 'identifier') {
      const declared = scope.kind === 'function' && scope.globals.has(target.text);
      if (declared || (augmented && scope.kind === 'module')) effects.push({ kind: 'store', name: target.text });
    } else if (target.type === 'attribute' || target.type === 'subscript') {
      const name = rootName(target);
      if (name !== undefined && this.#isModules(name, scope)) effects.push({ kind: 'store', name });
    } else for (const child of target.namedChildren) this.#store(child, scope, later, augmented);
  }

  #call(node: Node, scope: Scope, later: boolean): void {
    const callee = node.childForFieldName('function');
    const root = rootName(callee);
    const own = root !== undefined && this.#isModules(root, scope) ? root : '';
    const passed: string[] = [];
    for (const argument of node.childForFieldName('arguments')?.namedChildren ?? []) {
      this.#passed(argument, scope, passed);
    }
    if (own === '' && passed.length === 0) return;
    const dotted =
      callee && /^[\w.\s]+$/.test(callee.text) ? callee.text.replace(/\s/g, '') : own === '' ? '' : `${own}.?`;
    const effects = later ? this.use.effectsLater : this.use.effectsNow;
    effects.push({ kind: 'call', root: own, callee: dotted, passed });
  }

  /** Names that a callee gets hold of: given themselves, by an attribute or item of theirs, or in a literal. */
  #passed(argument: Node, scope: Scope, passed: string[]): void {
    const name = rootName(argument);
    if (name !== undefined) {
      if (this.#isModules(name, scope)) passed.push(name);
      return;
    }
    if (argument.type === 'keyword_argument') {
      const value = argument.childForFieldName('value');
      if (value) this.#passed(value, scope, passed);
    } else if (
      /^(?:list|tuple|set|dictionary|pair|list_splat|dictionary_splat|call|argument_list|attribute)$/.test(
        argument.type,
      )
    ) {
      for (const child of argument.namedChildren) this.#passed(child, scope, passed);
    }
  }

  #function(node: Node, scope: Scope, later: boolean): void {
    const parameters = node.childForFieldName('parameters');
    const bound = new Set<string>();
    for (const parameter of parameters?.namedChildren ?? []) {
      this.#parameter(parameter, scope, later, bound);
    }
    this.#visitField(node, 'return_type', scope, later);
    const body = node.childForFieldName('body');
    const types = node.childForFieldName('type_parameters');
    if (types) for (const name of types.descendantsOfType('identifier')) bound.add(name.text);
    if (!body) return;
    const globals = new Set<string>();
    const locals = new Set<string>();
    collectBound(body, locals, globals);
    for (const name of locals) if (!globals.has(name)) bound.add(name);
    this.visit(body, { kind: 'function', bound, globals: globalsOnly(body), parent: scope }, true);
  }

  #parameter(parameter: Node, scope: Scope, later: boolean, bound: Set<string>): void {
    // Defaults and annotations are evaluated where the function is defined.
    this.#visitField(parameter, 'value', scope, later);
    this.#visitField(parameter, 'type', scope, later);
    const name =
      parameter.childForFieldName('name') ??
      (parameter.type === 'typed_parameter' ? parameter.namedChild(0) : parameter);
    bindTarget(name, bound);
  }

  #lambda(node: Node, scope: Scope, later: boolean): void {
    const bound = new Set<string>();
    for (const parameter of node.childForFieldName('parameters')?.namedChildren ?? []) {
      this.#parameter(parameter, scope, later, bound);
    }
    const body = node.childForFieldName('body');
    if (body) this.visit(body, { kind: 'function', bound, globals: new Set(), parent: scope }, true);
  }

  #class(node: Node, scope: Scope, later: boolean): void {
    this.#visitField(node, 'superclasses', scope, later);
    const body = node.childForFieldName('body');
    if (!body) return;
    // A class body may read a module's name before it binds its own (`x = x`), so nothing in it counts as bound
    // for what the body itself reads.
    this.visit(body, { kind: 'class', bound: new Set(), globals: new Set(), parent: scope }, later);
  }

  #comprehension(node: Node, scope: Scope, later: boolean): void {
    const bound = new Set<string>();
    for (const clause of node.namedChildren) {
      if (clause.type === 'for_in_clause') bindTarget(clause.childForFieldName('left'), bound);
    }
    const inner: Scope = { kind: 'function', bound, globals: new Set(), parent: scope };
    for (const child of node.namedChildren) this.visit(child, inner, later);
  }

  /** Annotations may be strings (`"Net"`), which some libraries evaluate later. */
  #annotationLike(node: Node, scope: Scope): void {
    if (node.parent?.type !== 'type') return;
    for (const name of node.text.match(/[A-Za-z_]\w*/g) ?? []) this.#read(name, scope, true);
  }
}

function globalsOnly(body: Node): Set<string> {
  const names = new Set<string>();
  const visit = (node: Node): void => {
    if (node.type === 'function_definition' || node.type === 'class_definition' || node.type === 'lambda') return;
    if (node.type === 'global_statement') for (const name of node.namedChildren) names.add(name.text);
    else for (const child of node.namedChildren) visit(child);
  };
  visit(body);
  return names;
}
