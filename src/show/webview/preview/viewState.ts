import type { KeptCall } from '../../preview/protocol';

/**
 * Which call is shown, what a person opened, closed and filtered, and how far down the page is scrolled in pixels: kept
 * by the editor while the page is out of sight, and over a reload of the window.
 */
interface ViewState {
  readonly call: KeptCall | undefined;
  readonly toggled: readonly string[];
  readonly leftOutOnly: boolean;
  readonly top: number;
}

export interface StateKeeper {
  getState(): unknown;
  setState(state: ViewState): void;
}

/** Which parts stand open. A part is named by an id; `toggled` are those that stand otherwise than they begin. */
export class OpenParts {
  readonly #keeper: StateKeeper;
  readonly #toggled: Set<string>;
  /** The editor tells it anew to each page that is loaded. */
  #call: KeptCall | undefined;
  #leftOutOnly: boolean;
  #top: number;

  constructor(keeper: StateKeeper) {
    this.#keeper = keeper;
    const loaded = keeper.getState();
    const known = isLook(loaded) ? loaded : { toggled: [], leftOutOnly: false, top: 0 };
    this.#toggled = new Set(known.toggled);
    this.#leftOutOnly = known.leftOutOnly;
    this.#top = known.top;
  }

  set call(call: KeptCall) {
    this.#call = call;
    this.#save();
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
    this.#keeper.setState({
      call: this.#call,
      toggled: [...this.#toggled],
      leftOutOnly: this.#leftOutOnly,
      top: this.#top,
    });
  }
}

function isLook(value: unknown): value is Omit<ViewState, 'call'> {
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
