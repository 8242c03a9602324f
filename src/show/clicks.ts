/** So close together two clicks are one double click, in milliseconds. */
const doubleClick = 500;

/** Tells a click from those that follow it in a double click: they are no wish of their own. */
export class Clicks {
  /** When each target was clicked last. */
  readonly #last = new Map<string, number>();

  /** `now` counts milliseconds from anywhere. */
  constructor(private readonly now: () => number) {}

  /** Whether a click on this target, now, begins anew. */
  isFirst(target: string): boolean {
    const now = this.now();
    const last = this.#last.get(target);
    this.#last.set(target, now);
    return last === undefined || now - last >= doubleClick;
  }
}
