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

/**
 * How a person looks at the page: which job, and of each job which tab, how far it is scrolled, what stands open. What
 * the editor kept comes from outside, so each value is read by its kind, with one to fall back on.
 */
export class PageState {
  readonly #keeper: StateKeeper;
  /** Newest last. */
  #jobs: ReadonlyMap<string, KeptValues>;
  readonly #job: string | undefined;

  constructor(keeper: StateKeeper) {
    this.#keeper = keeper;
    this.#jobs = jobsOf(keeper.getState());
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
    const value = this.#values[key];
    return typeof value === 'string' ? value : otherwise;
  }

  number(key: string, otherwise: number): number {
    const value = this.#values[key];
    return typeof value === 'number' ? value : otherwise;
  }

  flag(key: string, otherwise: boolean): boolean {
    const value = this.#values[key];
    return typeof value === 'boolean' ? value : otherwise;
  }

  texts(key: string): readonly string[] {
    const value = this.#values[key];
    return isTexts(value) ? value : [];
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
    const [job, values] = [...this.#jobs].at(-1) ?? [];
    if (job !== undefined) this.#keep(new Map([...this.#jobs, [job, { ...values, [key]: value }]]));
  }

  get #values(): KeptValues {
    return [...this.#jobs.values()].at(-1) ?? {};
  }

  #keep(jobs: ReadonlyMap<string, KeptValues>): void {
    this.#jobs = jobs;
    this.#keeper.setState({ jobs: [...jobs] });
  }
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
