import { t } from '@vscode/l10n';
import { formatBytes } from '../../../base/format';
import { fileCount } from '../../counts';
import type { PreviewContent, PreviewData } from '../../preview/protocol';
import { button, element } from '../dom';
import { icon } from '../icons';
import { checkbox, inPathOrder, pathText, reason, section, type Scene } from './parts';

const words: Record<PreviewData['state'], string> = {
  sent: '',
  asked: t('not decided'),
  held: t('not sent'),
  'on-host': t('on the host'),
  secret: t('never sent'),
};

/** The data that the code names: what is sent, what is held back, and what lies on the host. */
export function dataSection({ data }: PreviewContent, scene: Scene): HTMLElement | undefined {
  if (data.length === 0) return undefined;
  const sent = data.filter(({ state }) => state === 'sent');
  const bytes = sent.reduce((sum, { size }) => sum + size, 0);
  const facts = t('{0} of {1} sent · {2}', sent.length, data.length, formatBytes(bytes));
  return section({ id: 'data', title: t('Data'), facts }, scene, () =>
    inPathOrder(data).map((one) => dataRow(one, scene)),
  );
}

function dataRow(one: PreviewData, scene: Scene): HTMLElement {
  const { path, folder, size, count, because, from, state, choice, secret } = one;
  const there = state === 'on-host';
  const shown = folder ? `${path}/` : path;
  return element(
    'div',
    { class: `row data-row ${state}` },
    there
      ? element('span', { class: 'no-check' })
      : checkbox(path, t('Send {0}', shown), { checked: state === 'sent', mixed: state === 'asked' }, (checked) =>
          scene.send({ type: 'path', path, choice: checked ? 'send' : 'hold' }),
        ),
    icon(secret ? 'warning' : folder ? 'folder' : 'file'),
    pathText(shown),
    element(
      'span',
      { class: 'because' },
      ...reason(because, from, scene),
      folder ? ` · ${fileCount(count)}` : undefined,
    ),
    choice === undefined ? undefined : undo(`path ${path}`, () => scene.send({ type: 'path', path, choice: null })),
    secret ? element('span', { class: 'tag asked' }, t('a secret')) : undefined,
    words[state] === '' ? undefined : element('span', { class: `tag ${state}` }, words[state]),
    element('span', { class: 'size' }, formatBytes(size)),
  );
}

/** Files that look like keys and passwords: none of them is sent, unless a person chooses that one. */
export function secretsSection({ secrets }: PreviewContent, scene: Scene): HTMLElement | undefined {
  if (secrets.length === 0) return undefined;
  const rows = (): HTMLElement[] =>
    secrets.map(({ path, because, from }) =>
      element(
        'div',
        { class: 'row' },
        element('span', { class: 'twistie' }),
        icon('lock'),
        pathText(path),
        element('span', { class: 'because' }, ...reason(because, from, scene)),
        sendSecret(path, scene),
      ),
    );
  return section({ id: 'secrets', title: t('Secrets, not sent'), facts: String(secrets.length) }, scene, rows);
}

function sendSecret(path: string, { send }: Pick<Scene, 'send'>): HTMLElement {
  const title = t('Send {0}, though it looks like a secret', path);
  const made = button({ label: t('Send…'), class: 'button small', title }, () =>
    send({ type: 'path', path, choice: 'send' }),
  );
  made.setAttribute('data-id', `secret ${path}`);
  made.setAttribute('aria-label', title);
  return made;
}

/** Takes back what was chosen. */
export function undo(id: string, act: () => void): HTMLElement {
  const made = button(
    { label: t('reset'), class: 'undo', title: t('You chose this. Reset lets Farcall decide.') },
    act,
  );
  made.setAttribute('data-id', `undo ${id}`);
  return made;
}
