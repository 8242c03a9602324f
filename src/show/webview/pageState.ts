/** What is kept must be JSON. */
type Kept = string | number | boolean | readonly string[];
type KeptValues = Readonly<Record<string, Kept>>;

/** Where the editor keeps a page's state while the page is out of sight, and over a reload of the window. */
export interface StateKeeper {
  getState(): unknown;
  setState(state: unknown): void;
}

/** The parts that stand otherwise than they begin. */
const toggled = 'toggled';

/** Of so many jobs it is remembered how they were looked at, the latest. */
const mostJobs = 20;

/** Values that are kept by name. They come from outside, so each is read by its kind, with one to fall back on. */
export interface Remembered {
  text(key: string, otherwise: string): string;
  number(key: string, otherwise: number): number;
  flag(key: string, otherwise: boolean): boolean;
  texts(key: string): readonly string[];
  set(key: string, value: Kept): void;
}

/** How a person looks at the page: which job, and of each job which tab, how far it is scrolled, what stands open. */
export class PageState implements Remembered {
  readonly #keeper: StateKeeper;
  /** What was chosen for every job. */
  readonly choices: Remembered;
  /** Newest last. */
  #jobs: ReadonlyMap<string, KeptValues>;
  #chosen: KeptValues;
  readonly #own: Remembered;
  readonly #job: string | undefined;

  constructor(keeper: StateKeeper) {
    this.#keeper = keeper;
    const state = keeper.getState();
    this.#jobs = jobsOf(state);
    this.#chosen = chosenOf(state);
    this.choices = remembered(
      () => this.#chosen,
      (values) => this.#keep(this.#jobs, values),
    );
    this.#own = remembered(
      () => [...this.#jobs.values()].at(-1) ?? {},
      (values) => {
        const job = [...this.#jobs.keys()].at(-1);
        if (job !== undefined) this.#keep(new Map([...this.#jobs, [job, values]]));
      },
    );
    this.#job = [...this.#jobs.keys()].at(-1);
  }

  /** The job that was shown last, when the page was loaded. */
  get lastJob(): string | undefined {
    return this.#job;
  }

  /** From now on the values are this job's. */
  enter(job: string): void {
    const kept = this.#jobs.get(job) ?? {};
    const others = [...this.#jobs].filter(([other]) => other !== job).slice(1 - mostJobs);
    this.#keep(new Map([...others, [job, kept]]));
  }

  text(key: string, otherwise: string): string {
    return this.#own.text(key, otherwise);
  }

  number(key: string, otherwise: number): number {
    return this.#own.number(key, otherwise);
  }

  flag(key: string, otherwise: boolean): boolean {
    return this.#own.flag(key, otherwise);
  }

  texts(key: string): readonly string[] {
    return this.#own.texts(key);
  }

  /** Whether a part stands open: by default, or because a person opened it. */
  isOpen(part: string, byDefault: boolean): boolean {
    return this.texts(toggled).includes(part) !== byDefault;
  }

  toggle(part: string): void {
    const before = this.texts(toggled);
    this.set(toggled, before.includes(part) ? before.filter((one) => one !== part) : [...before, part]);
  }

  set(key: string, value: Kept): void {
    this.#own.set(key, value);
  }

  #keep(jobs: ReadonlyMap<string, KeptValues>, chosen = this.#chosen): void {
    this.#jobs = jobs;
    this.#chosen = chosen;
    this.#keeper.setState({ jobs: [...jobs], choices: chosen });
  }
}

/** A part of what is kept, whose names are its own. */
export function within(whole: Remembered, part: string): Remembered {
  const name = (key: string): string => `${part}/${key}`;
  return {
    text: (key, otherwise) => whole.text(name(key), otherwise),
    number: (key, otherwise) => whole.number(name(key), otherwise),
    flag: (key, otherwise) => whole.flag(name(key), otherwise),
    texts: (key) => whole.texts(name(key)),
    set: (key, value) => whole.set(name(key), value),
  };
}

function remembered(values: () => KeptValues, keep: (values: KeptValues) => void): Remembered {
  const value = (key: string): Kept | undefined => values()[key];
  return {
    text: (key, otherwise) => {
      const kept = value(key);
      return typeof kept === 'string' ? kept : otherwise;
    },
    number: (key, otherwise) => {
      const kept = value(key);
      return typeof kept === 'number' ? kept : otherwise;
    },
    flag: (key, otherwise) => {
      const kept = value(key);
      return typeof kept === 'boolean' ? kept : otherwise;
    },
    texts: (key) => {
      const kept = value(key);
      return isTexts(kept) ? kept : [];
    },
    set: (key, kept) => keep({ ...values(), [key]: kept }),
  };
}

function chosenOf(state: unknown): KeptValues {
  if (typeof state !== 'object' || state === null || !('choices' in state)) return {};
  const { choices } = state;
  return typeof choices === 'object' && choices !== null
    ? Object.fromEntries(Object.entries(choices).filter(isKept))
    : {};
}

function jobsOf(state: unknown): ReadonlyMap<string, KeptValues> {
  const jobs = new Map<string, KeptValues>();
  if (typeof state !== 'object' || state === null || !('jobs' in state) || !Array.isArray(state.jobs)) return jobs;
  for (const entry of state.jobs as readonly unknown[]) {
    if (!Array.isArray(entry)) continue;
    const [job, values] = entry as readonly unknown[];
    if (typeof job === 'string' && typeof values === 'object' && values !== null) {
      jobs.set(job, Object.fromEntries(Object.entries(values).filter(isKept)));
    }
  }
  return jobs;
}

function isKept(entry: [string, unknown]): entry is [string, Kept] {
  const [, value] = entry;
  return ['string', 'number', 'boolean'].includes(typeof value) || isTexts(value);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
