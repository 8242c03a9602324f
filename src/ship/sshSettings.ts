import { execFile } from 'node:child_process';
import { homedir, userInfo } from 'node:os';
import path from 'node:path';
import { t } from '@vscode/l10n';
import { FarcallError } from '../base/errors';
import { cancellation } from './cancellation';
import { parseTarget, targetArguments } from './sshTarget';

export type StrictHostKeyChecking = 'yes' | 'ask' | 'accept-new' | 'no';

/** What OpenSSH would do for one host, as `ssh -G` says it. */
export interface SshSettings {
  /** As the person wrote it. */
  readonly name: string;
  readonly hostname: string;
  readonly port: number;
  readonly user: string;
  readonly family: 0 | 4 | 6;
  readonly hostKeyAlias: string | undefined;
  /** Expanded, in OpenSSH's order; they need not exist. */
  readonly identityFiles: readonly string[];
  readonly identitiesOnly: boolean;
  /** A socket, or undefined where no agent is to be asked. */
  readonly agentSocket: string | undefined;
  readonly userKnownHosts: readonly string[];
  readonly globalKnownHosts: readonly string[];
  readonly strictHostKeyChecking: StrictHostKeyChecking;
  readonly hashKnownHosts: boolean;
  readonly ciphers: readonly string[];
  readonly kex: readonly string[];
  readonly macs: readonly string[];
  readonly hostKeyAlgorithms: readonly string[];
  readonly preferredAuthentications: readonly string[];
  readonly batchMode: boolean;
  readonly passwordPrompts: number;
  /** Milliseconds. */
  readonly connectTimeout: number;
  readonly gssapi: boolean;
  readonly controlPath: string | undefined;
  /** Variables that travel, by SendEnv and SetEnv. */
  readonly env: Readonly<Record<string, string>>;
  /** Each setting by its lower-case name, for what is rarely asked. */
  readonly raw: ReadonlyMap<string, readonly string[]>;
}

export interface SshProgram {
  /** Passed on as `-F`; the person's own where undefined. */
  readonly configFile: string | undefined;
  readonly environment: NodeJS.ProcessEnv;
}

const usualConnectTimeout = 30_000;
const usualAuthentications = 'gssapi-with-mic,hostbased,publickey,keyboard-interactive,password';

export async function resolveHost(name: string, ssh: SshProgram, signal?: AbortSignal): Promise<SshSettings> {
  const target = parseTarget(name);
  const config = ssh.configFile === undefined ? [] : ['-F', ssh.configFile];
  const text = await runSsh(['-T', '-G', ...config, ...targetArguments(target)], name, ssh, signal);
  return parseSettings(name, text, ssh.environment);
}

function runSsh(args: readonly string[], name: string, ssh: SshProgram, signal?: AbortSignal): Promise<string> {
  const options = { env: ssh.environment, maxBuffer: 1024 * 1024, ...(signal === undefined ? {} : { signal }) };
  return new Promise((resolve, reject) => {
    execFile('ssh', args, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else if (signal?.aborted === true) reject(cancellation(signal, name));
      else if (error.code === 'ENOENT') {
        reject(
          new FarcallError('unreachable', t('There is no OpenSSH on this machine: the program ssh was not found.'), {
            cause: error,
            next: t('Install the OpenSSH client.'),
          }),
        );
      } else {
        const said = stderr.trim().split('\n').slice(-3).join(' ');
        reject(
          new FarcallError('bad-settings', t('OpenSSH cannot make sense of its config for {0}: {1}', name, said), {
            cause: error,
            next: t('Correct the OpenSSH config file that it names.'),
          }),
        );
      }
    });
  });
}

