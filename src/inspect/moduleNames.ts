import type { SyntaxNode } from './syntaxTree';
import { isBuiltin } from './builtinNames';
import { customaryName } from './settings';
import { innerStatements, type Unit } from './units';

/** The names of the entry's module: what binds them and what they stand for. */
export class ModuleNames {
  readonly #binders = new Map<string, Unit[]>();
  readonly #definitions = new Map<string, Unit[]>();
  readonly #methods = new Map<string, Unit[]>();
  readonly #canonical = new Map<string, string>();
  readonly #holding = new Set<string>();
  readonly #localImports = new Set<string>();
  readonly #modules = new Set<string>();
  readonly #libraryTops = new Map<string, string>();
  readonly #changers = new Map<string, string>();
  readonly #read = new Map<string, Unit | 'several'>();

  constructor(units: readonly Unit[], isLocal: (top: string) => boolean) {
    for (const unit of units) {
      for (const name of [...unit.use.now, ...unit.use.later]) {
        const reader = this.#read.get(name);
        if (reader !== unit) this.#read.set(name, reader ? 'several' : unit);
      }
      for (const name of unit.binds) {
        push(this.#binders, name, unit);
        // A name that holds a lambda is called like a function.
        if (unit.kind === 'definition' || unit.use.effectsLater.length > 0) push(this.#definitions, name, unit);
        if (holdsState(unit, name)) this.#holding.add(name);
      }
      if (unit.kind === 'definition') for (const method of methodsOf(unit)) push(this.#methods, method, unit);
      for (const { name, canonical, top, taken, changes } of unit.imports) {
        this.#canonical.set(name, canonical);
        if (changes === true) this.#changers.set(name, topOf(canonical));
        if (!taken) this.#modules.add(name);
        if (top === '' || isLocal(top)) {
          this.#localImports.add(name);
          this.#holding.add(name);
        } else this.#libraryTops.set(name, top);
      }
    }
    for (const unit of units) {
      const alias = aliasIn(unit);
      // What calling the one runs, calling the other runs: `F = define_format`.
      for (const one of alias ? this.definitionsOf(alias.of) : []) push(this.#definitions, alias?.name ?? '', one);
    }
  }

  bindersOf(name: string): readonly Unit[] {
    return this.#binders.get(name) ?? [];
  }

  /** Whether nothing in the file binds it, nor Python itself. */
  isUnbound(name: string): boolean {
    return !this.#binders.has(name) && !isBuiltin(name);
  }

  /** Whether a statement other than this one reads the name. */
  isReadBeside(name: string, unit: Unit): boolean {
    const reader = this.#read.get(name);
    return reader !== undefined && reader !== unit;
  }

  /** Functions and classes of the file by their names; several where it defines one again. */
  definitionsOf(name: string): readonly Unit[] {
    return this.#definitions.get(name) ?? [];
  }

  /** The classes of the file that have a method of this name. */
  classesWith(method: string): readonly Unit[] {
    return this.#methods.get(method) ?? [];
  }

  /** Whether a name holds something that a call could change: no function, module of a library or constant. */
  holds(name: string): boolean {
    return this.#holding.has(name);
  }

  /** Whether an import of the project's own modules binds it. */
  isLocalImport(name: string): boolean {
    return this.#localImports.has(name);
  }

  /** Whether it is a function of the project's that may change what is behind another name, being taken from there too. */
  mayChange(name: string, other: string): boolean {
    const top = this.#changers.get(name);
    return top !== undefined && this.#localImports.has(other) && topOf(this.#canonical.get(other) ?? '') === top;
  }

  /** Whether it is a module as a whole: `import a.b as c`. */
  isModule(name: string): boolean {
    return this.#modules.has(name);
  }

  /** The top-level module of the library that it is, or is taken from. */
  libraryOf(name: string): string | undefined {
    return this.#libraryTops.get(name);
  }

  /** The full dotted name of what is called or stored into, as far as the imports tell; empty where they do not. */
  canonical(dotted: string): string {
    const [first = ''] = dotted.split('.', 1);
    const full = this.#canonical.get(first);
    if (full !== undefined) return full + dotted.slice(first.length);
    return this.#binders.has(first) ? '' : customaryName(dotted);
  }
}

/** What a dotted name begins with; empty where that is a dot. */
function topOf(dotted: string): string {
  return dotted.split('.', 1)[0] ?? '';
}

/** `F = define`, `F = partial(define, 1)`. */
function aliasIn(unit: Unit): { readonly name: string; readonly of: string } | undefined {
  const assignment = unit.kind === 'assignment' ? unit.node.namedChild(0) : null;
  const left = assignment?.childForFieldName('left');
  let right = assignment?.childForFieldName('right');
  if (right?.type === 'call' && /\bpartial$/.test(right.childForFieldName('function')?.text ?? ''))
    right = right.childForFieldName('arguments')?.namedChild(0);
  return left?.type === 'identifier' && right?.type === 'identifier' ? { name: left.text, of: right.text } : undefined;
}

function push(map: Map<string, Unit[]>, key: string, unit: Unit): void {
  const found = map.get(key);
  if (found) found.push(unit);
  else map.set(key, [unit]);
}

function holdsState(unit: Unit, name: string): boolean {
  if (unit.kind === 'import') return false;
  if (unit.imports.some((one) => one.name === name)) return false;
  if (unit.constants.has(name)) return false;
  const definition = definitionNode(unit.node);
  return definition ? definition.type === 'class_definition' && hasSharedState(definition) : true;
}

/** The function or class itself, without its decorators. */
export function definitionNode(node: SyntaxNode): SyntaxNode | undefined {
  const inner = node.type === 'decorated_definition' ? node.childForFieldName('definition') : node;
  return inner?.type === 'function_definition' || inner?.type === 'class_definition' ? inner : undefined;
}

/** Whether a class's body makes something that its instances share and could change. */
function hasSharedState(definition: SyntaxNode): boolean {
  const body = definition.childForFieldName('body');
  return (body?.namedChildren ?? []).some((statement) => {
    const value = statement.namedChild(0);
    if (statement.type !== 'expression_statement' || value?.type !== 'assignment') return false;
    return /^(?:list|dictionary|set|call|\w+_comprehension)$/.test(value.childForFieldName('right')?.type ?? '');
  });
}

function methodsOf(unit: Unit): string[] {
  const definition = definitionNode(unit.node);
  const body = definition?.type === 'class_definition' ? definition.childForFieldName('body') : undefined;
  const found: string[] = [];
  const visit = (statement: SyntaxNode): void => {
    const inner = definitionNode(statement);
    if (inner?.type === 'function_definition') found.push(inner.childForFieldName('name')?.text ?? '');
    else if (!inner) innerStatements(statement).forEach(visit);
  };
  body?.namedChildren.forEach(visit);
  return found;
}
