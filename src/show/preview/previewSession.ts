import { DisposableStore, type Disposable } from '../../base/disposables';
import { FarcallError, describe } from '../../base/errors';
import type { Event } from '../../base/events';
import { noChoices, type Choices } from '../../contract/choices';
import type { Closure } from '../../inspect/closure';
import type { Bundle } from '../../pack/bundle';
import { closureText } from '../../run/closureText';
import type { RunRequest } from '../../run/service';
import type { Bundles, HostLacking } from '../rooms';
import { joinWords } from '../runTarget';
import { previewContent } from './previewContent';
import type { EditorToPreview, PreviewHost } from './protocol';

/** What is previewed: a call, with the host it would go to. */
export interface PreviewTarget extends Omit<RunRequest, 'host' | 'choices'> {
  /** Undefined where none was chosen yet. */
  readonly host: string | undefined;
}

export interface SessionPorts {
  readonly bundles: Bundles;
  /** The call as the settings and the editor say now. */
  readonly target: () => Promise<PreviewTarget>;
  /** The entry's file as it is on the screen, line by line. */
  readonly source: (file: string) => Promise<readonly string[]>;
  readonly post: (message: EditorToPreview) => void;
}

interface Shown {
  readonly closure: Closure;
  readonly bundle: Bundle;
  readonly choices: Choices;
  readonly target: PreviewTarget;
  readonly source: readonly string[];
}

/** How long changes are gathered before they are looked into, in milliseconds. */
const gatherMs = 250;

/** One entry's preview: inspects again whenever something changed, and once it stands, asks the host what it has. */
export class PreviewSession implements Disposable {
  readonly #ports: SessionPorts;
  readonly #store = new DisposableStore();
  /** Ends the inspection that a newer one makes idle. */
  #running = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #choices: Choices | undefined;
  #shown: Shown | undefined;
  #target: PreviewTarget | undefined;
  #problem: EditorToPreview | undefined;
  #host: PreviewHost = { state: 'none' };
  #lacking: { readonly key: string; readonly answer: HostLacking } | undefined;

  constructor(ports: SessionPorts) {
    this.#ports = ports;
    this.#store.add({ dispose: () => clearTimeout(this.#timer) });
    this.#store.add({ dispose: () => this.#running.abort() });
    this.#store.add(ports.bundles.choices.onChanged(() => void this.#onChoices()));
  }

  /** What is shown, for the commands of the page. */
  get closure(): Closure | undefined {
    return this.#shown?.closure;
  }

  /** What was looked at last, whether it can be shown or not. */
  get target(): PreviewTarget | undefined {
    return this.#target;
  }

  /** Whether a file is among what is shown, so that a change of it matters. */
  concerns(absolute: string): boolean {
    return this.#shown?.closure.files.some((file) => file.absolute === absolute) ?? true;
  }

  follow(...changes: readonly Event<unknown>[]): void {
    for (const change of changes) this.#store.add(change(() => this.schedule()));
  }