/** Parses what `ssh -G` prints: one setting a line, some of them several times. */
export function parseSettings(name: string, text: string, environment: NodeJS.ProcessEnv): SshSettings {
  const raw = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const space = line.indexOf(' ');
    if (space < 0) continue;
    const key = line.slice(0, space).toLowerCase();
    const values = raw.get(key);
    if (values === undefined) raw.set(key, [line.slice(space + 1)]);
    else values.push(line.slice(space + 1));
  }
  const last = (key: string): string | undefined => {
    const value = raw.get(key)?.[0];
    return value === undefined || value === 'none' ? undefined : value;
  };
  const list = (key: string): string[] => last(key)?.split(',') ?? [];
  const yes = (key: string): boolean => ['yes', 'true', 'unbound', 'host-bound'].includes(last(key) ?? '');
  const hostname = (last('hostname') ?? name).replace(/^\[(.*)\]$/, '$1');
  const user = last('user') ?? '';
  const port = Number(last('port') ?? 22);
  const expand = (file: string): string =>
    expandPath(file, { home: accountHome(), hostname, name, port, user, environment });
  const files = (key: string): string[] =>
    (last(key) ?? '')
      .split(' ')
      .filter((file) => file !== '')
      .map(expand);
  const seconds = Number(last('connecttimeout'));
  const allowed: Readonly<Record<string, boolean>> = {
    publickey: yes('pubkeyauthentication'),
    password: yes('passwordauthentication'),
    'keyboard-interactive': yes('kbdinteractiveauthentication'),
    'gssapi-with-mic': yes('gssapiauthentication'),
    hostbased: yes('hostbasedauthentication'),
  };
  return {
    name,
    hostname,
    port,
    user,
    family: last('addressfamily') === 'inet' ? 4 : last('addressfamily') === 'inet6' ? 6 : 0,
    hostKeyAlias: last('hostkeyalias'),
    identityFiles: (raw.get('identityfile') ?? []).filter((file) => file !== 'none').map(expand),
    identitiesOnly: yes('identitiesonly'),
    agentSocket: agentSocket(raw.get('identityagent')?.[0], environment, expand),
    userKnownHosts: files('userknownhostsfile'),
    globalKnownHosts: files('globalknownhostsfile'),
    strictHostKeyChecking: strictness(last('stricthostkeychecking')),
    hashKnownHosts: yes('hashknownhosts'),
    ciphers: list('ciphers'),
    kex: list('kexalgorithms'),
    macs: list('macs'),
    hostKeyAlgorithms: list('hostkeyalgorithms'),
    preferredAuthentications: (last('preferredauthentications') ?? usualAuthentications)
      .split(',')
      .filter((method) => allowed[method] === true),
    batchMode: yes('batchmode'),
    passwordPrompts: Number(last('numberofpasswordprompts') ?? 3),
    connectTimeout: seconds > 0 ? seconds * 1000 : usualConnectTimeout,
    gssapi: yes('gssapiauthentication'),
    controlPath: raw.get('controlpath')?.[0] === 'none' ? undefined : last('controlpath'),
    env: travelling(raw.get('sendenv') ?? [], raw.get('setenv') ?? [], environment),
    raw,
  };
}

function strictness(value: string | undefined): StrictHostKeyChecking {
  switch (value) {
    case 'true':
    case 'yes':
      return 'yes';
    case 'false':
    case 'no':
    case 'off':
      return 'no';
    case 'accept-new':
      return 'accept-new';
    default:
      return 'ask';
  }
}

function agentSocket(
  setting: string | undefined,
  environment: NodeJS.ProcessEnv,
  expand: (file: string) => string,
): string | undefined {
  if (setting === 'none') return undefined;
  if (setting === undefined || setting === 'SSH_AUTH_SOCK') return environment['SSH_AUTH_SOCK'];
  return setting.startsWith('$') ? environment[setting.slice(1)] : expand(setting);
}

function travelling(
  patterns: readonly string[],
  assignments: readonly string[],
  environment: NodeJS.ProcessEnv,
): Record<string, string> {
  const env: Record<string, string> = {};
  const tests = patterns
    .flatMap((line) => line.split(' '))
    .map(
      (pattern) =>
        new RegExp(
          `^${pattern
            .replace(/[.+^${}()|[\]\\]/g, '\\$&')
            .replaceAll('*', '.*')
            .replaceAll('?', '.')}$`,
        ),
    );
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && tests.some((test) => test.test(name))) env[name] = value;
  }
  for (const assignment of assignments) {
    const equals = assignment.indexOf('=');
    if (equals > 0) env[assignment.slice(0, equals)] = assignment.slice(equals + 1);
  }
  return env;
}

/** OpenSSH asks the account's entry for `~`, whatever HOME says. */
export function accountHome(): string {
  try {
    return userInfo().homedir;
  } catch {
    // Some containers run under a number that has no account.
    return homedir();
  }
}

interface Tokens {
  readonly home: string;
  readonly hostname: string;
  readonly name: string;
  readonly port: number;
  readonly user: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** `~`, `%d`, `%h`, `%n`, `%p`, `%r`, `%u`, `%i` and `${VAR}`, which `ssh -G` leaves as they are in some settings. */
function expandPath(file: string, tokens: Tokens): string {
  const { home, hostname, name, port, user, environment } = tokens;
  const of: Readonly<Record<string, string>> = {
    '%': '%',
    d: home,
    h: hostname,
    n: name,
    p: String(port),
    r: user,
    u: environment['USER'] ?? environment['LOGNAME'] ?? '',
    i: String(process.getuid?.() ?? ''),
  };
  const tilde = file === '~' || file.startsWith('~/') ? path.join(home, file.slice(1)) : file;
  return tilde
    .replace(/%(.)/g, (whole, token: string) => of[token] ?? whole)
    .replace(/\$\{(\w+)\}/g, (whole, variable: string) => environment[variable] ?? whole);
}
