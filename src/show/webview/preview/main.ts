import '../language';
import { t } from '@vscode/l10n';
import type { EditorToPreview, PreviewContent, PreviewToEditor } from '../../preview/protocol';
import { element } from '../dom';
import { icon } from '../icons';
import { codeSection } from './codeSection';
import { dataSection, secretsSection } from './dataSection';
import { missingSection, notesSection, thirdPartySection } from './otherSections';
import { placeLink, type Scene } from './parts';
import { PreviewHeader } from './previewHeader';
import { questionsView } from './questionsView';
import { statementsSection } from './statementsSection';
import { OpenParts, type ViewState } from './viewState';

declare function acquireVsCodeApi(): {
  postMessage(message: PreviewToEditor): void;
  getState(): unknown;
  setState(state: ViewState): void;
};

const sections = [
  missingSection,
  codeSection,
  dataSection,
  statementsSection,
  notesSection,
  thirdPartySection,
  secretsSection,
] as const;

/** The whole page: a header that stays, then what must be decided, then the sections. */
class Page {
  readonly #scene: Scene;
  readonly #header: PreviewHeader;
  readonly #problem = element('div', { class: 'problem', role: 'alert' });
  readonly #main = element('main', { 'aria-label': t('What will be sent') });
  readonly #waiting = element('p', { class: 'waiting', role: 'status' }, t('Finding what it needs…'));
  #content: PreviewContent | undefined;

  constructor(root: HTMLElement, send: (message: PreviewToEditor) => void, open: OpenParts) {
    this.#scene = { send, open, redraw: () => this.#draw() };
    this.#header = new PreviewHeader(send);
    this.#header.element.hidden = true;
    this.#problem.hidden = true;
    root.append(this.#header.element, this.#problem, this.#waiting, this.#main);
  }

  receive(message: EditorToPreview): void {
    this.#waiting.hidden = true;
    this.#problem.hidden = message.type !== 'problem';
    this.#main.classList.toggle('stale', message.type === 'problem');
    switch (message.type) {
      case 'content':
        this.#content = message.content;
        this.#header.element.hidden = false;
        this.#header.show(message.content, message.host);
        this.#draw();
        return;
      case 'problem':
        this.#problem.replaceChildren(
          icon('failed'),
          element(
            'p',
            {},
            ...(message.at === undefined ? [] : [placeLink(message.at, this.#scene), ' ']),
            message.message,
          ),
        );
        return;
    }
  }

  /** Draws all anew; the keyboard stays on the element that it was on. */
  #draw(): void {
    const content = this.#content;
    if (content === undefined) return;
    const focused = document.activeElement?.getAttribute('data-id');
    this.#main.replaceChildren(
      ...questionsView(content.questions, this.#scene),
      ...sections.map((draw) => draw(content, this.#scene)).filter((drawn) => drawn !== undefined),
    );
    if (focused == null) return;
    for (const candidate of this.#main.querySelectorAll<HTMLElement>('[data-id]'))
      if (candidate.getAttribute('data-id') === focused) candidate.focus({ preventScroll: true });
  }
}

function isEditorMessage(data: unknown): data is EditorToPreview {
  if (typeof data !== 'object' || data === null || !('type' in data)) return false;
  if (data.type === 'problem') return 'message' in data && typeof data.message === 'string';
  return data.type === 'content' && 'content' in data && typeof data.content === 'object' && data.content !== null;
}

const api = acquireVsCodeApi();
const open = new OpenParts({ load: () => api.getState(), save: (state) => api.setState(state) });
const page = new Page(document.body, (message) => api.postMessage(message), open);
window.addEventListener('message', (event: MessageEvent<unknown>) => {
  if (isEditorMessage(event.data)) page.receive(event.data);
});
api.postMessage({ type: 'ready' });
