import { formatBytes } from '../../base/format';
import type { Artifact } from '../../contract/lines';
import type { Outcome } from '../panel/protocol';
import { button, element } from './dom';
import { icon } from './icons';
import { section, type Send } from './outcomeParts';
import { previewView } from './previewView';

/** What the function returned, and the files that it wrote. */
export function valueView(job: string, outcome: Outcome & { kind: 'value' }, send: Send, nonce: string): HTMLElement {
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
