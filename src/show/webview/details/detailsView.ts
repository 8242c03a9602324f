import type { Details } from '../../panel/details';
import type { ArtifactLook } from '../../panel/protocol';
import { element } from '../dom';
import type { Scene } from '../outcomeParts';
import { within, type Remembered } from '../pageState';
import { keepScroll } from '../scrollMemory';
import { ArtifactsView } from './artifactsView';
import { environmentView } from './environmentView';
import { factsView } from './factsView';
import { packagesView } from './packagesView';
import { sentView } from './sentView';
import { timingsView } from './timingsView';
import { usageView } from './usageView';

/** A part of the page, drawn anew only where what it shows has changed: a focus or a selection in it stays. */
interface Part {
  readonly slot: HTMLElement;
  readonly of: (details: Details) => unknown;
  readonly draw: (details: Details, scene: Scene) => HTMLElement | undefined;
  drawn: string;
}

/** What is to be known of a run beside its output and its result. */
export class DetailsView {
  readonly element = element('div', {
    class: 'details',
    id: 'page-details',
    role: 'tabpanel',
    'aria-labelledby': 'tab-details',
    tabindex: '0',
  });
  readonly #artifacts = new ArtifactsView();
  readonly #parts: readonly Part[];
  readonly #scrollBack: () => void;
  #job = '';

  /** `memory`: of the job that is shown. */
  constructor(memory: Remembered) {
    this.#scrollBack = keepScroll(this.element, within(memory, 'details'));
    const part = (of: Part['of'], draw: Part['draw']): Part => ({ slot: element('div'), of, draw, drawn: '' });
    const run = [
      part(({ facts, again }) => [facts, again], factsView),
      part(({ timings }) => timings, timingsView),
      part(({ usage }) => usage, usageView),
    ];
    const what = [
      part(
        ({ artifacts }) => artifacts,
        (details, scene) => this.#artifacts.draw(details.artifacts, scene),
      ),
      part(({ sent }) => sent, sentView),
      part(({ distributions }) => distributions, packagesView),
      part(({ environment }) => environment, environmentView),
    ];
    this.#parts = [...run, ...what];
    for (const stack of [run, what]) this.element.append(element('div', {}, ...stack.map(({ slot }) => slot)));
  }

  show(details: Details, scene: Scene): void {
    const another = scene.job !== this.#job;
    this.#job = scene.job;
    if (another) this.#artifacts.forget();
    for (const part of this.#parts) {
      const key = JSON.stringify(part.of(details) ?? null);
      if (key === part.drawn && !another) continue;
      part.drawn = key;
      const drawn = part.draw(details, scene);
      part.slot.replaceChildren(...(drawn ? [drawn] : []));
    }
    if (another) this.#scrollBack();
  }

  /** What a file that was asked for looks like. */
  showLook(path: string, look: ArtifactLook): void {
    this.#artifacts.showLook(path, look);
  }
}
