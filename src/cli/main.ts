import path from 'node:path';
import { setImmediate as settled } from 'node:timers/promises';
import { FarcallError } from '../base/errors';
import type { Logger } from '../base/logging';
import { openRooms, type CliRooms } from './compose';
import { parseCommandLine, usage, type Command } from './commandLine';
import { inspectCommand, packCommand } from './commands/closureCommands';
import { hostsCommand } from './commands/hostsCommand';
import { cancelCommand, jobsCommand, resultCommand } from './commands/jobCommands';
import { logsCommand } from './commands/logsCommand';
import { removeCommand } from './commands/removeCommand';
import { runCommand } from './commands/runCommand';
import { HumanRenderer, JsonRenderer, type RunRenderer, type Terminal } from './renderer';
import { onInterrupt } from './interrupts';
import { Outlets } from './outlets';
import { errorLineOf } from '../run/endings';
import { locate } from './targets';
import { StatusLine } from './statusLine';
import { TerminalPrompts } from './terminalPrompts';
import { terminalAsk } from './terminalQuestions';

declare const FARCALL_VERSION: string;

const terminal: Terminal = {
  stdout: process.stdout,
  stderr: process.stderr,
  colour: process.stderr.isTTY && process.env['NO_COLOR'] === undefined,
};

/** `FARCALL_LOG=debug` shows on standard error what an editor keeps in its log. */
const logger: Logger = {
  log: (level, message) => {
    if (process.env['FARCALL_LOG'] !== undefined) process.stderr.write(`[${level}] ${message}\n`);
  },
};

interface Speaking {
  readonly renderer: RunRenderer;
  readonly outlets: Outlets;
  readonly status: StatusLine;
  /** Undefined where nobody is there to answer. */
  readonly ask: ((prompt: string) => Promise<string | undefined>) | undefined;
}

async function perform(command: Command, rooms: CliRooms, speaking: Speaking): Promise<number> {
  const { renderer, outlets, status } = speaking;
  const currentFolder = process.cwd();
  const jobPorts = {
    runs: rooms.runs,
    registry: rooms.registry,
    ports: rooms.ports,
    terminal,
    ...speaking,
    workspace: currentFolder,
  };
  switch (command.verb) {
    case 'help':
      terminal.stdout.write(usage);
      return 0;
    case 'version':
      terminal.stdout.write(`${FARCALL_VERSION}\n`);
      return 0;
    case 'run': {
      const target = locate(command.target, currentFolder);
      return runCommand(command, {
        runs: rooms.runs,
        ports: rooms.ports,
        renderer,
        status,
        target,
        host: command.host ?? (await rooms.defaultHost(target.workspace)),
        screen: command.json ? {} : process.stdout,
        onInterrupt,
        outputClosed: outlets.closed,
        printId: (run) => {
          const { job, host, state } = run;
          if (command.json) renderer.line({ type: 'state', job, host, state });
          else terminal.stdout.write(`${job}\n`);
        },
      });
    }
    case 'inspect':
      return inspectCommand(command, {
        ports: rooms.ports,
        findHost: (request, signal) => rooms.runs.findHost(request, signal),
        terminal,
        target: locate(command.target, currentFolder),
      });
    case 'pack':
      return packCommand(command, {
        ports: rooms.ports,
        terminal,
        target: locate(command.target, currentFolder),
      });
    case 'jobs':
      return jobsCommand(command, jobPorts);
    case 'logs':
      return logsCommand(command, jobPorts);
    case 'result':
      return resultCommand(command, jobPorts);
    case 'cancel':
      return cancelCommand(command, jobPorts);
    case 'remove':
      return removeCommand(command, jobPorts);
    case 'hosts':
      return hostsCommand(command, { ...rooms.hostPorts(currentFolder), terminal, status });
  }
}

async function main(argv: readonly string[]): Promise<number> {
  const dashes = argv.indexOf('--');
  const json = (dashes < 0 ? argv : argv.slice(0, dashes)).includes('--json');
  const outlets = new Outlets(process.stdout, process.stderr);
  const drawn = !json && process.stderr.isTTY && process.env['TERM'] !== 'dumb';
  const status = new StatusLine(drawn ? process.stderr : undefined);
  const renderer: RunRenderer = json ? new JsonRenderer(terminal) : new HumanRenderer(terminal, status);
  const prompts = new TerminalPrompts(status);
  const interactive = !json && process.stdin.isTTY && process.stderr.isTTY;
  let rooms: CliRooms | undefined;
  try {
    const command = parseCommandLine(argv);
    rooms = await openRooms({
      environment: process.env,
      assets: path.join(import.meta.dirname, 'assets'),
      prompts,
      logger,
      status,
      pace: () => outlets.drained(),
      ask: terminalAsk((prompt) => prompts.line(prompt), interactive),
      warn: (sentence) => renderer.note(sentence),
    });
    const exitStatus = await perform(command, rooms, {
      renderer,
      outlets,
      status,
      ask: interactive ? (prompt) => prompts.line(prompt) : undefined,
    });
    // The failure of a write is told of one turn after it.
    await settled();
    if (outlets.failure) throw outlets.failure;
    return exitStatus;
  } catch (error) {
    if (!(error instanceof FarcallError)) throw error;
    if (json) renderer.line(errorLineOf(error));
    renderer.failure(error);
    return error.exitStatus;
  } finally {
    status.dispose();
    renderer.leave();
    rooms?.close();
  }
}

main(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    process.stderr.write(
      `farcall: something unexpected went wrong: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exitCode = 70;
  },
);
