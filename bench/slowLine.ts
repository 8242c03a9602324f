import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { connect } from 'node:net';
import { z } from 'zod';
import { median } from './measure';

/** What a slow line's process says once it listens. */
export const slowLinePorts = z.object({ host: z.number(), echo: z.number() });

/**
 * A line to a server on this machine that makes the round trip so many milliseconds longer. It is a process of its own:
 * a network does not wait until those who talk over it have time.
 */
export class SlowLine {
  /** Where the server is reached over the line. */
  readonly port: number;
  readonly #echo: number;
  readonly #process: ChildProcess;

  static async start(target: number, roundTrip: number): Promise<SlowLine> {
    const script = path.join(import.meta.dirname, 'slowLineProcess.ts');
    const child = spawn(process.execPath, ['--import', 'tsx', script, String(target), String(roundTrip / 2)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child.unref();
    for await (const line of createInterface(child.stdout)) {
      const { host, echo } = slowLinePorts.parse(JSON.parse(line));
      return new SlowLine(host, echo, child);
    }
    throw new Error('The slow line did not start.');
  }

  private constructor(port: number, echo: number, child: ChildProcess) {
    this.port = port;
    this.#echo = echo;
    this.#process = child;
  }

  /** Milliseconds that one byte takes there and back, nothing but the line in between: the median of 20. */
  async roundTrip(): Promise<number> {
    const socket = connect({ port: this.#echo, host: '127.0.0.1', noDelay: true });
    const times: number[] = [];
    for (let i = 0; i < 20; i += 1) {
      const began = performance.now();
      const back = new Promise((resolve) => socket.once('data', resolve));
      socket.write('.');
      await back;
      // The first waits for the connection too.
      if (i > 0) times.push(performance.now() - began);
    }
    socket.destroy();
    return median(times);
  }

  stop(): void {
    this.#process.stdin?.destroy();
  }
}
