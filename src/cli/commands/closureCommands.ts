import { stat } from 'node:fs/promises';
import { FarcallError, describe } from '../../base/errors';
import { formatCount } from '../../base/format';
import type { ClosureLine } from '../../contract/lines';
import { packClosure } from '../../pack/packClosure';
import { writeTarball } from '../../pack/tarball';
import type { Bundle } from '../../pack/bundle';
import { bundleLine, closureLine, inspectionLine } from '../../run/closureLine';
import { chosenText } from '../../run/chosenText';
import { closureText, whyText } from '../../run/closureText';
import { lackingOn } from '../../run/hostHoldings';
import { hostPaths } from '../../run/hostPaths';
import { undecided } from '../../run/questions';
import type { RunPorts } from '../../run/ports';
import type { RunService } from '../../run/service';
import type { Host } from '../../ship/host';
import type { Command } from '../commandLine';
import type { Terminal } from '../renderer';
import type { Target } from '../targets';
import { Inspection } from './inspection';

export interface ClosurePorts {
  readonly ports: Pick<RunPorts, 'inspect' | 'choices' | 'connect'>;
  readonly findHost: RunService['findHost'];
  readonly terminal: Terminal;
  readonly target: Target;
}

/** Shows what a call needs; no file is sent, nothing of the user's code runs. */
export async function inspectCommand(
  command: Extract<Command, { verb: 'inspect' }>,
  { ports, findHost, terminal, target }: ClosurePorts,
): Promise<number> {
  const inspection = await Inspection.of(ports, command, target);
  const found =
    command.host === undefined
      ? undefined
      : await findHost({ ...inspection.request, host: command.host }, new AbortController().signal);
  const host = found?.host;
  if (found?.choice) terminal.stderr.write(`${chosenText({ host: found.host.name, ...found.choice })}\n`);
  const { closure } = await inspection.closure(Object.keys(hostPaths(host?.options ?? {})));
  const { stdout } = terminal;
  if (command.why !== undefined && !command.json) {
    stdout.write(whyText(closure, command.why));
    return 0;
  }
  const bundle = packClosure(closure);
  const lacking = host && (await lackingAt(host, bundle, ports));
  stdout.write(
    command.json
      ? `${JSON.stringify(inspectionLine(closure, bundle, lacking))}\n`
      : closureText(closure, bundle, { lacking, lines: command.lines }),
  );
  return 0;
}

/** Writes what would be sent as a tarball. */
export async function packCommand(
  command: Extract<Command, { verb: 'pack' }>,
  { ports, terminal, target }: Omit<ClosurePorts, 'findHost'>,
): Promise<number> {
  const inspection = await Inspection.of(ports, command, target);
  const { closure, open } = await inspection.closure();
  // A tarball that may lack something is no tarball of the call.
  if (open.length > 0) throw undecided(open);
  const bundle = packClosure(closure);
  const unwritable = (cause: unknown): FarcallError =>
    new FarcallError('file-unwritable', `${command.output} cannot be written: ${describe(cause)}.`, {
      cause,
      next: 'Choose another file.',
    });
  const there = await stat(command.output).catch(() => undefined);
  // What is renamed into place would replace a device as well.
  if (there?.isFile() === false) throw unwritable('it is there and no file');
  await writeTarball(bundle, command.output).catch((cause: unknown) => {
    throw unwritable(cause);
  });
  const { stdout } = terminal;
  if (command.json) {
    stdout.write(`${JSON.stringify(closureLine(closure, bundle))}\n`);
    stdout.write(`${JSON.stringify(bundleLine(bundle, { sentBytes: 0, sentFiles: 0 }))}\n`);
  } else {
    stdout.write(`${command.output}: ${formatCount(bundle.files.length, 'file')}, bundle ${bundle.id}\n`);
  }
  return 0;
}

async function lackingAt(
  host: Host,
  bundle: Bundle,
  { connect }: Pick<RunPorts, 'connect'>,
): Promise<NonNullable<ClosureLine['lacking']>> {
  const { files, bytes } = await lackingOn(await connect(host, new AbortController().signal), bundle);
  return { host: host.name, files, bytes };
}
