import type { Answered, ModuleFacts } from './moduleFacts';
import type { LocalModule, ModuleResolver } from './resolver';
import type { Turns } from './turns';

/** Files as one inspection sees them. */
export interface FileVersions {
  /** Another object wherever something in the file that matters is different; undefined where there is no file. */
  versionOf(file: string): object | undefined;
  facts(file: string): ModuleFacts | undefined;
}

/** What was looked at on the way to a finding: whole files, or answers to questions about them. */
export class Basis {
  readonly #whole = new Set<string>();
  readonly #asked = new Map<string, Answered[]>();

  addFile(file: string): void {
    this.#whole.add(file);
  }

  addAnswer(file: string, answered: Answered): void {
    const known = this.#asked.get(file);
    if (!known) this.#asked.set(file, [answered]);
    else if (!known.includes(answered)) known.push(answered);
  }

  *files(): Iterable<string> {
    yield* this.#whole;
    yield* this.#asked.keys();
  }

  /** Whether a file that is different now makes a difference. */
  dependsOn(file: string, facts: ModuleFacts | undefined): boolean {
    if (this.#whole.has(file)) return true;
    const asked = this.#asked.get(file);
    return asked?.some(({ question, name, answer }) => facts?.ask(question, name).answer !== answer) ?? false;
  }
}

/**
 * The edges out of each module, good for as long as what they were found from stays as it was. It serves one
 * inspection at a time, the one that refreshed it last: another that is still under way finds its edges for itself.
 */
export class EdgeMemory<Edges> {
  /** By the module's number: a walk over thousands of modules looks each up. */
  readonly #known: ({ readonly edges: Edges; readonly basis: Basis } | undefined)[] = [];
  readonly #versions = new Map<string, object | undefined>();
  readonly #numbers = new Map<LocalModule, number>();
  #serves: FileVersions | undefined;

  /** Forgets what is out of date for this inspection, whose files stay as they are. */
  async refresh(files: FileVersions, turns: Turns): Promise<void> {
    this.#serves = files;
    for (const [file, before] of this.#versions) {
      if (turns.isDue()) await turns.yieldIfDue();
      if (this.#serves !== files) return;
      const version = files.versionOf(file);
      if (version === before) continue;
      this.#versions.set(file, version);
      const facts = files.facts(file);
      for (const [number, known] of this.#known.entries()) {
        if (known?.basis.dependsOn(file, facts) === true) this.#known[number] = undefined;
      }
    }
  }

  /** A number of its own for each module, from 0 on. */
  numberOf(module: LocalModule): number {
    let number = this.#numbers.get(module);
    if (number === undefined) this.#numbers.set(module, (number = this.#numbers.size));
    return number;
  }

  recall(number: number, files: FileVersions): Edges | undefined {
    return this.#serves === files ? this.#known[number]?.edges : undefined;
  }

  keep(number: number, edges: Edges, basis: Basis, files: FileVersions): void {
    if (this.#serves !== files) return;
    for (const file of basis.files()) if (!this.#versions.has(file)) this.#versions.set(file, files.versionOf(file));
    this.#known[number] = { edges, basis };
  }
}

/** What is known of one entry's modules, as long as no folder that was looked at has changed. */
export interface KnownGraph<Edges> {
  readonly resolver: ModuleResolver;
  readonly entry: LocalModule;
  readonly edges: EdgeMemory<Edges>;
}

/** Entries whose graphs are remembered: those that somebody works on. */
const mostGraphs = 8;

/** Graphs of earlier inspections, the least recently used given up first. */
export class KnownGraphs<Edges> {
  readonly #known = new Map<string, KnownGraph<Edges> & { readonly environment: object }>();

  /** `key` names all that the graph depends on besides what is on the disk and in the environment. */
  take(
    key: string,
    environment: object,
    make: () => { readonly resolver: ModuleResolver; readonly entry: LocalModule },
  ): KnownGraph<Edges> {
    let known = this.#known.get(key);
    if (known?.environment !== environment || !known.resolver.isCurrent()) {
      known = { ...make(), edges: new EdgeMemory<Edges>(), environment };
    }
    this.#known.delete(key);
    this.#known.set(key, known);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= mostGraphs) break;
      this.#known.delete(oldest);
    }
    return known;
  }
}
