import type { FarcallError } from '../base/errors';
import type { Clock } from './ports';

const firstPause = 250;
const longestPause = 30_000;

/** Failures of the way to the host, which may pass; anything else needs a person. */
export function passes(error: FarcallError): boolean {
  const { code } = error;
  // A host that answered too late may be in time again.
  return code === 'connection-lost' || code === 'unreachable' || code === 'refused' || error.data['late'] === true;
}

/** The pauses between attempts to reach a host: each twice as long as the one before, up to half a minute. */
export class Pauses {
  readonly #clock: Clock;
  #next = firstPause;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Half to all of the pause, so that many clients cut at once do not come back at once. */
  async wait(signal: AbortSignal): Promise<void> {
    const pause = this.#next;
    this.#next = Math.min(pause * 2, longestPause);
    await this.#clock.sleep(pause * (0.5 + this.#clock.random() / 2), signal);
  }

  /** Something came through: the next pause is short again. */
  reset(): void {
    this.#next = firstPause;
  }
}
