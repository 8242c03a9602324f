import { DelayProxy } from '../test/hosts/delayProxy';
import { Sshd } from '../test/hosts/sshd';
import type { Row } from './measure';
import { RsyncAndSsh } from './rsyncAndSsh';
import { SlowLine } from './slowLine';

/** Rows that are measured together. */
export interface RowGroup {
  readonly ids: readonly string[];
  readonly measure: (bed: Bed) => Promise<readonly Row[]>;
}

/** Milliseconds that the line to the far host adds to a round trip. */
const farAway = 50;

/** What rows are measured on: a real sshd of its own, `box` over loopback, and the same as `far` over a slow line. */
export class Bed {
  readonly sshd: Sshd;
  readonly line: SlowLine;
  readonly #known: string[] = [];
  #hosts = 0;
  readonly #masters = new Map<string, RsyncAndSsh>();

  static async start(): Promise<Bed> {
    // As every host's own: `scp` needs it.
    const sshd = await Sshd.start({ config: ['Subsystem sftp internal-sftp'] });
    const line = await SlowLine.start(sshd.port, farAway);
    const bed = new Bed(sshd, line);
    sshd.addHost('far', { Port: line.port });
    bed.#trust(sshd.port, line.port);
    return bed;
  }

  private constructor(sshd: Sshd, line: SlowLine) {
    this.sshd = sshd;
    this.line = line;
  }

  /** Another line to the sshd, to be pulled or not. */
  newLine(): Promise<DelayProxy> {
    return DelayProxy.start(this.sshd.port, 0);
  }

  /** The sshd under another name and with a config of its own, by a port of its own or by that of a line to it. */
  addHost(port: number, settings: Readonly<Record<string, string>>): string {
    const name = `box${(this.#hosts += 1)}`;
    this.sshd.addHost(name, { Port: port, ...settings });
    this.#trust(port);
    return name;
  }

  #trust(...ports: readonly number[]): void {
    for (const port of ports) this.#known.push(`[${this.sshd.address}]:${port} ${this.sshd.publicHostKey()}`);
    this.sshd.trust(this.#known);
  }

  /** What people do by hand on one of the hosts, over one master connection to it. */
  byHand(host: 'box' | 'far'): RsyncAndSsh {
    let master = this.#masters.get(host);
    if (master === undefined) {
      master = new RsyncAndSsh(this.sshd, host);
      this.#masters.set(host, master);
    }
    return master;
  }

  async stop(): Promise<void> {
    for (const master of this.#masters.values()) master.dispose();
    this.line.stop();
    await this.sshd.stop();
  }
}
