import { t } from '@vscode/l10n';
import type { JobState } from '../../contract/jobStates';
import { formatDuration } from '../../base/format';
import { clockText } from '../clockText';
import type { JobStatus, PanelToEditor } from '../panel/protocol';
import { button, element } from './dom';
import { icon, type IconName } from './icons';

const stateIcons: Record<JobState, IconName> = {
  shipping: 'running',
  queued: 'queued',
  starting: 'running',
  running: 'running',
  succeeded: 'succeeded',
  failed: 'failed',
  cancelled: 'cancelled',
  lost: 'lost',
};

/** What runs where, how it stands, and what can be done about it. */
export class HeaderView {
  readonly element = element('header');
  readonly #send: (message: PanelToEditor) => void;
  readonly #state = element('span', { class: 'state', role: 'status' });
  readonly #clock = element('span', { class: 'clock' });
  readonly #what = element('div', { class: 'what' });
  readonly #buttons = element('div', { class: 'buttons', role: 'toolbar', 'aria-label': t('Job') });
  readonly #lines = element('div', { class: 'lines', role: 'status' });
  #drawnButtons = '';
  #elapsed: { readonly ms: number; readonly at: number; readonly ticking: boolean } | undefined;

  constructor(send: (message: PanelToEditor) => void) {
    this.#send = send;
    this.element.append(
      element(
        'div',
        { class: 'row' },
        this.#what,
        element('div', { class: 'badge' }, this.#state, this.#clock),
        this.#buttons,
      ),
      this.#lines,
    );
    setInterval(() => this.#tick(), 500);
  }

  /** Between what ran and what can be done. */
  addTabs(tabs: HTMLElement): void {
    this.#buttons.before(tabs);
  }

  show(status: JobStatus): void {
    const { job, label, args, host, state, stateWord, elapsed, ticking, phase, safe, notes, leftOut } = status;
    const call = `${label}${args === '' ? '' : ` (${args})`}`;
    this.#what.replaceChildren(
      element(
        'span',
        { class: 'label', title: call },
        label,
        args === '' ? undefined : element('span', { class: 'args' }, `(${args})`),
      ),
      element('span', { class: 'host', title: t('Runs on {0}', host) }, icon('host'), host),
    );
    const pending = stateWord === 'Not connected';
    this.#state.className = `state state-${pending ? 'lost' : state}`;
    this.#state.replaceChildren(icon(pending ? 'plug' : stateIcons[state]), stateWord);
    this.#elapsed = elapsed === undefined ? undefined : { ms: elapsed, at: performance.now(), ticking };
    this.#tick();
    this.#lines.replaceChildren(
      ...(phase === undefined ? [] : [element('p', { class: 'phase' }, phase)]),
      ...(safe === undefined ? [] : [element('p', { class: 'safe' }, icon('laptop'), element('span', {}, safe))]),
      ...(leftOut === undefined ? [] : [this.#leftOut(job, leftOut)]),
      ...notes.map((note) => element('p', { class: 'note' }, icon('warning'), element('span', {}, note))),
    );
    this.#showButtons(status);
  }

  #leftOut(job: string, text: string): HTMLElement {
    const why = button({ label: t('What is sent'), class: 'link' }, () => this.#send({ type: 'preview', job }));
    return element('p', { class: 'left-out-lines' }, element('span', {}, text), why);
  }

  /** Drawn anew only where they change, so that the keyboard's focus stays on a button. */
  #showButtons({ job, actions: { cancel, rerun, save, reconnect } }: JobStatus): void {
    const key = JSON.stringify([job, cancel, rerun, save, reconnect]);
    if (key === this.#drawnButtons) return;
    this.#drawnButtons = key;
    // Where there is little room, the title is what is seen of the words.
    const act = (type: 'cancel' | 'rerun' | 'save' | 'reconnect', label: string, sign: IconName): HTMLElement =>
      button({ label, title: label, icon: icon(sign) }, () => this.#send({ type, job }));
    this.#buttons.replaceChildren(
      ...(reconnect ? [act('reconnect', t('Reconnect'), 'plug')] : []),
      ...(save ? [act('save', t('Save result…'), 'save')] : []),
      ...(rerun ? [act('rerun', t('Run again'), 'rerun')] : []),
      ...(cancel ? [act('cancel', t('Cancel'), 'stop')] : []),
    );
  }

  #tick(): void {
    const elapsed = this.#elapsed;
    if (elapsed === undefined) {
      this.#clock.textContent = '';
      return;
    }
    const now = elapsed.ticking ? elapsed.ms + performance.now() - elapsed.at : elapsed.ms;
    const text = elapsed.ticking ? clockText(now) : formatDuration(elapsed.ms);
    if (this.#clock.textContent !== text) this.#clock.textContent = text;
  }
}
