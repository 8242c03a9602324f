import type { ComputedFacts } from './computedImports';
import { dottedTexts, type ImportFact, type ImportFacts } from './imports';
import { mayAskMetadata, metadataAskedIn, requirementsIn, type MetadataUse } from './metadataUse';

/** What is asked of a module by those who do not need its contents. */
export type Question =
  /** Whether it makes names up when they are asked for. */
  | 'is-lazy'
  /** Whether it makes names or submodules appear by other means than statements and files. */
  | 'is-dynamic'
  /** Whether it puts modules of its own into the importer's hands. */
  | 'makes-modules'
  /** Whether it may change where its submodules are looked for. */
  | 'extends-path'
  /** Whether it may bind a name. */
  | 'may-define'
  /** Whether it has a name as a word of its own. */
  | 'mentions'
  /** The names of its `__all__`. */
  | 'all'
  /** The strings in it that could be dotted names. */
  | 'dotted-texts'
  /** The distributions that its strings could be about. */
  | 'requirements'
  /** Whether it lists the modules of packages that others give it. */
  | 'lists-given'
  /** Whether it imports modules by names that others give it. */
  | 'imports-given';

/** A question and its answer: a text, empty for no, so that an edit's answer can be compared with it. */
export interface Answered {
  readonly question: Question;
  /** What `may-define` and `mentions` are about. */
  readonly name: string;
  readonly answer: string;
}

const dynamic =
  /\bsys\s*\.\s*(?:modules|meta_path)\b|\b__path__\b|\b__getattr__\b|\bexec\s*\(|\bglobals\s*\(|\bsetattr\s*\(/;
const starImport = /^[ \t]*from\b[^\n]*\bimport\s*\(?\s*\*/m;
const modulesMade = /\bsys\s*\.\s*(?:meta_path|modules\s*\[)/;

/** One content of a module's file, as the walk over imports sees it. Answers are kept: they outlive the text. */
export class ModuleFacts implements ImportFacts {
  readonly imports: readonly ImportFact[];
  readonly all: readonly string[];
  readonly computed: ComputedFacts | undefined;
  readonly lazy: boolean;
  readonly ownPath: boolean;
  /** The file's text, decoded when asked for. */
  readonly text: () => string;
  #metadata: { readonly module: string; readonly use: MetadataUse | undefined } | undefined;
  readonly #answers = new Map<string, Answered>();

  constructor(facts: ImportFacts, text: () => string) {
    this.imports = facts.imports;
    this.all = facts.all;
    this.computed = facts.computed;
    this.lazy = facts.lazy;
    this.ownPath = facts.ownPath;
    this.text = text;
  }

  /** The same file, as a call that makes other imports of it. */
  withImports(imports: readonly ImportFact[]): ModuleFacts {
    const { all, computed, lazy, ownPath } = this;
    return new ModuleFacts({ imports, all, computed, lazy, ownPath }, this.text);
  }

  /** @param module The dotted name that the file has as a module. Undefined where it cannot ask at all. */
  metadataUse(module: string): MetadataUse | undefined {
    if (this.#metadata?.module !== module) {
      const use = mayAskMetadata(this.imports) ? metadataAskedIn(this.text(), module) : undefined;
      this.#metadata = { module, use };
    }
    return this.#metadata.use;
  }

  ask(question: Question, name = ''): Answered {
    const key = name === '' ? question : `${question} ${name}`;
    let known = this.#answers.get(key);
    if (!known) this.#answers.set(key, (known = { question, name, answer: this.#find(question, name) }));
    return known;
  }

  #find(question: Question, name: string): string {
    switch (question) {
      case 'is-lazy':
        return yes(this.lazy);
      case 'is-dynamic':
        return yes(dynamic.test(this.text()));
      case 'makes-modules':
        return yes(modulesMade.test(this.text()));
      case 'extends-path':
        return yes(this.ownPath || this.imports.some(({ module }) => ['pkgutil', 'pkg_resources'].includes(module)));
      case 'may-define': {
        const text = this.text();
        return yes(mentions(text, name) || starImport.test(text) || this.ask('is-dynamic').answer === 'yes');
      }
      case 'mentions':
        return yes(mentions(this.text(), name));
      case 'all':
        return this.all.join('\n');
      case 'requirements':
        return requirementsIn(this.text()).join('\n');
      case 'lists-given':
        return yes(this.computed?.listsGiven === true);
      case 'imports-given':
        return yes(this.computed?.importsGiven === true);
      case 'dotted-texts':
        return dottedTexts(this.text()).join('\n');
    }
  }
}

function yes(is: boolean): string {
  return is ? 'yes' : '';
}

/** Whether a text has a name as a word of its own. */
function mentions(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (!/[\p{L}\p{N}_]/u.test(text.charAt(at - 1)) && !/[\p{L}\p{N}_]/u.test(text.charAt(at + name.length)))
      return true;
  }
  return false;
}
