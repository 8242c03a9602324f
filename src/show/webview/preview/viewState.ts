/** What a person opened, closed and filtered, and how far down the page is scrolled in pixels: kept by the editor while the page is out of sight. */
export interface ViewState {
  readonly toggled: readonly string[];
  readonly leftOutOnly: boolean;
  readonly top: number;
}

export interface StateKeeper {
  load(): unknown;
  save(state: ViewState): void;
}

/** Which parts stand open. A part is named by an id; `toggled` are those that stand otherwise than they begin. */
export class OpenParts {
  readonly #keeper: StateKeeper;
  readonly #toggled: Set<string>;
  #leftOutOnly: boolean;
  #top: number;

  constructor(keeper: StateKeeper) {
    this.#keeper = keeper;
    const loaded = keeper.load();
    const known = isState(loaded) ? loaded : { toggled: [], leftOutOnly: false, top: 0 };
    this.#toggled = new Set(known.toggled);
    this.#leftOutOnly = known.leftOutOnly;
    this.#top = known.top;
  }

  get leftOutOnly(): boolean {
    return this.#leftOutOnly;
  }

  set leftOutOnly(on: boolean) {
    this.#leftOutOnly = on;
    this.#save();
  }

  get top(): number {
    return this.#top;
  }

  set top(pixels: number) {
    this.#top = pixels;
    this.#save();
  }

  isOpen(id: string, byDefault: boolean): boolean {
    return this.#toggled.has(id) !== byDefault;
  }

  toggle(id: string): void {
    if (!this.#toggled.delete(id)) this.#toggled.add(id);
    this.#save();
  }

  #save(): void {
    this.#keeper.save({ toggled: [...this.#toggled], leftOutOnly: this.#leftOutOnly, top: this.#top });
  }
}

function isState(value: unknown): value is ViewState {
  return (
    typeof value === 'object' &&
    value !== null &&
    'toggled' in value &&
    Array.isArray(value.toggled) &&
    value.toggled.every((id) => typeof id === 'string') &&
    'leftOutOnly' in value &&
    typeof value.leftOutOnly === 'boolean' &&
    'top' in value &&
    typeof value.top === 'number'
  );
}
