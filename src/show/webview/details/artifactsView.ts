import { t } from '@vscode/l10n';
import { formatBytes } from '../../../base/format';
import type { Artifact } from '../../../contract/lines';
import type { ArtifactLook } from '../../panel/protocol';
import { disclosure } from '../disclosure';
import { button, element } from '../dom';
import { icon } from '../icons';
import type { Scene } from '../outcomeParts';
import { detail } from './parts';

/** A larger file is opened or saved, not shown here. */
const mostShown = 4 * 1024 * 1024;

/** The files that the job wrote: what each looks like on demand, and the ways to have it here. */
export class ArtifactsView {
  #looks = new Map<string, ArtifactLook>();
  #slots = new Map<string, HTMLElement>();

  /** Another job is shown. */
  forget(): void {
    this.#looks = new Map();
  }

  draw(artifacts: readonly Artifact[], scene: Scene): HTMLElement | undefined {
    this.#slots = new Map();
    if (artifacts.length === 0) return undefined;
    return detail(
      t('Files it wrote'),
      element('ul', { class: 'artifact-list' }, ...artifacts.map((artifact) => this.#row(artifact, scene))),
    );
  }

  showLook(path: string, look: ArtifactLook): void {
    this.#looks.set(path, look);
    this.#slots.get(path)?.replaceChildren(lookView(path, look));
  }

  #row({ path, size }: Artifact, scene: Scene): HTMLElement {
    const { job, send, state } = scene;
    const slot = element('div', { class: 'look' });
    this.#slots.set(path, slot);
    const label = [element('span', { class: 'path' }, path), element('span', { class: 'size' }, formatBytes(size))];
    const title =
      size > mostShown
        ? element('span', { class: 'disclosure' }, icon('file'), ...label)
        : disclosure(state, { id: `artifact ${path}`, open: false }, label, (open) => {
            slot.hidden = !open;
            if (open) this.#fill(path, slot, scene);
          });
    return element(
      'li',
      {},
      title,
      button({ label: t('Open'), class: 'link', title: t('Open {0}', path) }, () =>
        send({ type: 'openArtifact', job, artifact: path }),
      ),
      button({ label: t('Save…'), class: 'link', title: t('Save {0}', path) }, () =>
        send({ type: 'save', job, artifact: path }),
      ),
      slot,
    );
  }

  #fill(path: string, slot: HTMLElement, { job, send }: Scene): void {
    const look = this.#looks.get(path);
    if (look !== undefined) slot.replaceChildren(lookView(path, look));
    else if (slot.childElementCount === 0) {
      slot.replaceChildren(element('p', { class: 'quiet', role: 'status' }, t('Fetching it…')));
      send({ type: 'look', job, artifact: path });
    }
  }
}

function lookView(path: string, look: ArtifactLook): HTMLElement {
  switch (look.kind) {
    case 'picture':
      return element('img', { class: 'preview-image', src: look.url, alt: path });
    case 'text':
      return element('pre', { class: 'preview-text', tabindex: '0' }, look.whole ? look.text : `${look.text}\n…`);
    case 'neither':
      return element('p', { class: 'quiet' }, look.why);
  }
}
