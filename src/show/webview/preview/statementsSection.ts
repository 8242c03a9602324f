import { t } from '@vscode/l10n';
import type { PreviewContent, PreviewStatement } from '../../preview/protocol';
import { element } from '../dom';
import { undo } from './dataSection';
import { checkbox, section, withCode, type Scene } from './parts';

/** The top level of the entry's file as in an editor: what is kept, what is left out, and why. */
export function statementsSection(content: PreviewContent, scene: Scene): HTMLElement | undefined {
  const { file, statements } = content;
  if (statements.length === 0) return undefined;
  const left = statements.filter(({ kept }) => !kept);
  const { leftOutOnly } = scene.open;
  const facts = left.length === 0 ? t('nothing left out') : t('{0} of {1} left out', left.length, statements.length);
  const shown = leftOutOnly ? statements.filter(({ kept, chosen }) => !kept || chosen) : statements;
  const tools = left.length === 0 && !leftOutOnly ? [] : [filter(scene)];
  return section({ id: 'statements', title: file.slice(file.lastIndexOf('/') + 1), facts, tools }, scene, () => [
    shown.length === 0
      ? element('p', { class: 'empty' }, t('Nothing is left out.'))
      : element('div', { class: 'source' }, ...shown.flatMap((one) => statementRows(one, content, scene))),
  ]);
}

function filter(scene: Scene): HTMLElement {
  const box = checkbox('left-out-only', t('Left out only'), { checked: scene.open.leftOutOnly }, (checked) => {
    scene.open.leftOutOnly = checked;
    scene.redraw();
  });
  return element('label', { class: 'filter' }, box, t('Left out only'));
}

function statementRows(statement: PreviewStatement, { file }: PreviewContent, scene: Scene): HTMLElement[] {
  const { key, line, cell, lines, kept, because, certain, chosen, entry } = statement;
  const id = `statement ${key}`;
  const isOpen = scene.open.isOpen(id, false);
  const [first = ''] = lines;
  const rest = lines.slice(1);
  const title = kept ? t('Uncheck to leave it out') : t('Check to keep it');
  const box = checkbox(
    key,
    t('Keep line {0}: {1}', line, first.trim()),
    { checked: kept, disabled: entry, title: entry ? t('The entry itself') : title },
    (checked) => scene.send({ type: 'statement', key, choice: checked ? 'keep' : 'leave' }),
  );
  const number = element(
    'button',
    { type: 'button', class: 'number', 'data-id': `line ${line}`, title: t('Open {0}:{1}', file, line) },
    cell === undefined ? String(line) : `${cell}:${line}`,
  );
  number.addEventListener('click', () =>
    scene.send({ type: 'open', path: file, line, ...(cell !== undefined && { cell }) }),
  );
  const told = because.replaceAll('`', '');
  const why = element(
    'div',
    { class: 'why' },
    element(
      'span',
      { class: 'text', title: certain ? told : t('{0} (judged by its effects, not by its names)', told) },
      certain ? undefined : '≈ ',
      ...withCode(because),
    ),
    chosen ? undo(key, () => scene.send({ type: 'statement', key, choice: null })) : undefined,
  );
  const head = element(
    'div',
    { class: `statement ${kept ? 'kept' : 'left'}${entry ? ' entry' : ''}` },
    box,
    number,
    element('code', {}, first, rest.length > 0 ? folded(id, rest.length, isOpen, scene) : undefined),
    why,
  );
  if (!isOpen || rest.length === 0) return [head];
  const body = rest.map((text, i) =>
    element(
      'div',
      { class: `statement more ${kept ? 'kept' : 'left'}` },
      element('span', {}),
      element('span', { class: 'number' }, String(line + 1 + i)),
      element('code', {}, text),
    ),
  );
  return [head, ...body];
}

/** Stands for the lines below a statement's first. */
function folded(id: string, count: number, isOpen: boolean, { open, redraw }: Scene): HTMLElement {
  const title = isOpen ? t('Fold') : count === 1 ? t('Show 1 more line') : t('Show {0} more lines', count);
  const made = element(
    'button',
    {
      type: 'button',
      class: 'folded',
      'data-id': `fold ${id}`,
      'aria-expanded': String(isOpen),
      title,
      'aria-label': title,
    },
    '⋯',
  );
  made.addEventListener('click', () => {
    open.toggle(id);
    redraw();
  });
  return made;
}
