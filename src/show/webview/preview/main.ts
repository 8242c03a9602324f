import '../language';
import { t } from '@vscode/l10n';
import { received } from '../../preview/editorMessages';
import type { EditorToPreview, PreviewContent, PreviewToEditor } from '../../preview/protocol';
import { element } from '../dom';
import { icon } from '../icons';
import { codeSection } from './codeSection';
import { dataSection, secretsSection } from './dataSection';
import { missingSection, notesSection, thirdPartySection } from './otherSections';
import { placeLink, withCode, type Scene } from './parts';
import { PreviewHeader } from './previewHeader';
import { questionsView } from './questionsView';
import { statementsSection } from './statementsSection';
import { OpenParts, type StateKeeper } from './viewState';

declare function acquireVsCodeApi(): StateKeeper & { postMessage(message: PreviewToEditor): void };

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
  readonly #open: OpenParts;
  readonly #scene: Scene;
  readonly #header: PreviewHeader;
  readonly #problem = element('div', { class: 'problem', role: 'alert' });
  readonly #main = element('main', { 'aria-label': t('What will be sent') });
  readonly #waiting = element('p', { class: 'waiting', role: 'status' }, t('Finding what it needs…'));
  #content: PreviewContent | undefined;

  constructor(root: HTMLElement, send: (message: PreviewToEditor) => void, open: OpenParts) {
    this.#open = open;
    this.#scene = { send, open, redraw: () => this.#draw() };
    this.#header = new PreviewHeader(send);
    this.#header.element.hidden = true;
    this.#problem.hidden = true;
    root.append(this.#header.element, this.#problem, this.#waiting, this.#main);
    document.addEventListener('scrollend', () => (this.#open.top = window.scrollY));
  }

  receive(message: EditorToPreview): void {
    if (message.type === 'call') {
      this.#open.call = message.call;
      return;
    }
    this.#waiting.hidden = true;
    this.#problem.hidden = message.type !== 'problem';
    this.#main.classList.toggle('stale', message.type === 'problem');
    switch (message.type) {
      case 'content':
        this.#header.element.hidden = false;
        this.#header.show(message.content, message.host);
        this.#showContent(message.content);
        return;
      case 'problem':
        this.#problem.replaceChildren(
          icon('failed'),
          element(
            'p',
            {},
            ...(message.at === undefined ? [] : [placeLink(message.at, this.#scene), ' ']),
            ...withCode(message.message),
          ),
        );
        return;
    }
  }

  /** Something came that cannot be shown. What is shown stays. */
  complain(): void {
    this.#waiting.hidden = true;
    this.#problem.hidden = false;
    this.#problem.replaceChildren(
      icon('warning'),
      element(
        'p',
        {},
        t('Something came that this page cannot show, so what is shown may not be complete. Open the preview again.'),
      ),
    );
  }

  /** What comes first is shown from where the page was left. */
  #showContent(content: PreviewContent): void {
    const first = this.#content === undefined;
    this.#content = content;
    this.#draw();
    if (first) window.scrollTo(0, this.#open.top);
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

const api = acquireVsCodeApi();
const open = new OpenParts(api);
const page = new Page(document.body, (message) => api.postMessage(message), open);
window.addEventListener('message', (event: MessageEvent<unknown>) => {
  const got = received(event.data);
  if (got.kind === 'message') page.receive(got.message);
  else if (got.kind === 'broken') page.complain();
});
api.postMessage({ type: 'ready' });
