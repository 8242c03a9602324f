import type { Writable } from 'node:stream';
import type { FarcallError } from '../base/errors';
import { formatBytes, formatCount, formatDuration, formatPlace } from '../base/format';
import type { ClosureLine, ErrorLine, ResultLine, RunLine } from '../contract/lines';
import { leftOutNameOf, offerOf } from '../run/leftOutNames';
import { chosenText } from '../run/chosenText';
import { waitingText } from '../run/queueText';
import type { StatusLine } from './statusLine';

type Outlet = Writable & { readonly isTTY?: boolean };

/** Where a command's words go. */
export interface Terminal {
  readonly stdout: Outlet;
  readonly stderr: Outlet;
  /** True where standard error is a terminal that shows colours. */
  readonly colour: boolean;
}

/** Shows a run as it happens. */
export interface RunRenderer {
  line(line: RunLine): void;
  /** A sentence about the run for the person. */
  note(text: string): void;
  /** A failure that no line told of. */
  failure(error: FarcallError): void;
  /** The last word was said. */
  leave(): void;
}

/** One JSON object a line on standard output; words for people on standard error. */
export class JsonRenderer implements RunRenderer {
  readonly #terminal: Terminal;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  line(line: RunLine): void {
    this.#terminal.stdout.write(`${JSON.stringify(line)}\n`);
    // What a function raised is its own; what Farcall says is for a person too.
    if (line.type === 'error' && line.code !== undefined) {
      this.#terminal.stderr.write(`farcall: ${explanation(line)}\n`);
    }
  }

  note(text: string): void {
    this.#terminal.stderr.write(`${text}\n`);
  }

  failure(error: FarcallError): void {
    this.#terminal.stderr.write(`farcall: ${error.text}\n`);
  }

  leave(): void {
    // Nothing was drawn.
  }
}

/** A job may write thousands of files: the result is to stay on the screen. */
const mostNamed = 20;

/** Shows the cursor and ends all colours. */
const asBefore = '\x1b[?25h\x1b[m';

/** The job's streams go to the same streams here; what Farcall says goes to standard error, the result to output. */
export class HumanRenderer implements RunRenderer {
  readonly #terminal: Terminal;
  readonly #paint: Paint;
  readonly #status: StatusLine;
  #lastEnd: Record<'stdout' | 'stderr', string> = { stdout: '\n', stderr: '\n' };
  /** The streams whose colours and cursor a job may have changed. */
  readonly #drawnOn = new Set<'stdout' | 'stderr'>();
  #closure: ClosureLine | undefined;

  constructor(terminal: Terminal, status: StatusLine) {
    this.#terminal = terminal;
    this.#paint = new Paint(terminal.colour);
    this.#status = status;
  }

  line(line: RunLine): void {
    switch (line.type) {
      case 'closure': {
        this.#closure = line;
        const packages = line.thirdParty.map(({ name }) => name);
        const uses = packages.length > 0 ? `; uses ${packages.join(', ')}` : '';
        this.note(`${line.entry} needs ${formatCount(line.files.length, 'local file')}${uses}`);
        for (const one of line.unresolved)
          this.note(`  ${formatPlace(one)}: ${one.name} was not found; the code can do without it`);
        if (line.dropped.length > 0) {
          const [first] = line.dropped;
          this.note(
            `  left out of ${first?.file ?? ''}: ${line.dropped.map(dropped).join(', ')} (work at the top level that the call does not need)`,
          );
        }
        for (const { path, size, state } of line.data ?? []) {
          if (state === 'held') this.note(`  ${path} (${formatBytes(size)}) is not sent`);
          else if (state === 'secret') this.note(`  ${path} looks like a secret and is not sent`);
        }
        for (const one of line.notes ?? []) this.note(`  ${formatPlace(one)}: ${one.message}`);
        break;
      }
      case 'bundle':
        this.note(
          `bundle ${line.id.slice(0, 12)}: ${formatCount(line.files, 'file')}, ${formatBytes(line.bytes)}; sent ${formatCount(line.sentFiles, 'file')}, ${formatBytes(line.sentBytes)}`,
        );
        break;
      case 'output':
        this.#write(line.stream, line.text);
        this.#lastEnd[line.stream] = line.text.slice(-1);
        if (line.text.includes('\x1b')) this.#drawnOn.add(line.stream);
        break;
      case 'result':
        this.#result(line);
        break;
      case 'error':
        this.#error(line);
        break;
      case 'done':
        if (line.timings.total !== undefined) this.#done(line);
        break;
      case 'chosen':
        this.note(chosenText(line));
        break;
      case 'queue':
        this.note(waitingText(line.host, line.ahead));
        break;
      case 'display':
        this.note(`${line.title} was shown; a terminal cannot show it (the panel in VS Code does, and --json has it)`);
        break;
      case 'state':
      case 'progress':
      case 'item':
      case 'about':
      case 'usage':
        break;
    }
  }

