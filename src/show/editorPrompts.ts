import { AsyncLocalStorage } from 'node:async_hooks';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { HostKeyQuestion, InteractiveQuestion, Prompts, SecretQuestion } from '../ship/prompts';
import type { SecretBook } from './secretBook';
import { askSecret } from './secretInput';

/**
 * Asks a person through VS Code. One question at a time: an input box that opens would close the one before it.
 * Passwords and passphrases that were given answer the same question of the next connection.
 */
export class EditorPrompts implements Prompts {
  readonly #quiet = new AsyncLocalStorage<true>();
  readonly #secrets: SecretBook;
  readonly #notKept: (error: unknown) => void;
  #last: Promise<unknown> = Promise.resolve();

  /** @param notKept Is told where a secret that was to be kept could not be. */
  constructor(secrets: SecretBook, notKept: (error: unknown) => void) {
    this.#secrets = secrets;
    this.#notKept = notKept;
  }

  /** Within this work nobody is asked: what would need a person is declined. */
  quietly<T>(work: () => Promise<T>): Promise<T> {
    return this.#quiet.run(true, work);
  }

  async acceptHostKey({ host, address, keyType, fingerprint, warning }: HostKeyQuestion): Promise<boolean> {
    const connect = t('Connect and Remember Key');
    const chosen = await this.#ask(() =>
      vscode.window.showWarningMessage(
        t('The key of {0} is not known yet.', host),
        {
          modal: true,
          detail: [
            ...(warning === undefined ? [] : [`${warning}\n`]),
            ...(address === host ? [] : [t('Address: {0}', address)]),
            t('{0} key fingerprint:', keyType),
            `${fingerprint}\n`,
            t("Compare it with what the host's administrator says. It will be added to your known_hosts."),
          ].join('\n'),
        },
        connect,
      ),
    );
    return chosen === connect;
  }

  async secret(question: SecretQuestion): Promise<string | undefined> {
    const { host, prompt, attempt } = question;
    const kept = await this.#secrets.find(question);
    if (kept !== undefined) return kept;
    const text = attempt > 1 ? t('{0} (the last one was not accepted)', prompt) : prompt;
    const answer = await this.#ask(async () => askSecret(`Farcall: ${host}`, text, this.#secrets.mayKeep(question)));
    if (answer === undefined) return undefined;
    await this.#secrets.keep(question, answer.secret, answer.lasting).catch(this.#notKept);
    return answer.secret;
  }

  async answers({ host, instructions, prompts }: InteractiveQuestion): Promise<readonly string[] | undefined> {
    const answers: string[] = [];
    for (const { text, echo } of prompts) {
      const answer = await this.#ask(() =>
        vscode.window.showInputBox({
          title: `Farcall: ${host}`,
          prompt: [instructions.trim(), text.trim()].filter((part) => part !== '').join(' '),
          password: !echo,
          ignoreFocusOut: true,
        }),
      );
      if (answer === undefined) return undefined;
      answers.push(answer);
    }
    return answers;
  }

  /** Any other question of ours, when those before it are answered. */
  inTurn<T>(question: () => Thenable<T | undefined>): Promise<T | undefined> {
    return this.#ask(question);
  }

  #ask<T>(question: () => Thenable<T | undefined>): Promise<T | undefined> {
    if (this.#quiet.getStore()) return Promise.resolve(undefined);
    const answer = this.#last.then(question);
    this.#last = answer.then(
      () => undefined,
      () => undefined,
    );
    return answer;
  }
}

/** "Forget Passwords": of this session and of VS Code's secret storage. */
export async function forgetPasswords(secrets: SecretBook): Promise<void> {
  const count = await secrets.forget();
  void vscode.window.showInformationMessage(forgottenText(count));
}

function forgottenText(count: number): string {
  if (count === 0) return t('Farcall keeps no password.');
  if (count === 1) return t('One password or passphrase was forgotten.');
  return t('{0} passwords and passphrases were forgotten.', count);
}
