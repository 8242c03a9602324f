import type { Disposable } from '../base/disposables';
import { Emitter } from '../base/events';
import type { HostStatus } from '../run/hostStatus';

/** How old an answer may be before it is asked for again, in milliseconds. Disk use costs a look at every file. */
const freshFor = { status: 30_000, disk: 600_000 };

interface Ports {
  /** The hosts that are connected. */
  readonly connected: () => readonly string[];
  /** Reject where the connection goes. */
  readonly status: (host: string) => Promise<HostStatus>;
  readonly diskUse: (host: string) => Promise<number>;
  /** Milliseconds from any fixed point. */
  readonly now: () => number;
}

/** What is known of a host that is connected. */
export interface Known {
  readonly status: HostStatus | undefined;
  /** Bytes. */
  readonly diskUse: number | undefined;
}

interface Kept {
  status: HostStatus | undefined;
  diskUse: number | undefined;
  readonly asked: { status: number; disk: number };
}

/** Keeps an eye on the hosts that are connected anyway, while somebody looks. It connects nothing. */
export class HostWatch implements Disposable {
  readonly #ports: Ports;
  readonly #changed = new Emitter<void>();
  readonly #kept = new Map<string, Kept>();
  readonly #closely = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  readonly onChanged = this.#changed.event;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** Undefined where the host is not connected. */
  get(host: string): Known | undefined {
    return this.#kept.get(host);
  }

  /** Somebody looks, or nobody does any more. */
  look(on: boolean): void {
    if (on === (this.#timer !== undefined)) return;
    clearInterval(this.#timer);
    this.#timer = on ? setInterval(() => this.#ask(), freshFor.status) : undefined;
    if (on) this.#ask();
  }

  /** Somebody looks at all that is known of one host. */
  lookClosely(host: string, on: boolean): void {
    if (on) this.#closely.add(host);
    else this.#closely.delete(host);
    this.#ask();
  }

  /** Hosts have been connected, or are no longer. */
  refresh(): void {
    const connected = new Set(this.#ports.connected());
    const before = this.#kept.size;
    for (const host of this.#kept.keys()) if (!connected.has(host)) this.#kept.delete(host);
    let changed = this.#kept.size !== before;
    for (const host of connected) {
      if (this.#kept.has(host)) continue;
      const asked = { status: -Infinity, disk: -Infinity };
      this.#kept.set(host, { status: undefined, diskUse: undefined, asked });
      changed = true;
    }
    if (changed) this.#changed.fire();
    this.#ask();
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#changed.dispose();
  }

  #ask(): void {
    if (this.#timer === undefined) return;
    const now = this.#ports.now();
    for (const [host, kept] of this.#kept) {
      if (now - kept.asked.status >= freshFor.status) {
        kept.asked.status = now;
        this.#take(host, kept, this.#ports.status(host), (status) => (kept.status = status));
      }
      if (this.#closely.has(host) && now - kept.asked.disk >= freshFor.disk) {
        kept.asked.disk = now;
        this.#take(host, kept, this.#ports.diskUse(host), (bytes) => (kept.diskUse = bytes));
      }
    }
  }

  #take<T>(host: string, kept: Kept, answer: Promise<T>, keep: (value: T) => void): void {
    answer.then(
      (value) => {
        if (this.#kept.get(host) !== kept) return;
        keep(value);
        this.#changed.fire();
      },
      // Whoever runs something there is told what is wrong; here the last answer stays.
      () => undefined,
    );
  }
}
