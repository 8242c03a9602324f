import type { PanelToEditor, Step } from '../panel/protocol';
import { button, element, type Child } from './dom';
import type { PageState } from './pageState';

/** What the views of an outcome have in common. */
export type Send = (message: PanelToEditor) => void;

/** Of which job, whom to tell what a person does, and how they look at it. */
export interface Scene {
  readonly job: string;
  readonly send: Send;
  readonly state: PageState;
}

export function next(step: string | undefined): HTMLElement | undefined {
  return step === undefined ? undefined : sentence('next', step);
}

/** Farcall's own words, in which code stands between backticks. */
export function sentence(kind: string, text: string): HTMLElement {
  const parts = text.split('`');
  // Without its partner a backtick is one.
  if (parts.length % 2 === 0) return element('p', { class: kind }, text);
  return element('p', { class: kind }, ...parts.map((part, i) => (i % 2 === 0 ? part : element('code', {}, part))));
}

export function section(kind: string, label: string, ...children: readonly Child[]): HTMLElement {
  return element('section', { class: `outcome ${kind}`, 'aria-label': label }, ...children);
}

export function stepsView(steps: readonly Step[], { job, send }: Scene): HTMLElement | undefined {
  if (steps.length === 0) return undefined;
  const buttons = steps.map(({ action, title }, i) =>
    button({ label: title, class: i === 0 ? 'button primary' : 'button' }, () => send({ type: 'step', job, action })),
  );
  return element('div', { class: 'steps' }, ...buttons);
}
