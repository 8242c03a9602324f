import { spawn } from 'node:child_process';
import type { Logger } from '../base/logging';
import { AskpassServer } from './askpass';
import { cancellation } from './cancellation';
import type { Channel, Peer } from './channel';
import { childChannel } from './childChannel';
import { OpensshQuestions } from './opensshQuestions';
import { OpensshReport } from './opensshReport';
import type { Prompts } from './prompts';
import { spawned } from './spawned';
import type { SshProgram, SshSettings } from './sshSettings';
import { parseTarget, targetArguments } from './sshTarget';

export interface OpensshOptions {
  readonly settings: SshSettings;
  readonly ssh: SshProgram;
  readonly prompts: Prompts;
  readonly logger: Logger;
  /** True where a master connection carries this one: there is no login of its own to wait for. */
  readonly shared: boolean;
}

/** Opens a channel by the system's `ssh`, which takes care of all that the person's config says. */
export async function openOpensshChannel(
  options: OpensshOptions,
  commandLine: string,
  signal: AbortSignal,
): Promise<Channel> {
  const { settings, ssh, prompts, logger, shared } = options;
  const questions = new OpensshQuestions(settings.name, prompts, logger);
  const askpass = await AskpassServer.start((question) => questions.answer(question));
  const child = spawn('ssh', sshArguments(settings, ssh, commandLine), {
    env: {
      ...ssh.environment,
      // Versions before 8.4 know no SSH_ASKPASS_REQUIRE: they ask there where there is a display and no terminal.
      DISPLAY: ssh.environment['DISPLAY'] ?? ':0',
      ...askpass.environment,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  try {
    await spawned(child, 'ssh', signal);
  } catch (error) {
    await askpass.dispose();
    throw error;
  }
  const report = new OpensshReport(child.stderr);
  const channel = childChannel(child, 'ssh');
  const outcome = await new Promise<'open' | 'ended' | 'aborted'>((resolve) => {
    const onAbort = (): void => resolve('aborted');
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    if (shared) resolve('open');
    void report.authenticated.then(() => resolve('open'));
    void channel.ended.then(() => resolve('ended'));
    void Promise.race([report.authenticated, channel.ended]).then(() => signal.removeEventListener('abort', onAbort));
  });
  if (outcome === 'aborted') channel.close();
  // Once somebody is logged in nothing is asked any more.
  await askpass.dispose();
  switch (outcome) {
    case 'open':
      return { ...channel, stderr: report.stderr, ...peerOf(report, settings) };
    case 'ended':
      throw await report.failure(settings, questions.declined);
    case 'aborted':
      throw cancellation(signal, settings.name);
  }
}

function peerOf({ peer }: OpensshReport, { user }: SshSettings): { peer?: Peer } {
  return peer === undefined ? {} : { peer: { ...peer, address: `${user}@${peer.address}` } };
}

function sshArguments(settings: SshSettings, ssh: SshProgram, commandLine: string): string[] {
  const given = {
    // What is said at this level tells a login that failed from a host that went away.
    LogLevel: 'DEBUG1',
    ConnectTimeout: String(Math.ceil(settings.connectTimeout / 1000)),
    // A master that is there is used; none is made, since it would outlive this channel and keep its streams open.
    ControlMaster: 'no',
    // With "no" it would go on where the host's key has changed.
    ...(settings.strictHostKeyChecking === 'no' ? { StrictHostKeyChecking: 'accept-new' } : {}),
    ClearAllForwardings: 'yes',
    ForwardX11: 'no',
    PermitLocalCommand: 'no',
    RemoteCommand: 'none',
    RequestTTY: 'no',
    StdinNull: 'no',
    ForkAfterAuthentication: 'no',
    SessionType: 'default',
    EscapeChar: 'none',
  };
  return [
    '-T',
    ...(ssh.configFile === undefined ? [] : ['-F', ssh.configFile]),
    ...Object.entries(given).flatMap(([key, value]) => ['-o', `${key}=${value}`]),
    ...targetArguments(parseTarget(settings.name)),
    commandLine,
  ];
}
