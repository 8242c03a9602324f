import { t } from '@vscode/l10n';
import { formatBytes } from '../../base/format';
import type { Artifact } from '../../contract/lines';
import type { JobStatus, Outcome } from '../panel/protocol';
import { offerMenu } from './contextMenu';
import { button, element, iconButton } from './dom';
import { icon } from './icons';
import { section, type Scene, type Send } from './outcomeParts';
import { bundleView } from './value/bundleView';
import { bundleViews } from './value/bundleViews';
import { viewContext } from './value/valueViews';

/** What the function returned, and the files that it wrote. */
export function valueView(
  { actions }: JobStatus,
  outcome: Outcome & { kind: 'value' },
  scene: Scene,
  nonce: string,
): HTMLElement {
  const { valueType, previews, json, note, artifacts } = outcome;
  const { job, send } = scene;
  const context = viewContext(scene, nonce, { kind: 'result' }, t('Result, a {0}', valueType ?? t('value')));
  const load = iconButton(t('Copy the lines of Python that load it'), icon('python'), () =>
    send({ type: 'copyAsPython', job }),
  );
  const views = bundleViews(previews, json, context);
  const made = section(
    'value',
    t('Result'),
    bundleView(valueHeading(valueType), views, context, actions.save ? [load] : []),
    note === undefined ? undefined : element('p', { class: 'note' }, icon('warning'), element('span', {}, note)),
    artifactsView(job, artifacts, send),
  );
  offerMenu(made, 'value', {}, { job, savable: actions.save });
  return made;
}

function valueHeading(valueType: string | undefined): HTMLElement | undefined {
  if (valueType === undefined) return undefined;
  if (valueType === 'NoneType') return element('h2', {}, t('Returned None'));
  return element('h2', {}, t('Result'), element('span', { class: 'facts' }, valueType));
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
      button({ label: t('Save…'), class: 'link', title: t('Save {0}', path) }, () =>
        send({ type: 'save', job, artifact: path }),
      ),
    ),
  );
  return element('div', { class: 'artifacts' }, element('h3', {}, t('Files it wrote')), element('ul', {}, ...rows));
}
