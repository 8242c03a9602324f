import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { ReadStream, WriteStream } from 'node:tty';
import type { StatusLine } from './statusLine';
import type { HostKeyQuestion, InteractiveQuestion, Prompts, SecretQuestion } from '../ship/prompts';

/** Asks at the controlling terminal, whatever standard input and output are; without one, declines. */
export class TerminalPrompts implements Prompts {
  readonly #status: StatusLine;
  #last: Promise<unknown> = Promise.resolve();

  constructor(status: StatusLine) {
    this.#status = status;
  }

  async acceptHostKey(question: HostKeyQuestion): Promise<boolean> {
    const answer = await this.#ask(
      `The host ${question.host} (${question.address}) is not known yet.\n` +
        `Its ${question.keyType} key is ${question.fingerprint}.\n` +
        'Connect and remember it (yes/no)? ',
      true,
    );
    return /^y(es)?$/i.test(answer?.trim() ?? '');
  }

  secret(question: SecretQuestion): Promise<string | undefined> {
    const again = question.attempt > 1 ? 'That was not accepted. ' : '';
    return this.#ask(`${again}${question.prompt}: `, false);
  }

  async answers(question: InteractiveQuestion): Promise<readonly string[] | undefined> {
    const answers: string[] = [];
    for (const [index, { text, echo }] of question.prompts.entries()) {
      const before = index === 0 && question.instructions !== '' ? `${question.instructions}\n` : '';
      const answer = await this.#ask(`${before}${text}`, echo);
      if (answer === undefined) return undefined;
      answers.push(answer);
    }
    return answers;
  }

  /** What is typed on one line; undefined without a terminal, or where the person left. */
  line(prompt: string): Promise<string | undefined> {
    return this.#ask(prompt, true);
  }

  /** One question at a time, in the order in which they came. */
  #ask(prompt: string, echo: boolean): Promise<string | undefined> {
    const answer = this.#last.then(() => this.#status.hold(() => askAtTerminal(prompt, echo)));
    this.#last = answer.catch(() => undefined);
    return answer;
  }
}

async function askAtTerminal(prompt: string, echo: boolean): Promise<string | undefined> {
  const terminal = await open('/dev/tty', 'r+').catch(() => undefined);
  if (!terminal) return undefined;
  const input = new ReadStream(terminal.fd);
  const output = new WriteStream(terminal.fd);
  const reader = createInterface({ input, output, terminal: true });
  try {
    if (echo) return await reader.question(prompt);
    output.write(prompt);
    // The terminal is raw while readline reads; what it would echo is kept from it.
    const write = output.write.bind(output);
    output.write = () => true;
    const answer = await reader.question('');
    output.write = write;
    output.write('\n');
    return answer;
  } catch {
    return undefined;
  } finally {
    reader.close();
    input.destroy();
    output.destroy();
    await terminal.close().catch(() => undefined);
  }
}
