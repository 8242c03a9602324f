import { execFileSync, spawnSync } from 'node:child_process';

/** A network namespace with an address of its own, at the end of a cable that can be pulled. Needs Linux and root. */
export class PulledCable {
  readonly namespace: string;
  readonly address: string;
  readonly #device: string;

  /** Undefined where this machine makes no network namespaces. */
  static lay(): PulledCable | undefined {
    const name = `fc${process.pid}`;
    if (spawnSync('ip', ['netns', 'add', name]).status !== 0) return undefined;
    const cable = new PulledCable(name);
    try {
      cable.#connect();
      return cable;
    } catch {
      cable.remove();
      return undefined;
    }
  }

  private constructor(name: string) {
    this.namespace = name;
    this.#device = `${name}b`;
    // Two suites at once have networks of their own.
    this.address = `10.213.${process.pid % 250}.2`;
  }

  pull(): void {
    this.#within('link', 'set', this.#device, 'down');
  }

  putBack(): void {
    this.#within('link', 'set', this.#device, 'up');
  }

  remove(): void {
    spawnSync('ip', ['netns', 'del', this.namespace]);
  }

  #connect(): void {
    const near = `${this.namespace}a`;
    ip('link', 'add', near, 'type', 'veth', 'peer', 'name', this.#device, 'netns', this.namespace);
    ip('addr', 'add', this.address.replace(/2$/, '1/30'), 'dev', near);
    ip('link', 'set', near, 'up');
    this.#within('addr', 'add', `${this.address}/30`, 'dev', this.#device);
    this.#within('link', 'set', 'lo', 'up');
    this.putBack();
  }

  #within(...words: readonly string[]): void {
    ip('-n', this.namespace, ...words);
  }
}

function ip(...words: readonly string[]): void {
  execFileSync('ip', words, { stdio: 'ignore' });
}
