import { createServer, type Server, type Socket } from 'node:net';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** One question of the `ssh` program. */
export interface AskpassQuestion {
  readonly text: string;
  /** `confirm` for yes or no, `none` where nothing is asked and only something is to be shown. */
  readonly hint: string;
  /** The process id of the `ssh` that asks: a jump host has one of its own. */
  readonly asker: number;
}

/** Answers a question; undefined where the person declined. */
export type AnswerQuestion = (question: AskpassQuestion) => Promise<string | undefined>;

const longestQuestion = 64 * 1024;

/** What `ssh` starts: it hands the question over and prints the answer. */
const client = `const socket = require('node:net').connect(process.env.FARCALL_ASKPASS_SOCKET);
let answer = '';
socket.setEncoding('utf8');
socket.on('data', (text) => (answer += text));
socket.on('error', () => process.exit(1));
socket.on('close', () => {
  if (!answer.startsWith('+')) process.exit(1);
  process.stdout.write(answer.slice(1) + '\\n');
});
const question = { text: process.argv.slice(2).join(' '), hint: process.env.SSH_ASKPASS_PROMPT || '', asker: process.ppid };
socket.end(JSON.stringify(question));
`;
const script = `#!/bin/sh
ELECTRON_RUN_AS_NODE=1 exec "$FARCALL_ASKPASS_NODE" "$FARCALL_ASKPASS_CLIENT" "$@"
`;

/**
 * Carries the questions of one `ssh` to the person: a program that `ssh` can start, and a socket for it, both in a
 * folder that only this user can enter. Secrets pass through the socket alone.
 */
export class AskpassServer {
  readonly #folder: string;
  readonly #server: Server;
  readonly #sockets: Set<Socket>;

  static async start(answer: AnswerQuestion): Promise<AskpassServer> {
    const folder = await mkdtemp(path.join(tmpdir(), 'farcall-ask-'));
    const sockets = new Set<Socket>();
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      serve(socket, answer);
    });
    await writeFile(path.join(folder, 'askpass.cjs'), client, { mode: 0o600 });
    await writeFile(path.join(folder, 'askpass.sh'), script, { mode: 0o700 });
    await chmod(path.join(folder, 'askpass.sh'), 0o700);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path.join(folder, 'socket'), resolve);
    });
    server.unref();
    return new AskpassServer(folder, server, sockets);
  }

  private constructor(folder: string, server: Server, sockets: Set<Socket>) {
    this.#folder = folder;
    this.#server = server;
    this.#sockets = sockets;
  }

  /** Variables that make `ssh` ask here, whatever terminal or display there is. */
  get environment(): NodeJS.ProcessEnv {
    return {
      SSH_ASKPASS: path.join(this.#folder, 'askpass.sh'),
      SSH_ASKPASS_REQUIRE: 'force',
      FARCALL_ASKPASS_NODE: process.execPath,
      FARCALL_ASKPASS_CLIENT: path.join(this.#folder, 'askpass.cjs'),
      FARCALL_ASKPASS_SOCKET: path.join(this.#folder, 'socket'),
    };
  }

  async dispose(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function serve(socket: Socket, answer: AnswerQuestion): void {
  let text = '';
  socket.setEncoding('utf8');
  socket.on('error', () => socket.destroy());
  socket.on('data', (part: string) => {
    text += part;
    if (text.length > longestQuestion) socket.destroy();
  });
  socket.on('end', () => {
    const question = parseQuestion(text);
    if (question === undefined) {
      socket.destroy();
      return;
    }
    answer(question).then(
      (reply) => socket.end(reply === undefined ? '' : `+${reply}`),
      () => socket.destroy(),
    );
  });
}

function parseQuestion(line: string): AskpassQuestion | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null) return undefined;
    if (!('text' in value) || !('hint' in value) || !('asker' in value)) return undefined;
    const { text, hint, asker } = value;
    return typeof text === 'string' && typeof hint === 'string' && typeof asker === 'number'
      ? { text, hint, asker }
      : undefined;
  } catch {
    return undefined;
  }
}
