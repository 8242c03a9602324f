/** Port: what only a person can answer. Every method resolves to undefined (or false) when the person declines. */
export interface Prompts {
  /** An unknown host key. `fingerprint` is `SHA256:…` as OpenSSH prints it. */
  acceptHostKey(question: HostKeyQuestion): Promise<boolean>;
  /** A password, a passphrase or another secret line. */
  secret(question: SecretQuestion): Promise<string | undefined>;
  /** Several prompts at once, as keyboard-interactive servers send them. */
  answers(question: InteractiveQuestion): Promise<readonly string[] | undefined>;
}

export interface HostKeyQuestion {
  readonly host: string;
  readonly address: string;
  readonly keyType: string;
  readonly fingerprint: string;
  /** One sentence, where there is a reason to look twice. */
  readonly warning?: string;
}

export interface SecretQuestion {
  readonly host: string;
  readonly kind: 'password' | 'passphrase' | 'other';
  /** One line that says what is asked for: `Password for me@gpu1`, `Passphrase for key ~/.ssh/id_ed25519`. */
  readonly prompt: string;
  /** 1 for the first time, 2 after a wrong answer, and so on. */
  readonly attempt: number;
}

export interface InteractiveQuestion {
  readonly host: string;
  readonly instructions: string;
  readonly prompts: readonly { readonly text: string; readonly echo: boolean }[];
}

/** Declines everything: for contexts where no person can answer. */
export const noPrompts: Prompts = {
  acceptHostKey: () => Promise.resolve(false),
  secret: () => Promise.resolve(undefined),
  answers: () => Promise.resolve(undefined),
};
