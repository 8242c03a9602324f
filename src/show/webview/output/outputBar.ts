import { t } from '@vscode/l10n';
import { button, element, iconButton, setPressed, setText } from '../dom';
import { icon } from '../icons';
import { within, type Remembered } from '../pageState';
import { FindField, type FindActions } from './findField';
import type { OutputState } from './outputView';

/** What a person does with the output, for whoever holds it. */
interface OutputActions extends FindActions {
  showTimes(on: boolean): void;
  copyAll(): void;
  /** Fetches the beginning, too. */
  loadAll(): void;
}

const numbers = new Intl.NumberFormat('en-US');

const loadAll = t('Load all of it');

/** The line above the output: how much there is, what is looked for, and what can be done with it. */
export class OutputBar {
  readonly element: HTMLElement;
  readonly #actions: OutputActions;
  readonly #choices: Remembered;
  readonly #count = element('span', { class: 'count' });
  readonly #earlier: HTMLElement;
  readonly #load: HTMLButtonElement;
  readonly #find: FindField;
  readonly #open: HTMLButtonElement;
  readonly #times: HTMLButtonElement;

  /** What is looked for, and whether times are shown, is a choice for every job. */
  constructor(actions: OutputActions, choices: Remembered) {
    this.#actions = actions;
    this.#choices = choices;
    this.#load = button({ label: loadAll, class: 'link' }, () => actions.loadAll());
    this.#earlier = element('span', { class: 'earlier' }, t('Earlier output is not shown here.'), this.#load);
    this.#find = new FindField(actions, within(choices, 'find'), () => setPressed(this.#open, false));
    this.#open = iconButton(t('Find in the output'), icon('find'), () => this.#toggleFind());
    this.#times = iconButton(t('Show when each line was printed'), icon('queued'), () => this.toggleTimes());
    const copy = iconButton(t('Copy all of the output'), icon('copy'), () => actions.copyAll());
    this.element = element(
      'div',
      { class: 'output-bar' },
      element('div', { class: 'amount' }, this.#count, this.#earlier),
      this.#find.element,
      element('div', { class: 'tools', role: 'toolbar', 'aria-label': t('Output') }, this.#open, this.#times, copy),
    );
  }

  show({ lines, truncated, found }: OutputState): void {
    this.element.hidden = lines === 0 && !truncated;
    setText(this.#count, lines === 1 ? t('1 line') : t('{0} lines', numbers.format(lines)));
    this.#earlier.hidden = !truncated;
    setText(this.#load, found === undefined ? loadAll : t('Search all of it'));
    this.#find.show(found);
  }

  /** As it was when the page was last there. */
  resume(): void {
    const times = this.#choices.flag('times', false);
    setPressed(this.#times, times);
    this.#actions.showTimes(times);
    setPressed(this.#open, !this.#find.element.hidden);
    this.#find.resume();
  }

  /** Opens the field to look for something, and puts the keyboard there. */
  openFind(): void {
    if (this.element.hidden) return;
    setPressed(this.#open, true);
    this.#find.open();
  }

  /** Shows or hides when each line was printed. */
  toggleTimes(): void {
    const on = this.#times.getAttribute('aria-pressed') !== 'true';
    setPressed(this.#times, on);
    this.#choices.set('times', on);
    this.#actions.showTimes(on);
  }

  #toggleFind(): void {
    if (this.#find.element.hidden) this.openFind();
    else this.#find.close();
  }
}
