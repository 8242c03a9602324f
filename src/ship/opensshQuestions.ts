import { t } from '@vscode/l10n';
import type { Logger } from '../base/logging';
import type { AskpassQuestion } from './askpass';
import type { Prompts } from './prompts';

/** Puts the questions of one `ssh` to the person, each by the prompt that fits it. */
export class OpensshQuestions {
  readonly #host: string;
  readonly #prompts: Prompts;
  readonly #logger: Logger;
  readonly #asked = new Map<string, number>();
  #declined = false;

  constructor(host: string, prompts: Prompts, logger: Logger) {
    this.#host = host;
    this.#prompts = prompts;
    this.#logger = logger;
  }

  /** Whether the person left a question for a secret unanswered. */
  get declined(): boolean {
    return this.#declined;
  }

  async answer({ text, hint, asker }: AskpassQuestion): Promise<string | undefined> {
    if (hint === 'none') {
      // Nothing is asked: a security key wants to be touched. ssh ends the program when that is done.
      this.#logger.log('info', `${this.#host}: ${text.trim()}`);
      return new Promise(() => undefined);
    }
    const hostKey = /^(\S+) key fingerprint is (SHA256:[^\s]+?)\.?$/m.exec(text);
    if (hostKey?.[1] !== undefined && hostKey[2] !== undefined) return this.#hostKey(text, hostKey[1], hostKey[2]);
    if (/\(yes\/no|type 'yes'/.test(text)) return 'no';
    // After one refusal ssh would ask for the next secret, and the next.
    if (this.#declined) return undefined;
    const reply = await this.#secret(text.trim(), asker);
    this.#declined = reply === undefined;
    return reply;
  }

  async #hostKey(text: string, keyType: string, fingerprint: string): Promise<string> {
    const address = /host '[^']*?(?: \(([^']*)\))?'/.exec(text)?.[1] ?? this.#host;
    const others = /^This host key is known by the following other names[^:]*:[\s\S]*?(?=^Are you sure)/m.exec(text);
    const accepted = await this.#prompts.acceptHostKey({
      host: this.#host,
      address,
      keyType,
      fingerprint,
      ...(others === null ? {} : { warning: others[0].replace(/\s+/g, ' ').trim() }),
    });
    return accepted ? 'yes' : 'no';
  }

  async #secret(text: string, asker: number): Promise<string | undefined> {
    // What one ssh asks again was wrong; another may need the same.
    const question = `${asker} ${text}`;
    const attempt = (this.#asked.get(question) ?? 0) + 1;
    this.#asked.set(question, attempt);
    const interactive = /^\([^)]*@[^)]*\) ([\s\S]*)$/.exec(text);
    if (interactive?.[1] !== undefined) {
      const answers = await this.#prompts.answers({
        host: this.#host,
        instructions: '',
        prompts: [{ text: interactive[1], echo: false }],
      });
      return answers?.[0];
    }
    const key = /passphrase for (?:key )?'?(.*?)'?:?$/i.exec(text);
    if (key?.[1] !== undefined) {
      return this.#prompts.secret({
        host: this.#host,
        kind: 'passphrase',
        prompt: t('Passphrase for key {0}', key[1]),
        attempt,
      });
    }
    const account = /^(\S+@\S+)'s password:?$/.exec(text);
    if (account?.[1] !== undefined) {
      return this.#prompts.secret({
        host: this.#host,
        kind: 'password',
        prompt: t('Password for {0}', account[1]),
        attempt,
      });
    }
    return this.#prompts.secret({ host: this.#host, kind: 'other', prompt: text, attempt });
  }
}
