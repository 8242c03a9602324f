import { connect } from 'node:net';
import path from 'node:path';
import { t } from '@vscode/l10n';
import { FarcallError } from '../base/errors';
import type { Logger } from '../base/logging';
import type { Channel, OpenChannel } from './channel';
import { certificatesBeside } from './identities';
import { openOpensshChannel } from './opensshChannel';
import type { Prompts } from './prompts';
import { openSsh2Channel } from './ssh2Channel';
import { resolveHost, type SshProgram, type SshSettings } from './sshSettings';
import { SystemSshNeeded } from './systemSshNeeded';

export type SshMaker = 'ssh2' | 'openssh';

export interface SshTransportOptions {
  readonly ssh: SshProgram;
  readonly prompts: Prompts;
  readonly logger: Logger;
  /** Takes the choice away, for tests and for a person in need: what the variable FARCALL_SSH says. */
  readonly force?: SshMaker | undefined;
}

/** Reaches hosts by SSH: by the ssh2 library where it can do what OpenSSH would, else by the system's `ssh`. */
export class SshTransport {
  readonly #options: SshTransportOptions;
  /** Hosts for which ssh2 was found wanting on the way, so that it is not tried again. */
  readonly #wanting = new Map<string, string>();

  constructor(options: SshTransportOptions) {
    this.#options = options;
  }

  /** How to reach the host of this name. */
  opener(name: string): OpenChannel {
    return async (commandLine, signal) => {
      const { ssh, logger, prompts, force } = this.#options;
      const settings = await resolveHost(name, ssh, signal);
      const shared = await isLive(settings.controlPath);
      const reason =
        force === 'openssh'
          ? 'FARCALL_SSH says so'
          : force === 'ssh2'
            ? undefined
            : shared
              ? `a master connection is open at ${settings.controlPath ?? ''}`
              : (this.#wanting.get(name) ?? (await reasonForSystemSsh(settings)));
      if (reason === undefined) {
        try {
          return await openSsh2Channel(
            { settings, prompts, logger, environment: ssh.environment },
            commandLine,
            signal,
          );
        } catch (error) {
          if (!(error instanceof SystemSshNeeded)) throw error;
          if (force === 'ssh2') throw forbidden(name, error);
          this.#wanting.set(name, error.message);
          return await this.#openssh(settings, error.message, false, commandLine, signal);
        }
      }
      return this.#openssh(settings, reason, shared, commandLine, signal);
    };
  }

  #openssh(
    settings: SshSettings,
    reason: string,
    shared: boolean,
    commandLine: string,
    signal: AbortSignal,
  ): Promise<Channel> {
    const { ssh, prompts, logger } = this.#options;
    logger.log('info', `${settings.name}: by the system's ssh, since ${reason}`);
    return openOpensshChannel({ settings, ssh, prompts, logger, shared }, commandLine, signal);
  }
}

function forbidden(name: string, cause: SystemSshNeeded): FarcallError {
  return new FarcallError(
    'unreachable',
    t("{0} needs the system's ssh ({1}), which is switched off.", name, cause.message),
    {
      cause,
      next: t('Unset FARCALL_SSH.'),
    },
  );
}

/** What the config asks for that ssh2 does not do, as the end of a sentence. */
async function reasonForSystemSsh(settings: SshSettings): Promise<string | undefined> {
  const set = (key: string): boolean => {
    const value = settings.raw.get(key)?.[0];
    return value !== undefined && value !== 'none' && value !== 'no' && value !== 'false';
  };
  const plain: readonly (readonly [string, string])[] = [
    ['proxyjump', 'the config sets ProxyJump'],
    ['proxycommand', 'the config sets ProxyCommand'],
    ['certificatefile', 'the config sets CertificateFile'],
    ['pkcs11provider', 'the config sets PKCS11Provider'],
    ['bindaddress', 'the config sets BindAddress'],
    ['bindinterface', 'the config sets BindInterface'],
    ['knownhostscommand', 'the config sets KnownHostsCommand'],
    ['revokedhostkeys', 'the config sets RevokedHostKeys'],
    ['verifyhostkeydns', 'the config sets VerifyHostKeyDNS'],
    ['canonicalizehostname', 'the config sets CanonicalizeHostname'],
  ];
  const found = plain.find(([key]) => set(key));
  if (found !== undefined) return found[1];
  const unexpanded = [settings.agentSocket ?? '', ...settings.userKnownHosts, ...settings.identityFiles];
  if (unexpanded.some((file) => /%[A-Za-z]|\$\{|^~/.test(file)))
    return 'the config has tokens that only OpenSSH expands';
  // `ssh -G` parts these files by spaces and quotes none: what follows a space within a name looks like a relative one.
  const known = [...settings.userKnownHosts, ...settings.globalKnownHosts];
  if (!known.every((file) => path.isAbsolute(file))) return 'only OpenSSH can tell its files of known hosts apart';
  const [certificate] = await certificatesBeside(settings.identityFiles);
  return certificate === undefined ? undefined : `there is a certificate at ${certificate}`;
}

/** Whether a master connection listens on this socket. */
function isLive(controlPath: string | undefined): Promise<boolean> {
  if (controlPath === undefined) return Promise.resolve(false);
  return new Promise((resolve) => {
    const socket = connect(controlPath);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
