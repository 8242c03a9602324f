import type { Arena, HostName } from './arena';
import type { Blow, Stage, Strike } from './plan';
import { agentsOf, forkServersOf, processesOf, supervisorsOf } from './processTable';

export interface Targets {
  readonly arena: Arena;
  /** Whose connection the blows fall on. */
  readonly host: HostName;
  readonly directory: string;
  readonly killClient: () => Promise<void>;
  readonly setClock: (milliseconds: number) => void;
}

/** Lets the plan's blows fall, each once its stage was reached and its delay is over. */
export class Strikes {
  /** The blows that fell on something. */
  readonly fallen: Blow[] = [];
  readonly #targets: Targets;
  readonly #strikes: readonly Strike[];
  readonly #timers = new Set<NodeJS.Timeout>();
  #stopped = false;

  constructor(strikes: readonly Strike[], targets: Targets) {
    this.#strikes = strikes;
    this.#targets = targets;
  }

  reached(stage: Stage): void {
    for (const strike of this.#strikes) {
      if (strike.stage === stage) this.#later(strike.delay, () => void this.#strike(strike));
    }
  }

  /** No blow falls any more, and what lasted is over. */
  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#targets.arena.cable?.putBack();
    this.#targets.arena.proxies[this.#targets.host].restore();
  }

  #later(milliseconds: number, act: () => void): void {
    if (this.#stopped) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, milliseconds);
    this.#timers.add(timer);
  }

  async #strike({ blow, lasts }: Strike): Promise<void> {
    const { arena, host, directory } = this.#targets;
    const proxy = arena.proxies[host];
    switch (blow) {
      case 'sshd':
        this.#fell(blow, arena.sshd.cutConnections());
        break;
      case 'agent':
        this.#fell(blow, killAll(agentsOf(processesOf(directory, []))));
        break;
      case 'forkserver':
        this.#fell(blow, killAll(forkServersOf(processesOf(directory, []), supervisorsOf(directory))));
        break;
      case 'supervisor':
        this.#fell(blow, killAll(supervisorsOf(directory).map((pid) => ({ pid }))));
        break;
      case 'client':
        this.#fell(blow, 1);
        await this.#targets.killClient();
        break;
      case 'cut':
        this.#fell(blow, proxy.open);
        proxy.cut();
        break;
      case 'stall':
        this.#fell(blow, proxy.open);
        proxy.stall();
        this.#later(lasts, () => proxy.restore());
        break;
      case 'half-open':
        this.#fell(blow, proxy.open);
        proxy.swallow(lasts % 2 === 0 ? 'up' : 'down');
        this.#later(lasts, () => proxy.restore());
        break;
      case 'link':
        this.#fell(blow, proxy.open);
        arena.cable?.pull();
        this.#later(lasts, () => arena.cable?.putBack());
        break;
      case 'clock':
        this.#fell(blow, 1);
        this.#targets.setClock(lasts % 2 === 0 ? lasts * 86_400 : -lasts * 86_400);
        break;
    }
  }

  #fell(blow: Blow, on: number): void {
    if (on > 0) this.fallen.push(blow);
  }
}

function killAll(processes: readonly { readonly pid: number }[]): number {
  return processes.filter(({ pid }) => {
    try {
      return process.kill(pid, 'SIGKILL');
    } catch {
      // It had ended by itself meanwhile.
      return false;
    }
  }).length;
}
