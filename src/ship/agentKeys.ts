import { execFile } from 'node:child_process';
import type { BaseAgent, ParsedKey, PublicKeyEntry } from 'ssh2';
import { loadSsh2 } from './ssh2Library';

/**
 * The ssh-agent's keys as ssh2 is to offer them: those that belong to an IdentityFile first, and no others where
 * IdentitiesOnly says so. `onKeys` hears how many there are.
 */
export function chosenAgentKeys(
  socket: string,
  choice: { readonly preferred: readonly Buffer[]; readonly only: boolean },
  onKeys: (keys: readonly Buffer[]) => void,
): BaseAgent<ParsedKey> {
  const { OpenSSHAgent } = loadSsh2();
  class ChosenKeysAgent extends OpenSSHAgent {
    override getIdentities(done: Parameters<InstanceType<typeof OpenSSHAgent>['getIdentities']>[0]): void {
      super.getIdentities((error, keys) => {
        const all = keys ?? [];
        const rank = (key: Listed): number => choice.preferred.findIndex((blob) => blobOf(key)?.equals(blob) === true);
        const preferred = all.filter((key) => rank(key) >= 0).sort((a, b) => rank(a) - rank(b));
        const chosen = choice.only ? preferred : [...preferred, ...all.filter((key) => rank(key) < 0)];
        onKeys(chosen.flatMap((key) => blobOf(key) ?? []));
        done(error, chosen);
      });
    }
  }
  return new ChosenKeysAgent(socket);
}

type Listed = ParsedKey | PublicKeyEntry;

/** OpenSSH's agent lists parsed keys; the other shape belongs to agents of other makes. */
function blobOf(key: Listed): Buffer | undefined {
  return 'getPublicSSH' in key ? key.getPublicSSH() : undefined;
}

/** Whether the agent holds keys that ssh2 passes over: certificates and security keys. */
export function agentHoldsForeignKeys(socket: string, environment: NodeJS.ProcessEnv): Promise<boolean> {
  return new Promise((resolve) => {
    execFile('ssh-add', ['-L'], { env: { ...environment, SSH_AUTH_SOCK: socket } }, (_error, stdout) => {
      resolve(stdout.split('\n').some((line) => /^(sk-\S+|\S+-cert-v01@openssh\.com) /.test(line)));
    });
  });
}

/** Whether there is a Kerberos ticket. */
export function hasTicket(environment: NodeJS.ProcessEnv): Promise<boolean> {
  return new Promise((resolve) => {
    execFile('klist', ['-s'], { env: environment }, (error) => resolve(error === null));
  });
}
