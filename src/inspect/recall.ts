import type { Closure, SourceReader } from './closure';
import type { Machine } from './environments';
import type { FolderListing, FolderReader } from './sources';

/** Closures that are kept: of the calls that somebody goes to and fro between. */
const mostKept = 8;
/** Where more was asked, asking all of it again is no small part of inspecting. */
const mostAsked = 400;

/** What was answered, by something that is equal exactly where nothing changed, and how to ask again. */
interface Answer {
  readonly then: unknown;
  readonly now: () => unknown;
}

/** What one inspection asked. */
class Questions {
  readonly #asked = new Map<string, Answer>();
  #torn = false;

  /** False where it asked too much, or was told two things of one file. */
  get areKept(): boolean {
    return !this.#torn && this.#asked.size <= mostAsked;
  }

  add(question: string, answer: Answer): void {
    const before = this.#asked.get(question);
    if (!before) this.#asked.set(question, answer);
    else if (before.then !== answer.then) this.#torn = true;
  }

  haveSameAnswers(): boolean {
    for (const { then, now } of this.#asked.values()) if (now() !== then) return false;
    return true;
  }
}

interface Kept {
  readonly questions: Questions;
  readonly closure: Closure;
}

/**
 * What an inspector asks of the world, and the closures that came of it: a call about which nothing changed since is
 * not thought through again. Sources and folders hand out the same objects as long as nothing changed, which is how that
 * is known.
 */
export class Recall {
  readonly source: SourceReader;
  readonly folders: FolderReader;
  readonly machine: Machine;
  /** Of the inspections that are under way: what one asks, any of them may come to know. */
  readonly #watching = new Set<Questions>();
  /** By the request; that which was asked for last is the last. */
  readonly #kept = new Map<string, Kept>();

  /**
   * @param seen The folders as inspections see them, which may be as they were a moment ago; `folders` as they are now.
   */
  constructor(source: SourceReader, seen: FolderReader, folders: FolderReader, machine: Machine) {
    this.source = this.#observedSource(source);
    this.folders = this.#observedFolders(seen, folders);
    this.machine = { home: machine.home, variables: this.#observedVariables(machine.variables) };
  }

  /** The closure of this request, where everything it was made of is as it was. */
  find(request: string): Closure | undefined {
    const kept = this.#kept.get(request);
    if (!kept) return undefined;
    this.#kept.delete(request);
    if (!kept.questions.haveSameAnswers()) return undefined;
    this.#kept.set(request, kept);
    return kept.closure;
  }

  /** Keeps what `inspect` makes of the request. */
  async keep(request: string, inspect: () => Promise<Closure>): Promise<Closure> {
    const questions = new Questions();
    this.#watching.add(questions);
    try {
      const closure = await inspect();
      if (questions.areKept && isWhole(closure)) this.#remember(request, { questions, closure });
      return closure;
    } finally {
      this.#watching.delete(questions);
    }
  }

  #remember(request: string, kept: Kept): void {
    this.#kept.set(request, kept);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= mostKept) break;
      this.#kept.delete(oldest);
    }
  }

  #note(question: string, then: unknown, now: () => unknown): void {
    for (const questions of this.#watching) questions.add(question, { then, now });
  }

  #observedSource(source: SourceReader): SourceReader {
    const note = (file: string, bytes: Uint8Array | undefined): void =>
      this.#note(`read ${file}`, bytes, () => source.read(file));
    const read = (file: string): Uint8Array | undefined => {
      const bytes = source.read(file);
      note(file, bytes);
      return bytes;
    };
    if (!source.readMany) return { read };
    const readMany = source.readMany.bind(source);
    return {
      read,
      async readMany(files) {
        const found = await readMany(files);
        for (const [file, bytes] of found) note(file, bytes);
        return found;
      },
    };
  }

  #observedFolders(seen: FolderReader, now: FolderReader): FolderReader {
    return {
      list: (folder): FolderListing | undefined => {
        const listing = seen.list(folder);
        this.#note(`list ${folder}`, listing, () => now.list(folder));
        return listing;
      },
      about: (file) => {
        const about = seen.about(file);
        this.#note(`about ${file}`, textOf(about), () => textOf(now.about(file)));
        return about;
      },
      identity: (folder): string => {
        const identity = seen.identity(folder);
        this.#note(`identity ${folder}`, identity, () => now.identity(folder));
        return identity;
      },
    };
  }

  #observedVariables(variables: Machine['variables']): Machine['variables'] {
    return new Proxy(variables, {
      get: (_, name) => {
        if (typeof name !== 'string') return undefined;
        const value = variables[name];
        this.#note(`variable ${name}`, value, () => variables[name]);
        return value;
      },
    });
  }
}

function textOf(about: ReturnType<FolderReader['about']>): string {
  return about ? `${about.size} ${about.executable}` : '';
}

/** Whether it holds all of its content: a file that is read only when it is sent was looked at past `SourceReader`. */
function isWhole(closure: Closure): boolean {
  return closure.files.every(({ content }) => content instanceof Uint8Array);
}
