import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Disposable } from '../base/disposables';
import { firstGap, joinWords, signatureText, splitWords } from './runTarget';
import type { Code } from './rooms';

export interface ArgumentsQuestion {
  readonly file: string;
  readonly text: string;
  readonly qualname: string | undefined;
  /** Ask even where the call can be made without arguments. */
  readonly always: boolean;
  /** What to begin with, in place of what was given last. */
  readonly start?: Arguments;
}

export interface Arguments {
  readonly args: string;
  readonly argv: readonly string[];
}

/** Asks for what stands between a call's parentheses, and remembers it by function. */
export class ArgumentsPrompt {
  readonly #memory: vscode.Memento;
  readonly #code: () => Promise<Code>;

  constructor(memory: vscode.Memento, code: () => Promise<Code>) {
    this.#memory = memory;
    this.#code = code;
  }

  /** Undefined where the person gave up. */
  async ask(question: ArgumentsQuestion): Promise<Arguments | undefined> {
    const { file, text, qualname, always } = question;
    const { start } = question;
    const begun = start === undefined ? undefined : qualname === undefined ? joinWords(start.argv) : start.args;
    const remembered = begun ?? this.#remembered(file, qualname);
    const answer =
      qualname === undefined
        ? await this.#words(always, file, remembered)
        : await this.#call(always, text, qualname, remembered);
    if (answer?.asked !== undefined) await this.#memory.update(keyOf(file, qualname), answer.asked);
    return answer;
  }

  /** What would be called without asking: none where none are needed, else those that were given last. */
  async expected(file: string, text: string, qualname: string | undefined): Promise<string> {
    if (qualname === undefined) return '';
    const signature = (await this.#code()).signature(text, qualname);
    return (signature?.callableWithoutArguments ?? true) ? '' : (this.#remembered(file, qualname) ?? '');
  }

  #remembered(file: string, qualname: string | undefined): string | undefined {
    const last = this.#memory.get<unknown>(keyOf(file, qualname));
    return typeof last === 'string' ? last : undefined;
  }

  async #words(always: boolean, file: string, last: string | undefined): Promise<Answer | undefined> {
    if (!always) return { args: '', argv: [], asked: undefined };
    const line = await inputBox({
      title: t('Run {0} with arguments', vscode.workspace.asRelativePath(file)),
      prompt: t('Its command line, as in a terminal: sys.argv[1:]'),
      value: last ?? '',
      cursor: undefined,
      problemOf: (value) => (splitWords(value) === undefined ? t('A quote is not closed.') : undefined),
    });
    if (line === undefined) return undefined;
    const argv = splitWords(line) ?? [];
    return { args: '', argv, asked: joinWords(argv) };
  }

  async #call(always: boolean, text: string, qualname: string, last: string | undefined): Promise<Answer | undefined> {
    const code = await this.#code();
    const signature = code.signature(text, qualname);
    // An entry that is not there is told of by the run itself, with the nearest names.
    if (signature === undefined || (!always && signature.callableWithoutArguments))
      return { args: '', argv: [], asked: undefined };
    const { parameters, prefill } = signature;
    const args = await inputBox({
      title: `${qualname}(${signatureText(parameters)})`,
      prompt: t('Arguments as Python text, evaluated on the host'),
      value: last ?? prefill,
      cursor: last === undefined ? firstGap(prefill) : undefined,
      problemOf: (value) => {
        const problem = code.argumentsProblem(value);
        return problem && t('Column {0}: {1}', problem.column, problem.message);
      },
    });
    return args === undefined ? undefined : { args: args.trim(), argv: [], asked: args.trim() };
  }
}

function keyOf(file: string, qualname: string | undefined): string {
  return `arguments:${file}:${qualname ?? ''}`;
}

interface Answer extends Arguments {
  /** What to remember, where the person was asked. */
  readonly asked: string | undefined;
}

interface InputQuestion {
  readonly title: string;
  readonly prompt: string;
  readonly value: string;
  /** Where to type; the whole text is selected where it is undefined. */
  readonly cursor: number | undefined;
  readonly problemOf: (value: string) => string | undefined;
}

/** An input box that checks as one types and cannot be accepted while something is wrong. */
function inputBox({ title, prompt, value, cursor, problemOf }: InputQuestion): Promise<string | undefined> {
  return new Promise((resolve) => {
    const box = vscode.window.createInputBox();
    const owned: Disposable[] = [box];
    const finish = (answer: string | undefined): void => {
      resolve(answer);
      for (const item of owned) item.dispose();
    };
    const check = (): boolean => {
      box.validationMessage = problemOf(box.value);
      return box.validationMessage === undefined;
    };
    Object.assign(box, { title, prompt, value, ignoreFocusOut: true });
    box.valueSelection = cursor === undefined ? [0, value.length] : [cursor, cursor];
    owned.push(
      box.onDidChangeValue(check),
      box.onDidAccept(() => {
        if (check()) finish(box.value);
      }),
      box.onDidHide(() => finish(undefined)),
    );
    box.show();
  });
}
