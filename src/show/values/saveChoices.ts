import * as path from 'node:path';
import { t } from '@vscode/l10n';
import { formatBytes } from '../../base/format';
import type { DisplayLine, ResultLine, RunLine, SaveFormat } from '../../contract/lines';
import { hasSavableValue } from '../savable';
import { previewFile } from './previewFile';

/** What can be saved of a run: content that is here, or what the host fetches or makes. */
export type SaveWhat =
  | { readonly kind: 'pickle' }
  | { readonly kind: 'format'; readonly format: SaveFormat }
  | { readonly kind: 'content'; readonly content: Buffer }
  | { readonly kind: 'artifact'; readonly artifact: string };

type SaveGroup = 'value' | 'shown' | 'files';

export const groupTitles: Record<SaveGroup, string> = {
  value: t('The value'),
  shown: t('As it is shown'),
  files: t('Files it wrote'),
};

export interface SaveChoice {
  readonly group: SaveGroup;
  readonly label: string;
  readonly description: string;
  /** What the file is called, if the person does not call it otherwise. */
  readonly fileName: string;
  readonly what: SaveWhat;
}

const formatTexts: Record<SaveFormat, readonly [string, string]> = {
  csv: ['CSV', t('a table as text')],
  parquet: ['Parquet', t('a table with its types')],
  npy: ['NPY', t('a NumPy array')],
  json: ['JSON', t('for any program')],
  png: ['PNG', t('a picture')],
};

/** `name`: the file's, without what tells its format. `lines`: what is here of the run, figures among it. */
export function saveChoices(name: string, result: ResultLine, lines: readonly RunLine[]): readonly SaveChoice[] {
  const { formats = [], json, previews, artifacts } = result;
  const value: SaveChoice[] = [];
  const add = (extension: string, [label, description]: readonly [string, string], what: SaveWhat): void => {
    value.push({ group: 'value', label, description, fileName: `${name}.${extension}`, what });
  };
  const kept = hasSavableValue(result);
  for (const format of formats) {
    const here = contentOf(format, json, previews);
    if (here) add(format, formatTexts[format], { kind: 'content', content: here });
    else if (kept) add(format, formatTexts[format], { kind: 'format', format });
  }
  const asJson = contentOf('json', json, previews);
  if (asJson && json !== null && !formats.includes('json')) {
    add('json', formatTexts.json, { kind: 'content', content: asJson });
  }
  if (kept) add('pkl', ['Pickle', t('the whole value, for Python')], { kind: 'pickle' });
  const shown = [
    ...previewChoices(name, t('the result'), previews).filter(
      ({ fileName }) => !value.some((choice) => choice.fileName === fileName),
    ),
    ...lines.flatMap((line) => (line.type === 'display' ? figureChoices(name, line) : [])),
  ];
  const files = artifacts.map(({ path: artifact, size }): SaveChoice => ({
    group: 'files',
    label: artifact,
    description: formatBytes(size),
    fileName: path.posix.basename(artifact),
    what: { kind: 'artifact', artifact },
  }));
  return [...value, ...shown, ...files];
}

function figureChoices(name: string, { title, previews }: DisplayLine): readonly SaveChoice[] {
  const own = title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-');
  return previewChoices(`${name}-${own}`, title, previews);
}

function previewChoices(name: string, of: string, previews: ResultLine['previews']): readonly SaveChoice[] {
  return Object.entries(previews).flatMap(([mime, data]) => {
    const file = previewFile(mime, data);
    if (file === undefined) return [];
    const { name: label, extension, content } = file;
    return [
      {
        group: 'shown',
        label,
        description: of,
        fileName: `${name}.${extension}`,
        what: { kind: 'content', content },
      },
    ];
  });
}

/** A format that needs no host. */
function contentOf(format: SaveFormat, json: ResultLine['json'], previews: ResultLine['previews']): Buffer | undefined {
  if (format === 'json' && json !== undefined) return Buffer.from(`${JSON.stringify(json, null, 2)}\n`);
  const png = previews['image/png'];
  return format === 'png' && png !== undefined ? previewFile('image/png', png)?.content : undefined;
}
