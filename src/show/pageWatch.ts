import type { Disposable } from '../base/disposables';

/** How long a page that is in sight may take before its first message, in milliseconds; each next one has thrice as long. */
const firstPatience = 8000;
/** A machine on which so many pages do not come up has other troubles. */
const mostAttempts = 3;

/**
 * Has a page of ours made anew that is in sight and says nothing. VS Code puts a page into its frame only once the
 * browser has looked whether the frame's service worker has changed, and Chromium may, on a busy machine, never answer
 * that: what a person sees then is an empty frame.
 */
export class PageWatch implements Disposable {
  readonly #remake: () => void;
  #ready = false;
  #attempts = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(remake: () => void) {
    this.#remake = remake;
  }

  /** The page came into sight, which loads it, or went out of it. */
  seen(visible: boolean): void {
    if (!visible) this.#stop();
    else if (!this.#ready && this.#attempts < mostAttempts)
      this.#timer ??= setTimeout(() => this.#late(), this.#patience);
  }

  /** It has said something. */
  ready(): void {
    this.#stop();
    this.#ready = true;
    this.#attempts = 0;
  }

  dispose(): void {
    this.#stop();
  }

  get #patience(): number {
    return firstPatience * 3 ** this.#attempts;
  }

  #late(): void {
    this.#stop();
    this.#attempts += 1;
    this.#remake();
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#ready = false;
  }
}
