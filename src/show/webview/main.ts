import { t } from '@vscode/l10n';
import './language';
import { received } from '../panel/editorMessages';
import type { EditorToPanel, JobStatus, PanelToEditor } from '../panel/protocol';
import { ContextMenu, offerMenu } from './contextMenu';
import { DetailsView } from './details/detailsView';
import { button, element } from './dom';
import { FollowTail } from './followTail';
import { HeaderView } from './headerView';
import { icon } from './icons';
import { OutputBar } from './output/outputBar';
import { patternOf, type Query } from './output/outputSearch';
import { outcomeView } from './outcomeView';
import { OutputView } from './output/outputView';
import type { Scene } from './outcomeParts';
import { PageTabs } from './pageTabs';
import { PageState, type StateKeeper } from './pageState';
import { ShownView } from './value/shownView';

declare function acquireVsCodeApi(): StateKeeper & { postMessage(message: PanelToEditor): void };

/** Stands for a place further down than any. */
const atEnd = -1;
/** Stands for the line of a place below all lines. */
const belowLines = -1;

/** The whole page: a header that stays, and below it output and outcome, which scroll. */
class Page {
  readonly #send: (message: PanelToEditor) => void;
  readonly #nonce: string;
  readonly #state: PageState;
  readonly #header: HeaderView;
  readonly #output: OutputView;
  readonly #shown: ShownView;
  readonly #outcome = element('div', { class: 'outcome-slot' });
  /** All that stands below the output. */
  readonly #results = element('div', { class: 'results' });
  readonly #tail: FollowTail;
  readonly #bar: OutputBar;
  readonly #details: DetailsView;
  readonly #menu: ContextMenu;
  readonly #tabs: PageTabs;
  readonly #empty: HTMLElement;
  readonly #trouble = element(
    'p',
    { class: 'trouble', role: 'alert' },
    icon('warning'),
    t(
      'Something came that this panel cannot show, so what is shown may not be complete. Reload the window if it stays so.',
    ),
  );
  #job: string | undefined;
  #drawnOutcome = '';

  constructor(root: HTMLElement, send: (message: PanelToEditor) => void, nonce: string, state: PageState) {
    this.#send = send;
    this.#nonce = nonce;
    this.#state = state;
    this.#shown = new ShownView(nonce);
    this.#details = new DetailsView(state);
    this.#header = new HeaderView(send);
    this.#menu = new ContextMenu(root, send);
    const area = element('main', { tabindex: '0', 'aria-label': t('Output and result') });
    this.#tail = new FollowTail(area, (top) => this.#keepPlace(top));
    this.#bar = this.#outputBar(area);
    this.#output = new OutputView(area, this.#tail, {
      state: (state) => this.#bar.show(state),
      columns: (columns) => send({ type: 'columns', columns }),
      follow: (link) => this.#follow(link),
    });
    offerMenu(area, 'output', {
      copy: () => this.#output.copied,
      copyAll: () => this.#output.listedText,
      find: () => this.#bar.openFind(),
      toggleTimestamps: () => this.#bar.toggleTimes(),
    });
    this.#bar.resume();
    this.#results.append(this.#shown.element, this.#outcome);
    area.append(this.#output.element, this.#results);
    this.#tabs = new PageTabs(
      [
        { id: 'output', label: t('Output'), parts: [this.#bar.element, this.#tail.element] },
        { id: 'details', label: t('Details'), parts: [this.#details.element] },
      ],
      (id) => state.set('page', id),
    );
    this.#header.addTabs(this.#tabs.element);
    for (const part of [this.#output.element, this.#results]) this.#tail.watch(part);
    this.#empty = emptyState(send);
    this.#trouble.hidden = true;
    root.append(this.#header.element, this.#trouble, this.#bar.element, this.#tail.element);
    root.append(this.#details.element, this.#empty);
    root.addEventListener('keydown', (event) => this.#key(event, area));
    this.#showJob(false);
  }

  receive(message: EditorToPanel): void {
    switch (message.type) {
      case 'snapshot':
        this.#job = message.status?.job;
        if (this.#job !== undefined) this.#state.enter(this.#job);
        this.#trouble.hidden = true;
        this.#showJob(message.status !== null);
        this.#output.reset(message.truncated, this.#job);
        this.#tail.reset(this.#leftAt());
        this.#tabs.show(this.#state.text('page', 'output'));
        this.#drawnOutcome = '';
        this.#shown.reset(this.#job === undefined ? undefined : this.#scene(this.#job));
        if (message.status) this.#showStatus(message.status);
        this.#output.add(message.output);
        this.#shown.add(message.shown);
        return;
      case 'status':
        if (message.status.job === this.#job) this.#showStatus(message.status);
        return;
      case 'details':
        if (message.job === this.#job) this.#details.show(message.details, this.#scene(message.job));
        return;
      case 'artifact':
        if (message.job === this.#job) this.#details.showLook(message.path, message.look);
        return;
      case 'menu':
        this.#menu.choose(message.item);
        return;
      case 'output':
        if (message.job === this.#job) this.#output.add(message.chunks);
        return;
      case 'shown':
        if (message.job !== this.#job) return;
        this.#shown.add(message.shown);
        this.#tail.added();
        return;
    }
  }

  #outputBar(area: HTMLElement): OutputBar {
    const actions = {
      find: (query: Query | undefined, go: boolean) => this.#output.find(query && patternOf(query), go),
      filter: (on: boolean) => this.#output.filter(on),
      step: (step: 1 | -1) => this.#output.step(step),
      showTimes: (on: boolean) => this.#output.showTimes(on),
      copyAll: () => this.#send({ type: 'copy', text: this.#output.listedText }),
      loadAll: () => {
        // More comes above what is read now.
        this.#state.set('top', atEnd);
        if (this.#job !== undefined) this.#send({ type: 'loadAll', job: this.#job });
      },
      leave: () => area.focus(),
    };
    return new OutputBar(actions, this.#state.choices);
  }

  /** Where it came to rest: by the line, since lines lie elsewhere in a panel of another width. */
  #keepPlace(top: number | undefined): void {
    if (top === undefined) {
      this.#state.set('top', atEnd);
      return;
    }
    const reading = this.#output.reading;
    this.#state.set('line', reading?.line ?? belowLines);
    this.#state.set('top', reading?.beyond ?? Math.max(0, top - this.#results.offsetTop));
  }

  #leftAt(): (() => number | undefined) | undefined {
    const top = this.#state.number('top', atEnd);
    if (top === atEnd) return undefined;
    const line = this.#state.number('line', belowLines);
    if (line !== belowLines) return () => this.#output.topOf({ line, beyond: top });
    return () => (this.#output.settled ? this.#results.offsetTop + top : undefined);
  }

  #follow(link: { readonly url: string } | { readonly file: string; readonly line: number }): void {
    if ('url' in link) this.#send({ type: 'openUrl', url: link.url });
    else if (this.#job !== undefined) this.#send({ type: 'open', job: this.#job, ...link });
  }

  #key(event: KeyboardEvent, area: HTMLElement): void {
    if (this.#tabs.chosen !== 'output') return;
    const key = event.key.toLowerCase();
    const command = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (command && key === 'f') this.#bar.openFind();
    else if (event.key === 'F3') this.#output.step(event.shiftKey ? -1 : 1);
    else if (command && key === 'a' && area.contains(document.activeElement)) {
      // The browser would take the header, too.
      document.getSelection()?.selectAllChildren(area);
    } else return;
    event.preventDefault();
    // Else the editor would take it for one of its own shortcuts, too.
    event.stopPropagation();
  }

  /** Something came that cannot be shown. What is shown stays. */
  complain(): void {
    this.#trouble.hidden = false;
  }

  #showJob(there: boolean): void {
    this.#header.element.hidden = !there;
    if (!there) this.#bar.element.hidden = true;
    this.#tail.element.hidden = !there;
    this.#details.element.hidden = !there;
    this.#empty.hidden = there;
  }

  #scene(job: string): Scene {
    return { job, send: this.#send, state: this.#state };
  }

  #showStatus(status: JobStatus): void {
    this.#header.show(status);
    // Drawn anew only where it changes: a frame would load again, and a selection would be lost.
    const key = JSON.stringify(status.outcome ?? null);
    if (key === this.#drawnOutcome) return;
    this.#drawnOutcome = key;
    const outcome = outcomeView(status, this.#scene(status.job), this.#nonce);
    this.#outcome.replaceChildren(...(outcome ? [outcome] : []));
    this.#tail.added();
  }
}

function emptyState(send: (message: PanelToEditor) => void): HTMLElement {
  const [before = '', after = ''] = t('Click {0} above a Python function, or choose a run in the Results view.').split(
    '{0}',
  );
  return element(
    'div',
    { class: 'empty' },
    element('p', { class: 'empty-title' }, t('Nothing to show yet')),
    element('p', {}, before, element('b', {}, t('Run on remote')), after),
    button({ label: t('Add a host…'), class: 'button primary' }, () => send({ type: 'addHost' })),
  );
}

const nonce = document.currentScript instanceof HTMLScriptElement ? document.currentScript.nonce : '';
__webpack_nonce__ = nonce;
const api = acquireVsCodeApi();
const state = new PageState(api);
const page = new Page(document.body, (message) => api.postMessage(message), nonce, state);
window.addEventListener('message', (event: MessageEvent<unknown>) => {
  const got = received(event.data);
  if (got.kind === 'message') page.receive(got.message);
  else if (got.kind === 'broken') page.complain();
});
api.postMessage({ type: 'ready', ...(state.lastJob !== undefined && { job: state.lastJob }) });
