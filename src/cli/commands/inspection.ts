import { mergeChoices, noChoices, type Choices } from '../../contract/choices';
import type { Closure, Question } from '../../inspect/closure';
import type { InspectRequest } from '../../inspect/inspect';
import type { RunPorts } from '../../run/ports';
import { openQuestions } from '../../run/questions';
import type { Command } from '../commandLine';
import { choicesOf, namesLines } from '../lineChoices';
import type { Target } from '../targets';

type ClosureCommand = Extract<Command, { verb: 'run' | 'inspect' | 'pack' }>;

/** An entry as typed, with all that decides what it sends. */
export class Inspection {
  readonly #ports: Pick<RunPorts, 'inspect' | 'choices'>;
  readonly #command: ClosureCommand;
  readonly #request: InspectRequest;

  constructor(ports: Pick<RunPorts, 'inspect' | 'choices'>, command: ClosureCommand, target: Target) {
    this.#ports = ports;
    this.#command = command;
    this.#request = {
      entry: { file: target.file, qualname: target.qualname, args: command.args },
      workspace: target.workspace,
      include: command.include,
      exclude: command.exclude,
    };
  }

  /** What the options decide. The file is looked into only where they name lines of it. */
  async typedChoices(): Promise<Choices> {
    const { choices } = this.#command;
    if (!namesLines(choices)) return choicesOf(choices);
    return choicesOf(choices, (await this.#inspect(noChoices)).statements);
  }

  /** With what is remembered of the entry, over which the options win. */
  async closure(onHost: readonly string[] = []): Promise<{ closure: Closure; open: readonly Question[] }> {
    const remembered = (await this.#ports.choices?.get(this.#request)) ?? noChoices;
    const choices = mergeChoices(remembered, await this.typedChoices());
    const closure = await this.#inspect(choices, onHost);
    return { closure, open: openQuestions(closure.questions, choices) };
  }

  #inspect(choices: Choices, onHost: readonly string[] = []): Promise<Closure> {
    return this.#ports.inspect({ ...this.#request, choices, onHost }, new AbortController().signal);
  }
}
