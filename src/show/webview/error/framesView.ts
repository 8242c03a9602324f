import { t } from '@vscode/l10n';
import { formatPlace } from '../../../base/format';
import type { Frame } from '../../../contract/lines';
import { offerMenu } from '../contextMenu';
import { disclosure } from '../disclosure';
import { button, element, iconButton } from '../dom';
import { icon } from '../icons';
import type { Scene } from '../outcomeParts';
import { groupFrames, shortFile } from './frameGroups';
import { localsView } from './localsView';

/** A traceback. `id` tells it from others of the same job. */
export function framesView(frames: readonly Frame[], scene: Scene, id = 'frames'): HTMLElement | undefined {
  if (frames.length === 0) return undefined;
  const rows = groupFrames(frames).flatMap((group, at) =>
    group.kind === 'frame'
      ? [frameView(group.frame, scene, `${id}/${at}`)]
      : foreignRows(group.title, group.frames, scene, `${id}/${at}`),
  );
  return element('ol', { class: 'frames', 'aria-label': t('Traceback, most recent call last') }, ...rows);
}

/** Folded until somebody wants to see them; in the same list, so that the columns stay in line. */
function foreignRows(title: string, frames: readonly Frame[], scene: Scene, id: string): readonly HTMLElement[] {
  const rows = frames.map((frame, at) => frameView(frame, scene, `${id}/${at}`));
  const heading = disclosure(scene.state, { id, open: false }, [title], (open) => {
    for (const row of rows) row.hidden = !open;
  });
  return [element('li', { class: 'fold' }, heading), ...rows];
}

function frameView(frame: Frame, scene: Scene, id: string): HTMLElement {
  const { local, locals = [], text = '' } = frame;
  const where = formatPlace({ file: frame.file, line: frame.line, cell: frame.cell });
  const variables = locals.length === 0 ? undefined : localsView(locals, where, scene.send);
  const name =
    locals.length === 1
      ? t('1 variable of {0}', frame.function)
      : t('{0} variables of {1}', locals.length, frame.function);
  const opener =
    variables &&
    disclosure(scene.state, { id, open: false, class: 'disclosure variables', name }, [], (open) => {
      variables.hidden = !open;
    });
  const ran = local && frame.function !== '';
  const row = element(
    'li',
    { class: `frame ${local ? 'local' : 'foreign'}` },
    opener ?? element('span'),
    element(
      'span',
      { class: 'where' },
      local ? placeLink(frame, where, scene) : foreignPlace(frame, where),
      frame.function === '' ? undefined : element('span', {}, t('in {0}', frame.function)),
    ),
    element('code', { title: text.trim() === '' ? undefined : text.trim() }, text.trim()),
    ran ? iconButton(t('Open {0} as it ran', where), icon('history'), () => open(frame, scene, true)) : element('span'),
    variables,
  );
  if (local) {
    const openAs = (asItRan: boolean) => () => open(frame, scene, asItRan);
    offerMenu(row, 'frame', { openFrame: openAs(false), openFrameAsItRan: openAs(true) }, { ran });
  }
  return row;
}

function placeLink(frame: Frame, where: string, scene: Scene): HTMLElement {
  return button({ label: where, class: 'link', title: t('Open {0}', where) }, () => open(frame, scene, false));
}

function foreignPlace({ file, line }: Frame, where: string): HTMLElement {
  const short = formatPlace({ file: shortFile(file), line });
  return element('span', { class: 'place', title: where }, element('bdi', {}, short));
}

function open({ file, line, cell, text }: Frame, { job, send }: Scene, asItRan: boolean): void {
  send({
    type: 'open',
    job,
    file,
    line,
    ...(cell !== undefined && { cell }),
    ...(text !== undefined && { text }),
    ...(asItRan && { asItRan }),
  });
}
