import { t } from '@vscode/l10n';
import type { AnyAuthMethod } from 'ssh2';
import type { FarcallError } from '../base/errors';
import { agentHoldsForeignKeys, chosenAgentKeys, hasTicket } from './agentKeys';
import { loginDeclined, loginRefused } from './authErrors';
import { loadIdentities, type Identity } from './identities';
import type { Prompts } from './prompts';
import type { SshSettings } from './sshSettings';
import { SystemSshNeeded } from './systemSshNeeded';

export interface AuthenticationOptions {
  readonly settings: SshSettings;
  readonly prompts: Prompts;
  readonly environment: NodeJS.ProcessEnv;
  /** What a person is asked takes as long as it takes: wraps each question. */
  readonly whileAsking: <T>(question: Promise<T>) => Promise<T>;
  /** Ends the attempt: the person declined, or the system's ssh is needed. */
  readonly stop: (reason: Error) => void;
}

type Method = 'publickey' | 'keyboard-interactive' | 'password';

/**
 * What to offer a server next, in OpenSSH's order: nothing, the agent's keys, key files, questions, a password. But where
 * a key file comes first of all that can be offered, it goes ahead of nothing, which spares a round trip.
 */
export class Ssh2Authentication {
  readonly #options: AuthenticationOptions;
  readonly #tried: string[] = [];
  #begun = false;
  #triedNothing = false;
  #identities: Promise<readonly Identity[]> | undefined;
  #publicKeys: AsyncGenerator<AnyAuthMethod, undefined> | undefined;
  #interactiveRounds = 0;
  #passwords = 0;
  #checkedForOthers = false;
  #offered: readonly string[] = [];

  constructor(options: AuthenticationOptions) {
    this.#options = options;
  }