  /** Something may have changed: looks again soon. */
  schedule(): void {
    if (this.#store.disposed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.refresh(), gatherMs);
  }

  /** The host may have got more: asks it again soon. */
  forgetHost(): void {
    this.#lacking = undefined;
    this.schedule();
  }

  /** Sends again what is known; to a page that was loaded anew. */
  repeat(): void {
    if (this.#shown) this.#postContent(this.#shown);
    if (this.#problem) this.#ports.post(this.#problem);
  }

  /** Inspects now. What goes wrong is shown on the page. */
  async refresh(): Promise<void> {
    if (this.#store.disposed) return;
    clearTimeout(this.#timer);
    this.#running.abort();
    const running = (this.#running = new AbortController());
    try {
      const shown = await this.#inspect(running.signal);
      if (running.signal.aborted) return;
      this.#shown = shown;
      this.#problem = undefined;
      this.#host = this.#hostOf(shown);
      this.#postContent(shown);
      if (this.#host.state === 'asking') await this.#askHost(shown, true, running.signal);
    } catch (error) {
      if (running.signal.aborted) return;
      this.#problem = problemOf(error);
      this.#ports.post(this.#problem);
    }
  }

  /** Changes what was chosen, shows what follows from it at once, and remembers it. */
  async choose(change: (choices: Choices) => Choices): Promise<void> {
    const choices = change(this.#choices ?? noChoices);
    this.#choices = choices;
    await this.refresh();
    const target = this.#shown?.target ?? (await this.#ports.target());
    const present = this.#shown && new Set(this.#shown.closure.statements.map(({ key }) => key));
    await this.#ports.bundles.choices.set(target, choices, present);
  }

  /** Asks the host again what it has, and the person where the way to it needs one. */
  async askHost(): Promise<void> {
    const shown = this.#shown;
    if (shown?.target.host === undefined) return;
    this.#lacking = undefined;
    this.#host = this.#hostOf(shown);
    this.#postContent(shown);
    await this.#askHost(shown, false, this.#running.signal);
  }

  /** What is shown, as text. */
  text(): string | undefined {
    if (!this.#shown) return undefined;
    const { closure, bundle } = this.#shown;
    const host = this.#host;
    return closureText(closure, bundle, {
      lacking:
        host.state === 'known'
          ? { host: host.chosen?.host ?? host.name, files: host.files, bytes: host.bytes }
          : undefined,
    });
  }

  dispose(): void {
    this.#store.dispose();
  }

  async #inspect(signal: AbortSignal): Promise<Shown> {
    const { bundles, source } = this.#ports;
    const target = await this.#ports.target();
    this.#target = target;
    const choices = (this.#choices ??= await bundles.choices.get(target));
    const closure = await bundles.inspect({ ...target, choices }, signal);
    const lines = await source(target.entry.file);
    return { closure, bundle: bundles.pack(closure), choices, target, source: lines };
  }

  async #onChoices(): Promise<void> {
    const { target } = this.#shown ?? {};
    if (!target || this.#choices === undefined) return;
    const choices = await this.#ports.bundles.choices.get(target);
    if (JSON.stringify(choices) === JSON.stringify(this.#choices)) return;
    this.#choices = choices;
    await this.refresh();
  }

  #hostOf({ target: { host }, bundle }: Shown): PreviewHost {
    if (host === undefined) return { state: 'none' };
    const known = this.#lacking?.key === keyOf(host, bundle) ? this.#lacking.answer : undefined;
    if (!known) return { state: 'asking', name: host };
    const { because, files, bytes } = known;
    const chosen = because === undefined ? undefined : { host: known.host, because };
    return { state: 'known', name: host, chosen, files, bytes };
  }

  async #askHost(shown: Shown, quietly: boolean, signal: AbortSignal): Promise<void> {
    const { target, bundle } = shown;
    const { host: name, workspace, entry, gpus } = target;
    if (name === undefined) return;
    try {
      const answer = await this.#ports.bundles.lacking(
        { host: name, workspace, entry, ...(gpus === undefined ? {} : { gpus }), bundle, quietly },
        signal,
      );
      if (this.#shown !== shown) return;
      this.#lacking = { key: keyOf(name, bundle), answer };
      this.#host = this.#hostOf(shown);
    } catch (error) {
      if (this.#shown !== shown) return;
      this.#host = { state: 'failed', name, message: error instanceof FarcallError ? error.message : describe(error) };
    }
    this.#postContent(shown);
  }

  #postContent({ closure, bundle, choices, target, source }: Shown): void {
    const lacking = this.#host.state === 'known' ? this.#lacking?.answer.contents : undefined;
    const { argv = [] } = target;
    const args = argv.length > 0 ? joinWords(argv) : target.entry.args;
    const content = previewContent({ closure, bundle, choices, args, source, lacking });
    this.#ports.post({ type: 'content', content, host: this.#host });
  }
}

function keyOf(host: string, bundle: Bundle): string {
  return `${host} ${bundle.id}`;
}

function problemOf(error: unknown): EditorToPreview {
  const { at, message, next } = error instanceof FarcallError ? error : {};
  if (message === undefined || at?.line === undefined) {
    return { type: 'problem', message: describe(error), at: undefined };
  }
  const { file, line, cell } = at;
  return {
    type: 'problem',
    message: next === undefined ? message : `${message} ${next}`,
    at: { file, line, ...(cell === undefined ? {} : { cell }) },
  };
}
