import { formatPlace } from '../../base/format';
import type { Frame } from '../../contract/lines';
import type { PanelToEditor } from '../panel/protocol';
import { button, element, type Child } from './dom';

/** What the views of an outcome have in common. */
export type Send = (message: PanelToEditor) => void;

export function framesView(job: string, frames: readonly Frame[], send: Send): HTMLElement | undefined {
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
