import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { z } from 'zod';
import type { Sshd } from '../test/hosts/sshd';

const answer = z.union([z.object({ ms: z.number() }), z.object({ why: z.string() }), z.object({})]);

/** One of the peers, in a process of its own (peers.py), connected and ready to be called again and again. */
export class PeerCall {
  readonly #process: ChildProcess;
  readonly #lines: Interface;
  readonly #answers: AsyncIterator<string, unknown>;

  /** @param python What the peer is installed in. @param onHost The host's. */
  static async open(name: string, python: string, sshd: Sshd, onHost: string, folder: string): Promise<PeerCall> {
    const script = path.join(import.meta.dirname, 'peers.py');
    const peer = new PeerCall(
      spawn(python, [script, name, sshd.configFile, String(sshd.port), sshd.key, onHost, folder], {
        stdio: ['pipe', 'pipe', 'ignore'],
      }),
    );
    const first = await peer.#next();
    if ('why' in first) throw new Error(first.why);
    return peer;
  }

  private constructor(child: ChildProcess) {
    if (child.stdout === null) throw new Error('The peer has no standard output.');
    this.#process = child;
    child.on('error', () => undefined);
    child.stdin?.on('error', () => undefined);
    this.#lines = createInterface(child.stdout);
    this.#answers = this.#lines[Symbol.asyncIterator]();
  }

  /** Milliseconds from the request to the result, or to the first output where it prints. */
  async call(): Promise<number> {
    this.#process.stdin?.write('\n');
    const next = await this.#next();
    if (!('ms' in next)) throw new Error('The peer told no time.');
    return next.ms;
  }

  close(): void {
    this.#lines.close();
    this.#process.stdin?.destroy();
  }

  async #next(): Promise<z.infer<typeof answer>> {
    const next = await this.#answers.next();
    if (next.done === true) throw new Error('The peer ended.');
    return answer.parse(JSON.parse(next.value));
  }
}
