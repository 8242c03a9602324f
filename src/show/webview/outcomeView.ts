import type { JobStatus, Outcome } from '../panel/protocol';
import { button, element } from './dom';
import { framesView, next, section, sentence, type Send } from './outcomeParts';
import { raisedView } from './raisedView';
import { valueView } from './valueView';

/** How a job ended: its value, its traceback, or the one sentence that says why there is neither. */
export function outcomeView({ job, outcome }: JobStatus, send: Send, nonce: string): HTMLElement | undefined {
  if (outcome === undefined) return undefined;
  switch (outcome.kind) {
    case 'value':
      return valueView(job, outcome, send, nonce);
    case 'raised':
      return raisedView(job, outcome, send);
    case 'refused':
      return section(
        'refused',
        'Why it was not run',
        sentence('message', outcome.message),
        next(outcome.next),
        framesView(job, outcome.frames, send),
        stepsView(job, outcome.steps, send),
      );
    case 'ended':
      return section('ended', 'How it ended', sentence('message', outcome.message));
  }
}

function stepsView(job: string, steps: (Outcome & { kind: 'refused' })['steps'], send: Send): HTMLElement | undefined {
  if (steps.length === 0) return undefined;
  const buttons = steps.map(({ action, title }, i) =>
    button({ label: title, class: i === 0 ? 'button primary' : 'button' }, () => send({ type: 'step', job, action })),
  );
  return element('div', { class: 'steps' }, ...buttons);
}