  /**
   * The next method; false where there is none left. `left` is what the server would take now, null before it said, and
   * `partial` whether what was offered last was right, and not enough.
   */
  async next(left: readonly string[] | null, partial: boolean): Promise<AnyAuthMethod | false> {
    const { settings } = this.#options;
    const first = !this.#begun;
    this.#begun = true;
    if (first && (await this.#beginsWithKeyFile())) {
      const key = await this.#nextKey();
      if (key !== undefined) return key;
    }
    // Some servers let in whom they know by other means, such as the network.
    if (!this.#triedNothing && !partial) {
      this.#triedNothing = true;
      return { type: 'none', username: settings.user };
    }
    this.#offered = left ?? [];
    for (const method of settings.preferredAuthentications) {
      if (!this.#offered.includes(method) || !isMethod(method)) continue;
      const next = await this.#nextOf(method);
      if (next !== undefined) return next;
    }
    await this.#leaveToOthers();
    return false;
  }

  /** Why nobody was let in, for the person. */
  failure(cause?: unknown): FarcallError {
    const { name, user } = this.#options.settings;
    return loginRefused({ host: name, user, tried: [...this.#tried], offered: this.#offered }, cause);
  }

  async #beginsWithKeyFile(): Promise<boolean> {
    const { preferredAuthentications, agentSocket } = this.#options.settings;
    if (preferredAuthentications.find(isMethod) !== 'publickey' || agentSocket !== undefined) return false;
    const [first] = await this.#loadIdentities();
    return first?.kind === 'private';
  }

  #loadIdentities(): Promise<readonly Identity[]> {
    return (this.#identities ??= loadIdentities(this.#options.settings.identityFiles));
  }

  #nextOf(method: Method): Promise<AnyAuthMethod | undefined> {
    switch (method) {
      case 'publickey':
        return this.#nextKey();
      case 'keyboard-interactive':
        return this.#nextRound();
      case 'password':
        return this.#nextPassword();
    }
  }

  async #nextKey(): Promise<AnyAuthMethod | undefined> {
    this.#publicKeys ??= this.#keys();
    const { value } = await this.#publicKeys.next();
    return value;
  }

  async *#keys(): AsyncGenerator<AnyAuthMethod, undefined> {
    const { settings } = this.#options;
    const username = settings.user;
    const identities = await this.#loadIdentities();
    let inAgent: readonly Buffer[] = [];
    if (settings.agentSocket !== undefined) {
      const preferred = identities.flatMap((identity) => publicBlobOf(identity) ?? []);
      const choice = { preferred, only: settings.identitiesOnly };
      const agent = chosenAgentKeys(settings.agentSocket, choice, (keys) => {
        inAgent = keys;
        if (keys.length > 0)
          this.#tried.push(keys.length === 1 ? t("the agent's key") : t("the agent's {0} keys", keys.length));
      });
      yield { type: 'agent', username, agent };
    }
    for (const identity of identities) {
      const blob = publicBlobOf(identity);
      if (blob !== undefined && inAgent.some((key) => key.equals(blob))) continue;
      switch (identity.kind) {
        case 'private':
          this.#tried.push(t('the key {0}', identity.file));
          yield { type: 'publickey', username, key: identity.key };
          break;
        case 'public':
          break;
        case 'encrypted':
          if (settings.batchMode) break;
          // Deciphering takes a fifth of a second and more, which ssh2 would spend on this thread.
          throw new SystemSshNeeded(`the key ${identity.file} is protected by a passphrase`);
        case 'foreign':
          throw new SystemSshNeeded(`the key ${identity.file} is of a kind that ssh2 cannot read`);
      }
    }
    return undefined;
  }

  async #nextRound(): Promise<AnyAuthMethod | undefined> {
    const { settings, prompts, whileAsking, stop } = this.#options;
    if (settings.batchMode || this.#interactiveRounds >= settings.passwordPrompts) return undefined;
    await this.#leaveToOthers();
    this.#interactiveRounds += 1;
    if (this.#interactiveRounds === 1) this.#tried.push('keyboard-interactive');
    return {
      type: 'keyboard-interactive',
      username: settings.user,
      prompt: (title, instructions, _language, questions, finish) => {
        const texts = questions.map(({ prompt, echo }) => ({ text: prompt.trim(), echo: echo ?? false }));
        whileAsking(
          prompts.answers({
            host: settings.name,
            instructions: [title, instructions].filter((text) => text.trim() !== '').join('\n'),
            prompts: texts,
          }),
        ).then((answers) => {
          if (answers === undefined) stop(loginDeclined(settings.name));
          else finish([...answers]);
        }, stop);
      },
    };
  }

  async #nextPassword(): Promise<AnyAuthMethod | undefined> {
    const { settings, prompts, whileAsking } = this.#options;
    if (settings.batchMode || this.#passwords >= settings.passwordPrompts) return undefined;
    await this.#leaveToOthers();
    this.#passwords += 1;
    if (this.#passwords === 1) this.#tried.push(t('password'));
    const password = await whileAsking(
      prompts.secret({
        host: settings.name,
        kind: 'password',
        prompt: t('Password for {0}', `${settings.user}@${settings.hostname}`),
        attempt: this.#passwords,
      }),
    );
    if (password === undefined) throw loginDeclined(settings.name);
    return { type: 'password', username: settings.user, password };
  }

  /** Before a person is asked, and before giving up: could the system's ssh get in without? */
  async #leaveToOthers(): Promise<void> {
    if (this.#checkedForOthers) return;
    this.#checkedForOthers = true;
    const { settings, environment } = this.#options;
    if (settings.gssapi && this.#offered.includes('gssapi-with-mic') && (await hasTicket(environment))) {
      throw new SystemSshNeeded('there is a Kerberos ticket, and the host takes it');
    }
    const { agentSocket } = settings;
    if (
      agentSocket !== undefined &&
      !settings.identitiesOnly &&
      (await agentHoldsForeignKeys(agentSocket, environment))
    ) {
      throw new SystemSshNeeded('the agent holds certificates or security keys');
    }
  }
}

function isMethod(method: string): method is Method {
  return method === 'publickey' || method === 'keyboard-interactive' || method === 'password';
}

function publicBlobOf(identity: Identity): Buffer | undefined {
  return identity.kind === 'foreign' ? undefined : identity.publicBlob;
}
