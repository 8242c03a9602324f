import { formatBytes, formatPlace } from '../../base/format';
import type { Artifact, Frame } from '../../contract/lines';
import type { JobStatus, Outcome, PanelToEditor } from '../panel/protocol';
import { button, element, type Child } from './dom';
import { icon } from './icons';
import { previewView } from './previewView';

type Send = (message: PanelToEditor) => void;

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

function valueView(job: string, outcome: Outcome & { kind: 'value' }, send: Send, nonce: string): HTMLElement {
  const { valueType, previews, note, artifacts } = outcome;
  return section(
    'value',
    'Result',
    valueHeading(valueType),
    previewView(previews, `Preview of the result, a ${valueType ?? 'value'}`, nonce),
    note === undefined ? undefined : element('p', { class: 'note' }, icon('warning'), element('span', {}, note)),
    artifactsView(job, artifacts, send),
  );
}

function valueHeading(valueType: string | undefined): HTMLElement | undefined {
  if (valueType === undefined) return undefined;
  if (valueType === 'NoneType') return element('h2', {}, 'Returned None');
  return element('h2', {}, 'Result', element('span', { class: 'facts' }, valueType));
}

function artifactsView(job: string, artifacts: readonly Artifact[], send: Send): HTMLElement | undefined {
  if (artifacts.length === 0) return undefined;
  const rows = artifacts.map(({ path, size }) =>
    element(
      'li',
      {},
      icon('file'),
      element('span', { class: 'path', title: path }, path),
      element('span', { class: 'size' }, formatBytes(size)),
      button({ label: 'Save…', class: 'link', title: `Save ${path}` }, () =>
        send({ type: 'save', job, artifact: path }),
      ),
    ),
  );
  return element('div', { class: 'artifacts' }, element('h3', {}, 'Files it wrote'), element('ul', {}, ...rows));
}

function raisedView(job: string, outcome: Outcome & { kind: 'raised' }, send: Send): HTMLElement {
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

function framesView(job: string, frames: readonly Frame[], send: Send): HTMLElement | undefined {
  if (frames.length === 0) return undefined;
  const rows = frames.map((frame) => {
    const where = formatPlace({ file: frame.file, line: frame.line, cell: frame.cell });
    const place = frame.local
      ? button({ label: where, class: 'link', title: `Open ${where}` }, () =>
          send({
            type: 'open',
            job,
            file: frame.file,
            line: frame.line,
            ...(frame.cell === undefined ? {} : { cell: frame.cell }),
          }),
        )
      : element('span', { class: 'place', title: where }, element('bdi', {}, where));
    return element(
      'li',
      { class: frame.local ? 'local' : 'foreign' },
      element(
        'span',
        { class: 'where' },
        place,
        frame.function === '' ? undefined : element('span', {}, `in ${frame.function}`),
      ),
      element('code', {}, frame.text?.trim() ?? ''),
    );
  });
  return element('ol', { class: 'frames', 'aria-label': 'Traceback, most recent call last' }, ...rows);
}

function stepsView(job: string, steps: (Outcome & { kind: 'refused' })['steps'], send: Send): HTMLElement | undefined {
  if (steps.length === 0) return undefined;
  const buttons = steps.map(({ action, title }, i) =>
    button({ label: title, class: i === 0 ? 'button primary' : 'button' }, () => send({ type: 'step', job, action })),
  );
  return element('div', { class: 'steps' }, ...buttons);
}

function next(step: string | undefined): HTMLElement | undefined {
  return step === undefined ? undefined : sentence('next', step);
}

/** Farcall's own words, in which code stands between backticks. */
function sentence(kind: string, text: string): HTMLElement {
  const parts = text.split('`');
  // Without its partner a backtick is one.
  if (parts.length % 2 === 0) return element('p', { class: kind }, text);
  return element('p', { class: kind }, ...parts.map((part, i) => (i % 2 === 0 ? part : element('code', {}, part))));
}

function section(kind: string, label: string, ...children: readonly Child[]): HTMLElement {
  return element('section', { class: `outcome ${kind}`, 'aria-label': label }, ...children);
}
