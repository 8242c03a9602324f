import { t } from '@vscode/l10n';
import { formatBytes } from '../../../base/format';
import { fileCount } from '../../counts';
import type { PreviewContent, PreviewFile } from '../../preview/protocol';
import { element } from '../dom';
import { icon } from '../icons';
import { inPathOrder, pathText, reason, section, twistie, type Scene } from './parts';

type Files = ReadonlyMap<string, PreviewFile>;

/** Beyond this many, files are gathered by folder, each folded. */
const mostLoose = 40;

/** The files of code: each with its size, why it is there, and the way from it to the entry. */
export function codeSection({ files: unordered, statements }: PreviewContent, scene: Scene): HTMLElement {
  const known = inPathOrder(unordered);
  // Where all of it is to be sent, the header says so.
  const files = known.every(({ travels }) => travels) ? known.map((file) => ({ ...file, travels: false })) : known;
  const all: Files = new Map(files.map((file) => [file.path, file]));
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const facts = `${fileCount(files.length)} · ${formatBytes(bytes)}`;
  const left = statements.filter(({ kept }) => !kept).length;
  return section({ id: 'code', title: t('Code'), facts }, scene, () =>
    files.length > mostLoose
      ? folders(files, left, all, scene)
      : files.flatMap((file) => fileRows(file, left, all, scene)),
  );
}

function folders(files: readonly PreviewFile[], left: number, all: Files, scene: Scene): HTMLElement[] {
  const byFolder = new Map<string, PreviewFile[]>();
  for (const file of files) {
    const folder = file.path.slice(0, file.path.lastIndexOf('/') + 1);
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), file]);
  }
  return [...byFolder].flatMap(([folder, inside]) => {
    const id = `folder ${folder}`;
    const isOpen = scene.open.isOpen(id, folder === '');
    const size = inside.reduce((sum, file) => sum + file.size, 0);
    const name = folder === '' ? t('workspace folder') : folder;
    const row = element(
      'div',
      { class: 'row folder-row' },
      twistie(id, t('Files in {0}', name), isOpen, scene),
      icon('folder'),
      element('span', { class: 'path' }, name),
      element('span', { class: 'because' }, fileCount(inside.length)),
      element('span', { class: 'size' }, formatBytes(size)),
    );
    return [row, ...(isOpen ? inside.flatMap((file) => fileRows(file, left, all, scene)) : [])];
  });
}

function fileRows(file: PreviewFile, left: number, all: Files, scene: Scene): HTMLElement[] {
  const { path, size, role, because, from, travels } = file;
  const id = `file ${path}`;
  // A file that the entry names itself has no longer way to tell.
  const canOpen = from !== undefined;
  const isOpen = canOpen && scene.open.isOpen(id, false);
  const name = element('button', {
    type: 'button',
    class: 'name',
    'data-id': `open ${path}`,
    title: t('Open {0}', path),
  });
  name.append(pathText(path));
  name.addEventListener('click', () => scene.send({ type: 'open', path }));
  const row = element(
    'div',
    { class: 'row' },
    canOpen ? twistie(id, t('Why {0} is there', path), isOpen, scene) : element('span', { class: 'twistie' }),
    icon('file'),
    name,
    element(
      'span',
      { class: 'because' },
      ...reason(because, from, scene),
      role === 'entry' && left > 0 ? `, ${leftOutText(left)}` : undefined,
    ),
    travels === true
      ? element(
          'span',
          { class: 'travels', title: t('The host lacks it') },
          icon('up'),
          element('span', {}, t('to send')),
        )
      : undefined,
    element('span', { class: 'size' }, formatBytes(size)),
  );
  return isOpen ? [row, chainView(file, all, scene)] : [row];
}

function chainView({ path }: PreviewFile, all: Files, scene: Scene): HTMLElement {
  const steps = chainOf(path, all).map((step) =>
    element(
      'li',
      {},
      pathText(step.path),
      element('span', { class: 'because' }, ...reason(step.because, step.from, scene)),
    ),
  );
  return element('ol', { class: 'chain', 'aria-label': t('From {0} to the entry', path) }, ...steps);
}

/** What names a file, one step after the other: itself first, the entry's file last. */
function chainOf(path: string, all: Files): readonly PreviewFile[] {
  const chain = new Set<PreviewFile>();
  for (let file = all.get(path); file && !chain.has(file); file = file.from && all.get(file.from.file)) chain.add(file);
  return [...chain];
}

function leftOutText(statements: number): string {
  return statements === 1 ? t('1 statement left out') : t('{0} statements left out', statements);
}
