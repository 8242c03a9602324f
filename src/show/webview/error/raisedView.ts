import { t } from '@vscode/l10n';
import type { Cause } from '../../../contract/lines';
import type { Outcome } from '../../panel/protocol';
import { offerMenu } from '../contextMenu';
import { disclosure } from '../disclosure';
import { button, element, iconButton } from '../dom';
import { icon } from '../icons';
import { next, section, sentence, stepsView, type Scene } from '../outcomeParts';
import { framesView } from './framesView';

/** The exception that ended the function, and what lies behind it. */
export function raisedView(outcome: Outcome & { kind: 'raised' }, scene: Scene): HTMLElement {
  const { errorType, message, frames, causes, fact, text, next: step, leftOut } = outcome;
  const made = section(
    'raised',
    t('Error'),
    element(
      'div',
      { class: 'error-heading' },
      element('h2', { class: 'error-title' }, ...errorTitle(errorType, message)),
      copyButtons(scene),
    ),
    fact === undefined ? undefined : sentence('fact', fact),
    next(step),
    leftOut && leftOutView(leftOut, scene),
    stepsView(outcome.steps, scene),
    framesView(frames, scene),
    ...causes.map((cause, at) => causeView(cause, scene, at)),
    text === undefined ? undefined : printedView(text, scene),
  );
  offerMenu(made, 'error', {
    copy: () => selectedIn(made) ?? copyError(scene, 'text'),
    copyAsMarkdown: () => copyError(scene, 'markdown'),
  });
  return made;
}

function selectedIn(part: HTMLElement): string | undefined {
  const selection = document.getSelection();
  return selection?.isCollapsed === false && selection.containsNode(part, true) ? selection.toString() : undefined;
}

/** Its text is the editor's to write. */
function copyError({ job, send }: Scene, form: 'text' | 'markdown'): void {
  send({ type: 'copyError', job, form });
}

function printedView(text: string, { state }: Scene): HTMLElement {
  const id = 'as Python prints it';
  const made = element(
    'details',
    { open: state.isOpen(id, false) ? '' : undefined },
    element('summary', {}, t('As Python prints it')),
    element('pre', { tabindex: '0' }, text),
  );
  made.addEventListener('toggle', () => {
    if (made.open !== state.isOpen(id, false)) state.toggle(id);
  });
  return made;
}

function errorTitle(errorType: string, message: string): readonly (Node | string)[] {
  return message === '' ? [errorType] : [errorType, element('span', { class: 'error-message' }, message)];
}

function copyButtons(scene: Scene): HTMLElement {
  return element(
    'div',
    { class: 'tools', role: 'toolbar', 'aria-label': t('Error') },
    iconButton(t('Copy the error as text'), icon('copy'), () => copyError(scene, 'text')),
    iconButton(t('Copy the error as Markdown, for an issue'), icon('markdown'), () => copyError(scene, 'markdown')),
  );
}

const relations: Record<Cause['relation'], string> = {
  cause: t('Directly caused by'),
  context: t('While handling'),
  member: t('One of the group'),
};

/** The nearest stands open: most chains have one link. */
function causeView({ relation, errorType, message, traceback }: Cause, scene: Scene, at: number): HTMLElement {
  const id = `cause ${at}`;
  const frames = framesView(traceback, scene, id);
  const title = [
    element('span', { class: 'relation' }, relations[relation]),
    element('span', { class: 'error-title' }, ...errorTitle(errorType, message)),
  ];
  if (frames === undefined) return element('div', { class: 'cause' }, element('p', { class: 'cause-title' }, ...title));
  const heading = disclosure(scene.state, { id, open: at === 0, class: 'disclosure cause-title' }, title, (open) => {
    frames.hidden = !open;
  });
  return element('div', { class: 'cause' }, element('h3', {}, heading), frames);
}

/** What a run lacked because it was left out, and the way to run with it. */
function leftOutView({ name, line }: { name: string; line: number }, { job, send }: Scene): HTMLElement {
  return element(
    'div',
    { class: 'left-out' },
    sentence('message', t('`{0}` is bound in line {1}, which was left out.', name, line)),
    button({ label: t('Run with line {0}', line), icon: icon('rerun'), class: 'button primary' }, () =>
      send({ type: 'runWithLine', job }),
    ),
  );
}
