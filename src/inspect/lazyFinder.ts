import { locals, type FinderOptions, type Finding, type Resolve } from './findings';
import type { ImportFact } from './imports';
import { LazyTable } from './lazyNames';
import type { ModuleFacts } from './moduleFacts';
import type { PackageModules } from './packageModules';
import type { LocalModule } from './resolver';

const readsStub = /\battach_stub\s*\(/;

/** Finds what modules import only when a name is asked of them. */
export class LazyFinder {
  readonly #options: FinderOptions;
  readonly #packages: PackageModules;
  readonly #resolve: Resolve;
  /** The names that are being looked for: stubs and literals may lead back to the package that has them. */
  readonly #underWay = new Set<string>();
  readonly #tables = new WeakMap<ModuleFacts, { readonly stub: string | undefined; readonly table: LazyTable }>();

  constructor(options: FinderOptions, packages: PackageModules, resolve: Resolve) {
    this.#options = options;
    this.#packages = packages;
    this.#resolve = resolve;
  }

  /** What `from module import *` asks of it. */
  everyName(file: string): string[] {
    const facts = this.#lazyFacts(file);
    if (!facts) return [];
    return [...new Set([...facts.all, ...this.#tableOf(facts, file).names])];
  }

  /** What modules that code chooses when it runs make up for the names that its texts hold: `getattr(module, "Name")`. */
  askedByText(findings: readonly Finding[], facts: ModuleFacts): Finding[] {
    const reached = locals(findings);
    const onTheWay = new Set(reached.map(({ parent }) => parent));
    const lazy = reached.filter((one) => !onTheWay.has(one) && this.#isLazy(one));
    if (lazy.length === 0) return [];
    const texts = new Set([...facts.text().matchAll(/(["'])(\w+)\1/g)].map((match) => match[2]));
    return lazy.flatMap((module) =>
      this.everyName(module.file ?? '').flatMap((name) => (texts.has(name) ? this.madeUp(module, name) : [])),
    );
  }

  /** What a module that makes names up on demand imports for this one. */
  madeUp(module: LocalModule, name: string): Finding[] {
    const { file } = module;
    const facts = file === undefined ? undefined : this.#lazyFacts(file);
    if (file === undefined || !facts || !/^\w+$/.test(name)) return [];
    const asked = `${name} ${file}`;
    if (this.#underWay.has(asked)) return [];
    this.#underWay.add(asked);
    try {
      return this.#broughtBy(module, name, this.#tableOf(facts, file));
    } finally {
      this.#underWay.delete(asked);
    }
  }

  #tableOf(facts: ModuleFacts, file: string): LazyTable {
    const text = facts.text();
    // Asked for each time, so that whoever rests on the answer is known to rest on the stub.
    const stub = readsStub.test(text) ? this.#options.text(stubOf(file)) : undefined;
    const known = this.#tables.get(facts);
    if (known && known.stub === stub) return known.table;
    const table = new LazyTable(text, stub);
    this.#tables.set(facts, { stub, table });
    return table;
  }

  #broughtBy(module: LocalModule, name: string, table: LazyTable): Finding[] {
    const sources = table.sourcesOf(name);
    const found: Finding[] = [];
    for (const named of sources.modules) found.push(...this.#namedFrom(module, named));
    for (const fact of sources.imports) {
      const original = fact.names?.[fact.bound.indexOf(name)] ?? name;
      found.push(...this.#resolve(module, { ...fact, names: [original], bound: [name] }));
    }
    if (found.length === 0) {
      for (const star of sources.stars) {
        const target = locals(this.#resolve(module, { ...star, names: undefined })).at(-1);
        if (!target?.file || !this.#mentioned(target, name)) continue;
        const inner = this.madeUp(target, name);
        found.push({ kind: 'local', module: target }, ...inner);
      }
    }
    return found.filter(({ kind }) => kind === 'local' || kind === 'external');
  }

  #mentioned(module: LocalModule, name: string): boolean {
    const { file } = module;
    return file !== undefined && (this.#isLazy(module) || this.#options.ask(file, 'mentions', name) === 'yes');
  }

  /** The longest part of a dotted name that is a module: below the package, or from the top. */
  #namedFrom(module: LocalModule, dotted: string): Finding[] {
    const parts = dotted.split('.').filter((part) => part !== '');
    const base = module.folders ? module : module.parent;
    for (const begin of [base, undefined]) {
      const found: Finding[] = [];
      let current = begin;
      for (const part of parts) {
        const next: LocalModule | undefined = current
          ? this.#packages.submodule(current, part)
          : found.length === 0
            ? this.#options.resolver.top(part)
            : undefined;
        if (!next) break;
        found.push({ kind: 'local', module: next });
        current = next;
      }
      if (found.length > 0) return found;
    }
    return [];
  }

  /** `pkg.sub.f()` after `import pkg`, where `pkg` loads `sub` when it is asked for it. */
  askedByAttribute(fact: ImportFact, findings: readonly Finding[], facts: ModuleFacts): Finding[] {
    const reached = locals(findings);
    if (!reached.some((one) => this.#isLazy(one))) return [];
    const found: Finding[] = [];
    const follow = (start: LocalModule, bound: string): void => {
      const chains = new RegExp(`(?<![\\w.])${bound}((?:\\s*\\.\\s*\\w+)+)`, 'g');
      for (const [, chain = ''] of facts.text().matchAll(chains)) {
        let current: LocalModule | undefined = start;
        for (const part of chain.split('.').slice(1)) {
          if (!current) break;
          const name = part.trim();
          const next: LocalModule | undefined = current.folders && this.#packages.submodule(current, name);
          if (this.#isLazy(current)) {
            found.push(...this.madeUp(current, name));
            if (next) found.push({ kind: 'local', module: next });
          }
          current = next;
        }
      }
    };
    if (fact.names === undefined) {
      const [alias = ''] = fact.bound;
      const start = alias === '' ? reached[0] : reached.at(-1);
      const bound = alias === '' ? (fact.module.split('.', 1)[0] ?? '') : alias;
      if (start && bound !== '') follow(start, bound);
    } else {
      for (const [index, name] of fact.names.entries()) {
        const start = reached.find((one) => one.name.endsWith(`.${name}`) && this.#isLazy(one));
        const bound = fact.bound[index];
        if (start && bound !== undefined && /^\w+$/.test(bound)) follow(start, bound);
      }
    }
    return found;
  }

  #isLazy(module: LocalModule): boolean {
    return module.file !== undefined && this.#options.ask(module.file, 'is-lazy') === 'yes';
  }

  /** A file's contents if it makes names up; otherwise nobody depends on them. */
  #lazyFacts(file: string): ModuleFacts | undefined {
    return this.#options.ask(file, 'is-lazy') === 'yes' ? this.#options.facts(file) : undefined;
  }
}

function stubOf(file: string): string {
  return file.replace(/\.py$/, '.pyi');
}
