import { Sshd } from '../hosts/sshd';
import { BreakingProxy } from './breakingProxy';
import { PulledCable } from './pulledCable';

/** The two hosts' names in the client's config: one sshd behind two proxies, so that two clients break apart. */
export const hosts = ['first', 'second'] as const;
export type HostName = (typeof hosts)[number];

/** A real sshd, at the end of a cable of its own where that can be had, and the ways to it. */
export class Arena {
  readonly sshd: Sshd;
  readonly cable: PulledCable | undefined;
  readonly proxies: Readonly<Record<HostName, BreakingProxy>>;

  static async open(): Promise<Arena> {
    const cable = PulledCable.lay();
    const sshd = await Sshd.start(cable ? { network: cable } : {});
    const target = { host: sshd.address, port: sshd.port };
    const proxies = { first: await BreakingProxy.start(target), second: await BreakingProxy.start(target) };
    for (const name of hosts) {
      sshd.addHost(name, { HostName: '127.0.0.1', Port: proxies[name].port, HostKeyAlias: 'arena' });
    }
    sshd.trust([`arena ${sshd.publicHostKey()}`]);
    return new Arena(sshd, cable, proxies);
  }

  private constructor(sshd: Sshd, cable: PulledCable | undefined, proxies: Arena['proxies']) {
    this.sshd = sshd;
    this.cable = cable;
    this.proxies = proxies;
  }

  /** All ways are open, and nothing goes along them. */
  clear(): void {
    this.cable?.putBack();
    for (const name of hosts) {
      this.proxies[name].cut();
      this.proxies[name].restore();
    }
  }

  async close(): Promise<void> {
    for (const name of hosts) this.proxies[name].stop();
    await this.sshd.stop();
    this.cable?.remove();
  }
}
