import { t } from '@vscode/l10n';
import type { PreviewContent } from '../../preview/protocol';
import { button, element, type Child } from '../dom';
import { icon } from '../icons';
import { placeLink, section, withCode, type Scene } from './parts';

/** What the host's Python must have. */
export function thirdPartySection({ thirdParty }: PreviewContent, scene: Scene): HTMLElement | undefined {
  if (thirdParty.length === 0) return undefined;
  const facts = String(thirdParty.length);
  return section({ id: 'third-party', title: t('Needed on the host'), facts }, scene, () => [
    element(
      'ul',
      { class: 'packages' },
      ...thirdParty.map(({ name, version }) =>
        element('li', {}, name, version === undefined ? undefined : element('span', { class: 'version' }, version)),
      ),
    ),
  ]);
}

/** Imports that lead nowhere. */
export function missingSection({ missing }: PreviewContent, scene: Scene): HTMLElement | undefined {
  if (missing.length === 0) return undefined;
  return section({ id: 'missing', title: t('Not found'), facts: String(missing.length) }, scene, () =>
    missing.map(({ name, at, optional, include }) =>
      row('warning', [
        element('code', { class: 'path' }, name),
        element(
          'span',
          { class: 'because' },
          placeLink(at, scene),
          optional ? ` · ${t('the code can do without it')}` : '',
        ),
        includeButton(include, scene),
      ]),
    ),
  );
}

/** What the inspection cannot know. */
export function notesSection({ notes }: PreviewContent, scene: Scene): HTMLElement | undefined {
  if (notes.length === 0) return undefined;
  return section({ id: 'notes', title: t('Notes'), facts: String(notes.length) }, scene, () =>
    notes.map(({ at, message, include }) =>
      row('lost', [
        element('span', { class: 'message' }, ...withCode(message), ' ', placeLink(at, scene)),
        includeButton(include, scene),
      ]),
    ),
  );
}

function row(name: 'warning' | 'lost', children: readonly Child[]): HTMLElement {
  return element('div', { class: 'row note-row' }, element('span', { class: 'twistie' }), icon(name), ...children);
}

function includeButton(glob: string | undefined, { send }: Scene): HTMLElement | undefined {
  if (glob === undefined) return undefined;
  const title = t('Add {0} to the setting farcall.include of this workspace', glob);
  return button({ label: t('Include {0}', glob), class: 'button small', title }, () => send({ type: 'include', glob }));
}
