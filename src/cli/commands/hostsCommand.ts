import { formatBytes } from '../../base/format';
import type { ListedHost } from '../../ship/host';
import { checkHost, type ConnectToHost } from '../../run/hostCheck';
import { cleanHost } from '../../run/hostCleaning';
import type { Host } from '../../ship/host';
import type { Command } from '../commandLine';
import type { Terminal } from '../renderer';
import type { StatusLine } from '../statusLine';

export interface HostPorts {
  readonly list: () => Promise<readonly ListedHost[]>;
  readonly find: (name: string) => Promise<Host>;
  readonly defaultHost: () => Promise<string | undefined>;
  readonly connect: ConnectToHost;
  readonly terminal: Terminal;
  readonly status: StatusLine;
}

const sources: Record<ListedHost['source'], string> = {
  'built-in': 'this machine',
  auto: 'the least busy of those that were added',
  'ssh-config': 'OpenSSH config',
  'hosts-file': 'hosts.json',
  settings: 'workspace settings',
};

export async function hostsCommand(command: Extract<Command, { verb: 'hosts' }>, on: HostPorts): Promise<number> {
  const { ask, host, json } = command;
  if (ask === 'test') return testHost(host, json, on);
  return ask === 'clean' ? cleanCaches(host, json, on) : listHosts(json, on);
}

async function listHosts(json: boolean, on: HostPorts): Promise<number> {
  const [hosts, chosen] = await Promise.all([on.list(), on.defaultHost()]);
  const { stdout } = on.terminal;
  const width = Math.max(...hosts.map((host) => host.name.length));
  for (const { name, source, options } of hosts) {
    const isDefault = name === chosen;
    if (json) stdout.write(`${JSON.stringify({ type: 'host', name, source, default: isDefault, options })}\n`);
    else stdout.write(`${isDefault ? '*' : ' '} ${name.padEnd(width)}  ${sources[source]}\n`);
  }
  return 0;
}

async function testHost(name: string, json: boolean, on: HostPorts): Promise<number> {
  const { stdout } = on.terminal;
  const host = await on.find(name);
  const ok = await checkHost(
    on.connect,
    host,
    (item) => {
      if (json) stdout.write(`${JSON.stringify({ type: 'check', host: name, ...item })}\n`);
      else stdout.write(`${item.ok === false ? '✗' : item.ok === null ? '·' : '✓'} ${item.label}: ${item.detail}\n`);
    },
    new AbortController().signal,
  );
  return ok ? 0 : 3;
}

async function cleanCaches(name: string, json: boolean, on: HostPorts): Promise<number> {
  const { stdout } = on.terminal;
  const host = await on.find(name);
  const { signal } = new AbortController();
  const cleaning = cleanHost(on.connect, host, false, signal);
  const { bytes, lines, rest } = await on.status.during(`Looking through the caches of ${name}…`, cleaning);
  if (json) stdout.write(`${JSON.stringify({ type: 'cleaned', host: name, bytes })}\n`);
  else {
    const { directory } = (await on.connect(host, signal)).hello;
    const where = `Each job has a folder below ${directory}/jobs there; farcall remove JOB, or "Delete Run…" in VS Code, removes it.`;
    const freed = [`${formatBytes(bytes)} freed on ${name}.`, ...lines.map((line) => `  ${line}`)];
    stdout.write([...freed, rest, where, ''].join('\n'));
  }
  return 0;
}
