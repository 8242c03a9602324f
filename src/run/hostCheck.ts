import { t } from '@vscode/l10n';
import { FarcallError } from '../base/errors';
import { formatBytes } from '../base/format';
import type { Interpreter } from '../contract/agent';
import type { Connection } from '../ship/connections';
import type { Host } from '../ship/host';
import { hostWords } from '../ship/hostWords';
import { AgentClient } from './agentClient';
import { loadText } from './hostLoad';
import type { CheckItem } from './service';

export type ConnectToHost = (host: Host, signal: AbortSignal) => Promise<Connection>;

type ItemId = CheckItem['id'];

const labels: Record<ItemId, string> = {
  resolves: t('Name resolves'),
  connects: t('Connects'),
  key: t('Host key'),
  python: 'Python',
  folder: t('Folder'),
  logout: t('After logout'),
  load: t('Load'),
  'round-trip': t('Round trip'),
};

/** The Pythons ≥ 3.8 that a host has. */
export async function listPythons(
  connect: ConnectToHost,
  host: Host,
  signal: AbortSignal,
): Promise<readonly Interpreter[]> {
  return new AgentClient(await connect(host, signal)).pythons();
}

/**
 * The checklist of "Test Host", each item as soon as it is known. Resolves to whether jobs can run there; what goes
 * wrong is an item, not a rejection.
 */
export async function checkHost(
  connect: ConnectToHost,
  host: Host,
  onItem: (item: CheckItem) => void,
  signal: AbortSignal,
): Promise<boolean> {
  const say = (id: ItemId, ok: boolean | null, detail: string): void => onItem({ id, label: labels[id], ok, detail });
  let connection: Connection;
  try {
    connection = await connect(host, signal);
  } catch (error) {
    if (!(error instanceof FarcallError) || error.code === 'cancelled') throw error;
    const failed = stepOf(error);
    for (const passed of stepsBefore(failed)) say(passed, true, t('yes'));
    say(failed, false, error.text);
    return false;
  }
  const { facts, hello } = connection;
  say('resolves', true, facts.address ?? t('this machine, without a network'));
  say(
    'connects',
    true,
    t('in {0} ms by {1}, as {2}', Math.round(facts.connectMs), makers[facts.maker] ?? facts.maker, hello.user),
  );
  say('key', true, facts.hostKeyFingerprint ?? keyless[facts.maker] ?? t("verified by the system's ssh"));
  say('python', true, `${hello.executable}, ${hello.python}`);
  const agent = new AgentClient(connection);
  try {
    const facts = await agent.check();
    say(
      'folder',
      facts.writable,
      facts.writable
        ? t('{0} is writable, {1} free', facts.directory, formatBytes(facts.freeBytes))
        : t('{0} cannot be written: {1}', facts.directory, hostWords(facts.problem ?? t('no reason given'))),
    );
    say('logout', facts.logout.jobsSurvive, hostWords(facts.logout.text));
    say('load', null, loadText(await agent.load(), hello.cores));
    const trips: number[] = [];
    for (let i = 0; i < 5; i += 1) trips.push(await connection.roundTrip());
    say('round-trip', null, `${Math.min(...trips).toFixed(1)} ms`);
    return facts.writable;
  } catch (error) {
    if (!(error instanceof FarcallError)) throw error;
    say('folder', false, error.text);
    return false;
  }
}

const makers: Readonly<Record<string, string>> = {
  ssh2: 'SSH',
  ssh: t("the system's ssh"),
  local: t('a process of its own'),
  command: t("the host's command"),
};
const keyless: Readonly<Record<string, string>> = {
  local: t('none needed: this machine'),
  command: t("none asked for: the host's command answers for it"),
};
const steps: readonly ItemId[] = ['resolves', 'connects', 'key', 'python', 'folder'];

function stepOf(error: FarcallError): ItemId {
  switch (error.code) {
    case 'unknown-host':
      return 'resolves';
    case 'unreachable':
      return error.data['unresolved'] === true ? 'resolves' : 'connects';
    case 'host-key-unknown':
    case 'host-key-changed':
    case 'host-key-revoked':
      return 'key';
    case 'no-python':
    case 'old-python':
      return 'python';
    case 'folder-unwritable':
    case 'disk-full':
      return 'folder';
    default:
      return 'connects';
  }
}

/** What must have worked for this step to be reached; the key is verified before anyone logs in. */
function stepsBefore(step: ItemId): readonly ItemId[] {
  return steps.slice(0, steps.indexOf(step)).filter((passed) => step !== 'key' || passed === 'resolves');
}
