import { stat } from 'node:fs/promises';
import { FarcallError, describe } from '../../base/errors';
import { formatBytes, formatCount } from '../../base/format';
import { droppedOf, type Closure } from '../../inspect/closure';
import type { InspectRequest } from '../../inspect/inspect';
import type { Bundle } from '../../pack/bundle';
import { packClosure } from '../../pack/packClosure';
import { writeTarball } from '../../pack/tarball';
import { bundleLine, closureLine, labelOf } from '../../run/closureLine';
import type { Command } from '../commandLine';
import type { Terminal } from '../renderer';
import type { Target } from '../targets';

export interface ClosurePorts {
  readonly inspect: (request: InspectRequest, signal: AbortSignal) => Promise<Closure>;
  readonly terminal: Terminal;
  readonly target: Target;
}

type ClosureCommand = Extract<Command, { verb: 'inspect' | 'pack' }>;

/** Shows what a call needs; nothing is sent, nothing of the user's code runs. */
export async function inspectCommand(
  command: Extract<Command, { verb: 'inspect' }>,
  ports: ClosurePorts,
): Promise<number> {
  const { closure, bundle } = await freeze(command, ports);
  const { stdout } = ports.terminal;
  if (command.json) stdout.write(`${JSON.stringify(closureLine(closure, bundle))}\n`);
  else stdout.write(describeClosure(closure, bundle));
  return 0;
}

/** Writes what would be sent as a tarball. */
export async function packCommand(command: Extract<Command, { verb: 'pack' }>, ports: ClosurePorts): Promise<number> {
  const { closure, bundle } = await freeze(command, ports);
  const unwritable = (cause: unknown): FarcallError =>
    new FarcallError('bad-settings', `${command.output} cannot be written: ${describe(cause)}.`, {
      cause,
      next: 'Choose another file.',
    });
  const there = await stat(command.output).catch(() => undefined);
  // What is renamed into place would replace a device as well.
  if (there?.isFile() === false) throw unwritable('it is there and no file');
  await writeTarball(bundle, command.output).catch((cause: unknown) => {
    throw unwritable(cause);
  });
  const { stdout } = ports.terminal;
  if (command.json) {
    stdout.write(`${JSON.stringify(closureLine(closure, bundle))}\n`);
    stdout.write(`${JSON.stringify(bundleLine(bundle, { sentBytes: 0, sentFiles: 0 }))}\n`);
  } else {
    stdout.write(`${command.output}: ${formatCount(bundle.files.length, 'file')}, bundle ${bundle.id}\n`);
  }
  return 0;
}

async function freeze(command: ClosureCommand, ports: ClosurePorts): Promise<{ closure: Closure; bundle: Bundle }> {
  const { target } = ports;
  const closure = await ports.inspect(
    {
      entry: { file: target.file, qualname: target.qualname, args: command.args },
      workspace: target.workspace,
      include: command.include,
      exclude: command.exclude,
    },
    new AbortController().signal,
  );
  return { closure, bundle: packClosure(closure) };
}

function describeClosure(closure: Closure, bundle: Bundle): string {
  const because = new Map(closure.files.map((file) => [file.path, file.because]));
  const width = Math.max(...bundle.files.map((file) => file.path.length));
  const lines = [
    `${labelOf(closure.entry)}: ${formatCount(bundle.files.length, 'file')}, ${formatBytes(bundle.bytes)}, bundle ${bundle.id.slice(0, 12)}`,
    ...bundle.files.map(
      (file) => `  ${file.path.padEnd(width)}  ${formatBytes(file.size).padStart(7)}  ${because.get(file.path) ?? ''}`,
    ),
  ];
  if (closure.thirdParty.length > 0) {
    lines.push('Needs on the host:');
    for (const { name, version } of closure.thirdParty)
      lines.push(`  ${name}${version === undefined ? '' : ` ${version}`}`);
  }
  if (closure.unresolved.length > 0) {
    lines.push('Not found:');
    for (const { name, file, line } of closure.unresolved) lines.push(`  ${file}:${line}: ${name}`);
  }
  const dropped = droppedOf(closure);
  if (dropped.length > 0) {
    lines.push('Left out (work at the top level that the call does not need):');
    for (const { file, line, text } of dropped) lines.push(`  ${file}:${line}: ${text}`);
  }
  return `${lines.join('\n')}\n`;
}