  note(text: string): void {
    this.#freshLine('stderr');
    this.#write('stderr', `${this.#paint.dim(text)}\n`);
  }

  failure(error: FarcallError): void {
    this.#freshLine('stderr');
    this.#write('stderr', `${this.#paint.red('farcall:')} ${error.text}\n`);
  }

  /** A job that was killed, or that goes on, leaves a terminal as it was drawing there. */
  leave(): void {
    for (const stream of this.#drawnOn) {
      const outlet = this.#terminal[stream];
      if (outlet.isTTY === true) outlet.write(asBefore);
    }
  }

  #result(line: ResultLine): void {
    this.#freshLine('stdout');
    if (line.valueType !== 'NoneType') {
      const text = line.previews['text/plain'] ?? `<${line.valueType}>`;
      // A value of several lines, as tables are, begins on a line of its own.
      this.#write('stdout', `Result (${line.valueType}):${text.includes('\n') ? '\n' : ' '}${text}\n`);
    }
    if (line.unpicklable) {
      const { path, valueType, message } = line.unpicklable;
      this.note(
        `The result is shown but not kept as a value: ${path}, a ${valueType}, cannot be pickled (${message}).`,
      );
    }
    const named = line.artifacts.length > mostNamed + 1 ? line.artifacts.slice(0, mostNamed) : line.artifacts;
    for (const artifact of named) this.note(`wrote ${artifact.path} (${formatBytes(artifact.size)})`);
    const others = line.artifacts.length - named.length;
    if (others > 0) this.note(`wrote ${formatCount(others, 'more file')} (--json names all)`);
  }

  #error(line: ErrorLine): void {
    // What Farcall explains itself needs no Python traceback.
    if (line.text !== undefined && line.code === undefined) {
      this.#freshLine('stderr');
      this.#write('stderr', line.text.endsWith('\n') ? line.text : `${line.text}\n`);
      if (line.next !== undefined) this.note(line.next);
      this.#offer(line);
      return;
    }
    this.#freshLine('stderr');
    this.#write('stderr', `${this.#paint.red('farcall:')} ${explanation(line)}\n`);
    this.#offer(line);
  }

  /** A name that is missing because its statement was left out is one option away. */
  #offer(line: ErrorLine): void {
    const leftOut = this.#closure && leftOutNameOf(this.#closure, line);
    if (leftOut) this.note(offerOf(leftOut, `--keep ${leftOut.line}`));
  }

  #done(line: Extract<RunLine, { type: 'done' }>): void {
    const parts = Object.entries(line.timings)
      .filter(([name]) => name !== 'total')
      .map(([name, milliseconds = 0]) => `${name} ${formatDuration(milliseconds)}`);
    this.note(`${line.state} in ${formatDuration(line.timings.total ?? 0)} (${parts.join(', ')})`);
  }

  #freshLine(stream: 'stdout' | 'stderr'): void {
    if (this.#lastEnd[stream] !== '\n') this.#write(stream, '\n');
    this.#lastEnd[stream] = '\n';
  }

  #write(stream: 'stdout' | 'stderr', text: string): void {
    this.#status.giveWay(text.endsWith('\n'));
    this.#terminal[stream].write(text);
  }
}

function dropped({ line, cell }: ClosureLine['dropped'][number]): string {
  return cell === undefined ? `line ${line}` : `cell ${cell} line ${line}`;
}

/** Where it is, what it is and what to do next. */
function explanation({ traceback: [at], message, next }: ErrorLine): string {
  const place = at ? `${formatPlace(at)}: ` : '';
  return `${place}${message}${next === undefined ? '' : ` ${next}`}`;
}

class Paint {
  readonly #on: boolean;
  constructor(on: boolean) {
    this.#on = on;
  }
  dim(text: string): string {
    return this.#on ? `\x1b[2m${text}\x1b[22m` : text;
  }
  red(text: string): string {
    return this.#on ? `\x1b[31m${text}\x1b[39m` : text;
  }
}
