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
  readonly #masters = new Map<string, RsyncAndSsh>();

  static async start(): Promise<Bed> {
    const sshd = await Sshd.start();
    const line = await SlowLine.start(sshd.port, farAway);
    sshd.addHost('far', { Port: line.port });
    const known = [sshd.port, line.port].map((port) => `[${sshd.address}]:${port} ${sshd.publicHostKey()}`);
    sshd.trust(known);
    return new Bed(sshd, line);
  }

  private constructor(sshd: Sshd, line: SlowLine) {
    this.sshd = sshd;
    this.line = line;
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
