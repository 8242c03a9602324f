import { AsyncLocalStorage } from 'node:async_hooks';
import * as vscode from 'vscode';
import type { HostKeyQuestion, InteractiveQuestion, Prompts, SecretQuestion } from '../ship/prompts';

/**
 * Asks a person through VS Code. One question at a time: an input box that opens would close the one before it.
 * Passwords and passphrases are kept in memory for the session, so that a reconnection does not ask again.
 */
export class EditorPrompts implements Prompts {
  readonly #quiet = new AsyncLocalStorage<true>();
  readonly #secrets = new Map<string, string>();
  #last: Promise<unknown> = Promise.resolve();

  /** Within this work nobody is asked: what would need a person is declined. */
  quietly<T>(work: () => Promise<T>): Promise<T> {
    return this.#quiet.run(true, work);
  }

  async acceptHostKey({ host, address, keyType, fingerprint, warning }: HostKeyQuestion): Promise<boolean> {
    const connect = 'Connect and Remember Key';
    const chosen = await this.#ask(() =>
      vscode.window.showWarningMessage(
        `The key of ${host} is not known yet.`,
        {
          modal: true,
          detail: [
            ...(warning === undefined ? [] : [`${warning}\n`]),
            ...(address === host ? [] : [`Address: ${address}`]),
            `${keyType} key fingerprint:\n${fingerprint}\n`,
            "Compare it with what the host's administrator says. It will be added to your known_hosts.",
          ].join('\n'),
        },
        connect,
      ),
    );
    return chosen === connect;
  }

  async secret({ host, kind, prompt, attempt }: SecretQuestion): Promise<string | undefined> {
    const key = `${host}\n${prompt}`;
    if (attempt > 1) this.#secrets.delete(key);
    const kept = this.#secrets.get(key);
    if (kept !== undefined) return kept;
    const answer = await this.#ask(() =>
      vscode.window.showInputBox({
        title: `Farcall: ${host}`,
        prompt: attempt > 1 ? `${prompt} (the last one was not accepted)` : prompt,
        password: true,
        ignoreFocusOut: true,
      }),
    );
    // Other secrets, such as one-time codes, are good for once.
    if (answer !== undefined && kind !== 'other') this.#secrets.set(key, answer);
    return answer;
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
