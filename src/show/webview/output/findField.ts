import { t } from '@vscode/l10n';
import { offerMenu } from '../contextMenu';
import { element, iconButton, setPressed, setText } from '../dom';
import { icon } from '../icons';
import type { Remembered } from '../pageState';
import { patternOf, type Query } from './outputSearch';
import type { OutputState } from './outputView';

/** What a person who looks for something does with the output. */
export interface FindActions {
  /** `go`: to the first match from what is seen on. */
  find(query: Query | undefined, go: boolean): void;
  filter(on: boolean): void;
  step(step: 1 | -1): void;
  /** Gives the keyboard back to the output. */
  leave(): void;
}

const numbers = new Intl.NumberFormat('en-US');

/** What is looked for in the output, how often it is there, and the way from one to the next. */
export class FindField {
  readonly element: HTMLElement;
  readonly #actions: FindActions;
  readonly #memory: Remembered;
  readonly #onClosed: () => void;
  readonly #input = element('input', {
    type: 'text',
    placeholder: t('Find'),
    'aria-label': t('Find in the output'),
    spellcheck: 'false',
  });
  readonly #result = element('span', { class: 'found', role: 'status' });
  readonly #case: HTMLButtonElement;
  readonly #expression: HTMLButtonElement;
  readonly #only: HTMLButtonElement;

  constructor(actions: FindActions, memory: Remembered, onClosed: () => void) {
    this.#actions = actions;
    this.#memory = memory;
    this.#onClosed = onClosed;
    this.#case = this.#toggle('case', t('Match case'), 'Aa');
    this.#expression = this.#toggle('expression', t('Use a regular expression'), '.*');
    this.#only = iconButton(t('Show only the lines that match'), icon('filter'), () => {
      const on = this.#only.getAttribute('aria-pressed') !== 'true';
      setPressed(this.#only, on);
      memory.set('only', on);
      actions.filter(on && this.#input.value !== '');
    });
    setPressed(this.#only, memory.flag('only', false));
    this.#input.value = memory.text('text', '');
    this.element = element(
      'div',
      { class: 'find', role: 'search' },
      element('div', { class: 'find-input' }, this.#input, this.#case, this.#expression),
      this.#result,
      iconButton(t('Previous match'), icon('up'), () => actions.step(-1)),
      iconButton(t('Next match'), icon('down'), () => actions.step(1)),
      this.#only,
      iconButton(t('Close'), icon('close'), () => this.close()),
    );
    this.element.hidden = !memory.flag('open', false);
    offerMenu(this.#input, 'field');
    this.#input.addEventListener('input', () => {
      memory.set('text', this.#input.value);
      this.#look();
    });
    this.element.addEventListener('keydown', (event) => this.#key(event));
  }

  /** Looks again for what was looked for when the page was last there; what is seen stays where it is. */
  resume(): void {
    if (!this.element.hidden) this.#look(false);
  }

  open(): void {
    this.element.hidden = false;
    this.#memory.set('open', true);
    this.#input.focus();
    this.#input.select();
    this.#look();
  }

  close(): void {
    this.element.hidden = true;
    this.#memory.set('open', false);
    this.#actions.filter(false);
    this.#actions.find(undefined, false);
    this.#onClosed();
    this.#actions.leave();
  }

  show(found: OutputState['found']): void {
    setText(this.#result, this.#resultText(found));
  }

  #resultText(found: OutputState['found']): string {
    if (this.#input.value === '') return '';
    if (found === undefined) return t('No valid expression');
    const total = numbers.format(found.total);
    if (!found.done) return `${total}…`;
    if (found.total === 0) return t('No results');
    return found.current === undefined ? t('{0} found', total) : t('{0} of {1}', numbers.format(found.current), total);
  }

  #look(go = true): void {
    const query = {
      text: this.#input.value,
      matchCase: this.#case.getAttribute('aria-pressed') === 'true',
      regularExpression: this.#expression.getAttribute('aria-pressed') === 'true',
    };
    const valid = query.text === '' || patternOf(query) !== undefined;
    this.#input.setAttribute('aria-invalid', String(!valid));
    this.#actions.find(query, go);
    this.#actions.filter(this.#only.getAttribute('aria-pressed') === 'true' && query.text !== '' && valid);
  }

  #key(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      this.close();
    } else if (event.key === 'Enter' && event.target === this.#input) {
      this.#actions.step(event.shiftKey ? -1 : 1);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  #toggle(key: string, title: string, sign: string): HTMLButtonElement {
    const made = iconButton(title, element('span', { 'aria-hidden': 'true' }, sign), () => {
      const on = made.getAttribute('aria-pressed') !== 'true';
      setPressed(made, on);
      this.#memory.set(key, on);
      this.#look();
    });
    setPressed(made, this.#memory.flag(key, false));
    return made;
  }
}
