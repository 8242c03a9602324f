import { t } from '@vscode/l10n';
import { FarcallError, describe } from '../base/errors';
import type { SecretQuestion } from '../ship/prompts';

/** Port: where secrets may be kept beyond this session. VS Code's secret storage is one. */
export interface Secrets {
  get(key: string): Thenable<string | undefined>;
  store(key: string, value: string): Thenable<void>;
  delete(key: string): Thenable<void>;
}

/** All that is kept lies under this one key, so that all of it can be forgotten. */
const storageKey = 'farcall.secrets';

/** The passwords and passphrases that were given: in memory, and where the person chose so also in the storage. */
export class SecretBook {
  readonly #secrets: Secrets;
  readonly #session = new Map<string, string>();
  /** Changes of the storage follow each other: each reads what the one before it wrote. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(secrets: Secrets) {
    this.#secrets = secrets;
  }

  /** One-time codes and such are good for once. */
  mayKeep({ kind }: SecretQuestion): boolean {
    return kind !== 'other';
  }

  /** What answers the question; after a first attempt what is kept was wrong, and is dropped. */
  async find(question: SecretQuestion): Promise<string | undefined> {
    const name = nameOf(question);
    if (question.attempt > 1) {
      this.#session.delete(name);
      await this.#change((kept) => kept.delete(name)).catch(() => undefined);
      return undefined;
    }
    const given = this.#session.get(name);
    // A storage that cannot be read is as one that is empty: the person is asked.
    return given ?? (await this.#read().catch(() => undefined))?.get(name);
  }

  /** Keeps an answer for the session and, with `lasting`, in the storage. Rejects where the storage takes nothing. */
  async keep(question: SecretQuestion, secret: string, lasting: boolean): Promise<void> {
    if (!this.mayKeep(question)) return;
    const name = nameOf(question);
    this.#session.set(name, secret);
    if (!lasting) return;
    await this.#change((kept) => kept.set(name, secret)).catch((cause: unknown) => {
      const message = t("VS Code's secret storage did not take it: {0}.", describe(cause));
      throw new FarcallError('file-unwritable', message, { cause, next: t('It is kept until this window closes.') });
    });
  }

  /** Forgets all of them; resolves to how many there were. */
  async forget(): Promise<number> {
    const names = new Set(this.#session.keys());
    this.#session.clear();
    await this.#change((kept) => {
      for (const name of kept.keys()) names.add(name);
      kept.clear();
      return true;
    });
    return names.size;
  }

  #change(change: (kept: Map<string, string>) => unknown): Promise<void> {
    const changed = this.#last.then(async () => {
      const kept = await this.#read();
      if (change(kept) === false) return;
      if (kept.size === 0) await this.#secrets.delete(storageKey);
      else await this.#secrets.store(storageKey, JSON.stringify(Object.fromEntries(kept)));
    });
    this.#last = changed.catch(() => undefined);
    return changed;
  }

  async #read(): Promise<Map<string, string>> {
    const text = await this.#secrets.get(storageKey);
    if (text === undefined) return new Map();
    const value = parsed(text);
    const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  }
}

/** What was spoiled is as nothing: the person is asked again. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A host is never given what was asked for another one. */
function nameOf({ host, prompt }: SecretQuestion): string {
  return `${host}\n${prompt}`;
}
