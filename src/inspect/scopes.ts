import type { SyntaxNode } from './syntaxTree';

/** Where a name is looked up. */
export interface Scope {
  readonly kind: 'module' | 'class' | 'function';
  readonly bound: ReadonlySet<string>;
  readonly globals: ReadonlySet<string>;
  /** What is bound so far for sure, in scopes that run from top to bottom where they stand. */
  readonly sure: Set<string>;
  /** The names that flow into each bound one. */
  readonly sources: ReadonlyMap<string, ReadonlySet<string>>;
  readonly parent: Scope | undefined;
  /** For each name the module's names that it holds, as far as that was asked for. */
  readonly held: Map<string, readonly string[]>;
}

/** Whether a name means the module's here, and is not sure to be bound by the code itself. */
export function isModules(name: string, scope: Scope): boolean {
  for (let one: Scope | undefined = scope; one; one = one.parent) {
    if (one.globals.has(name)) return true;
    // A class's names are seen in its own body, not in its methods.
    if (one.kind === 'class' ? one === scope && one.sure.has(name) : one.bound.has(name)) return false;
    if (one.kind === 'module' && one === moduleAround(scope)) return !one.sure.has(name);
  }
  return true;
}

/** The module's scope where code that runs at once stands in it: there, what is bound for sure is the code's own. */
function moduleAround(scope: Scope): Scope | undefined {
  let one: Scope | undefined = scope;
  while (one && one.kind !== 'module') {
    if (one.kind === 'function' && one.sure !== one.parent?.sure) return undefined;
    one = one.parent;
  }
  return one;
}

/** The module's names that a name holds: itself, or what flows into a local one. */
export function moduleNames(name: string, scope: Scope): readonly string[] {
  // In a function it does not matter where the name stands; it is asked for again and again.
  if (scope.kind !== 'function') return namesHeld(name, scope, new Set());
  let held = scope.held.get(name);
  if (!held) scope.held.set(name, (held = namesHeld(name, scope, new Set())));
  return held;
}

function namesHeld(name: string, scope: Scope, seen: Set<string>): string[] {
  for (let one: Scope | undefined = scope; one; one = one.parent) {
    if (one.kind === 'module' || one.globals.has(name)) return [name];
    const key = `${name}\0${depthOf(one)}`;
    if (one.kind === 'class' ? !(one === scope && one.sure.has(name)) : !one.bound.has(name)) continue;
    if (seen.has(key)) return [];
    seen.add(key);
    const outer = one;
    return [...(one.sources.get(name) ?? [])].flatMap((source) => namesHeld(source, outer, seen));
  }
  return [name];
}

function depthOf(scope: Scope): number {
  let depth = 0;
  for (let one = scope.parent; one; one = one.parent) depth += 1;
  return depth;
}

/** The names that a function's own `global` statements declare. */
export function declaredGlobal(body: SyntaxNode): Set<string> {
  const names = new Set<string>();
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'function_definition' || node.type === 'class_definition' || node.type === 'lambda') return;
    if (node.type === 'global_statement') for (const name of node.namedChildren) names.add(name.text);
    else for (const child of node.namedChildren) visit(child);
  };
  visit(body);
  return names;
}
