import { formatBytes, formatCount } from '../../../base/format';
import type { PreviewContent, PreviewData } from '../../preview/protocol';
import { button, element } from '../dom';
import { icon } from '../icons';
import { checkbox, pathText, reason, section, type Scene } from './parts';

const words: Record<PreviewData['state'], string> = {
  sent: '',
  asked: 'not decided',
  held: 'not sent',
  'on-host': 'on the host',
  secret: 'never sent',
};

/** The data that the code names: what is sent, what is held back, and what lies on the host. */
export function dataSection({ data }: PreviewContent, scene: Scene): HTMLElement | undefined {
  if (data.length === 0) return undefined;
  const sent = data.filter(({ state }) => state === 'sent');
  const bytes = sent.reduce((sum, { size }) => sum + size, 0);
  const facts = `${sent.length} of ${data.length} sent · ${formatBytes(bytes)}`;
  return section({ id: 'data', title: 'Data', facts }, scene, () => data.map((one) => dataRow(one, scene)));
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
      : checkbox(path, `Send ${shown}`, { checked: state === 'sent', mixed: state === 'asked' }, (checked) =>
          scene.send({ type: 'path', path, choice: checked ? 'send' : 'hold' }),
        ),
    icon(secret ? 'warning' : folder ? 'folder' : 'file'),
    pathText(shown),
    element(
      'span',
      { class: 'because' },
      ...reason(because, from, scene),
      folder ? ` · ${formatCount(count, 'file')}` : undefined,
    ),
    choice === undefined ? undefined : undo(`path ${path}`, () => scene.send({ type: 'path', path, choice: null })),
    secret ? element('span', { class: 'tag asked' }, 'a secret') : undefined,
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
  return section({ id: 'secrets', title: 'Secrets, not sent', facts: String(secrets.length) }, scene, rows);
}

function sendSecret(path: string, { send }: Pick<Scene, 'send'>): HTMLElement {
  const title = `Send ${path}, though it looks like a secret`;
  const made = button({ label: 'Send…', class: 'button small', title }, () =>
    send({ type: 'path', path, choice: 'send' }),
  );
  made.setAttribute('data-id', `secret ${path}`);
  made.setAttribute('aria-label', title);
  return made;
}

/** Takes back what was chosen. */
export function undo(id: string, act: () => void): HTMLElement {
  const made = button({ label: 'reset', class: 'undo', title: 'You chose this. Reset lets Farcall decide.' }, act);
  made.setAttribute('data-id', `undo ${id}`);
  return made;
}
