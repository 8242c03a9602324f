import type { Outcome } from '../panel/protocol';
import { button, element } from './dom';
import { icon } from './icons';
import { framesView, next, section, sentence, type Send } from './outcomeParts';

/** The exception that ended the function. */
export function raisedView(job: string, outcome: Outcome & { kind: 'raised' }, send: Send): HTMLElement {
  const { errorType, message, frames, text, next: step, leftOut } = outcome;
  return section(
    'raised',
    'Error',
    element(
      'h2',
      { class: 'error-title' },
      errorType,
      message === '' ? undefined : element('span', { class: 'error-message' }, message),
    ),
    next(step),
    leftOut && leftOutView(job, leftOut, send),
    framesView(job, frames, send),
    text === undefined
      ? undefined
      : element('details', {}, element('summary', {}, 'As Python prints it'), element('pre', { tabindex: '0' }, text)),
  );
}

/** What a run lacked because it was left out, and the way to run with it. */
function leftOutView(job: string, { name, line }: { name: string; line: number }, send: Send): HTMLElement {
  return element(
    'div',
    { class: 'left-out' },
    sentence('message', `\`${name}\` is bound in line ${line}, which was left out.`),
    button({ label: `Run with line ${line}`, icon: icon('rerun'), class: 'button primary' }, () =>
      send({ type: 'runWithLine', job }),
    ),
  );
}
