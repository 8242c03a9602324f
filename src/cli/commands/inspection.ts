import { mergeChoices, noChoices, type Choices } from '../../contract/choices';
import type { CallScope } from '../../inspect/callScope';
import type { Closure, Question } from '../../inspect/closure';
import type { InspectRequest } from '../../inspect/inspect';
import type { RunPorts } from '../../run/ports';
import { openQuestions } from '../../run/questions';
import type { Command } from '../commandLine';
import { choicesOf, namesLines } from '../lineChoices';
import type { Target } from '../targets';
import { scopeOf } from '../workspaceScope';

type InspectionPorts = Pick<RunPorts, 'inspect' | 'choices'>;
type ClosureCommand = Extract<Command, { verb: 'run' | 'inspect' | 'pack' }>;

/** An entry as typed, with all that decides what it sends. */
export class Inspection {
  readonly #ports: InspectionPorts;
  readonly #command: ClosureCommand;
  /** The entry, and what the workspace's settings and the options say of it. */
  readonly request: CallScope & Pick<InspectRequest, 'entry' | 'argv' | 'workspace'>;

  private constructor(ports: InspectionPorts, command: ClosureCommand, target: Target, scope: CallScope) {
    this.#ports = ports;
    this.#command = command;
    const { file, qualname, workspace } = target;
    const { args, argv } = command;
    this.request = { ...scope, entry: { file, qualname, args }, argv, workspace };
  }

  static async of(ports: InspectionPorts, command: ClosureCommand, target: Target): Promise<Inspection> {
    return new Inspection(ports, command, target, await scopeOf(command, target.workspace));
  }

  /** What the options decide. The file is looked into only where they name lines of it. */
  async typedChoices(): Promise<Choices> {
    const { choices } = this.#command;
    if (!namesLines(choices)) return choicesOf(choices);
    return choicesOf(choices, (await this.#inspect(noChoices)).statements);
  }

  /** With what is remembered of the entry, over which the options win. */
  async closure(onHost: readonly string[] = []): Promise<{ closure: Closure; open: readonly Question[] }> {
    const remembered = (await this.#ports.choices?.get(this.request)) ?? noChoices;
    const choices = mergeChoices(remembered, await this.typedChoices());
    const closure = await this.#inspect(choices, onHost);
    return { closure, open: openQuestions(closure.questions, choices) };
  }

  #inspect(choices: Choices, onHost: readonly string[] = []): Promise<Closure> {
    return this.#ports.inspect({ ...this.request, choices, onHost }, new AbortController().signal);
  }
}
