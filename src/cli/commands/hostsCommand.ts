import type { ListedHost } from '../../ship/host';
import { checkHost, type ConnectToHost } from '../../run/hostCheck';
import type { Host } from '../../ship/host';
import type { Command } from '../commandLine';
import type { Terminal } from '../renderer';

export interface HostPorts {
  readonly list: () => Promise<readonly ListedHost[]>;
  readonly find: (name: string) => Promise<Host>;
  readonly defaultHost: () => Promise<string | undefined>;
  readonly connect: ConnectToHost;
  readonly terminal: Terminal;
}

const sources: Record<ListedHost['source'], string> = {
  'built-in': 'this machine',
  'ssh-config': 'OpenSSH config',
  'hosts-file': 'hosts.json',
  settings: 'workspace settings',
};

export async function hostsCommand(command: Extract<Command, { verb: 'hosts' }>, on: HostPorts): Promise<number> {
  return command.test === undefined ? listHosts(command.json, on) : testHost(command.test, command.json, on);
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
