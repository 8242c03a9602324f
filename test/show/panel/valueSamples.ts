import type { RunLine } from '../../../src/contract/lines';
import { bytesMime, tableMime, treeMime, type Table, type TreeNode } from '../../../src/contract/shown';
import { jobStatus } from '../../../src/show/panel/jobStatus';
import type { EditorToPanel } from '../../../src/show/panel/protocol';
import { shownSoFar } from '../../../src/show/panel/shownValues';
import { sources } from './samples';

/** Jobs that returned or showed values of each kind. */

type ResultLine = RunLine & { type: 'result' };

const frame: Table = {
  shape: [20_000, 7],
  bytes: 1_120_132,
  index: [''],
  columns: [
    { name: 'when', dtype: 'datetime64[ns]', min: '2026-01-01', max: '2026-02-11', missing: 0 },
    { name: 'region', dtype: 'object', missing: 12 },
    { name: 'sales', dtype: 'int64', min: '12', max: '988', mean: '342.5', missing: 0 },
    { name: 'forecast', dtype: 'float64', min: '8.25', max: '1012.5', mean: '341.8', missing: 125 },
    { name: 'p', dtype: 'float64', min: '1.2e-09', max: '0.98', mean: '0.31', missing: 0 },
    { name: 'promoted', dtype: 'bool', min: 'False', max: 'True', missing: 0 },
    { name: 'a name that is much longer than its values', dtype: 'float32', min: '0', max: 'inf', mean: 'inf' },
  ],
  columnCount: 7,
  rows: Array.from({ length: 500 }, (_, i) => [
    i,
    `2026-01-${String(1 + (i % 28)).padStart(2, '0')} 0${i % 10}:00:00`,
    i % 9 === 4
      ? null
      : (['north', 'south', 'east', 'a region whose name goes on and on and on, and then some'][i % 4] ?? ''),
    12 + ((i * 7919) % 976),
    i % 5 === 2 ? 'nan' : 8.25 + ((i * 104_729) % 4017) / 4,
    ((i * 31) % 97) / 1e6,
    i % 3 === 0,
    i === 3 ? 'inf' : i / 7,
  ]),
  rowCount: 20_000,
};

/** As wide and as long as tables come. */
const wide: Table = {
  shape: [5000, 240],
  index: ['site', 'day'],
  columns: Array.from({ length: 100 }, (_, i) => ({ name: `feature_${i}`, dtype: 'float64', min: '0.0', max: '0.9' })),
  columnCount: 240,
  rows: Array.from({ length: 500 }, (_, row) => [
    `site ${row % 7}`,
    row,
    ...Array.from({ length: 100 }, (_, i) => ((row * 7919 + i * 104_729) % 1000) / 1111),
  ]),
  rowCount: 5000,
};

const leaf = (label: string, type: string, text: string): TreeNode => ({ label, type, text });
const nested: TreeNode = {
  label: '',
  type: 'Report',
  text: '5 attributes',
  children: [
    leaf('.title', 'str', "'Sales of the first quarter'"),
    leaf('.loss', 'float', '0.25'),
    leaf('.final', 'bool', 'True'),
    {
      label: '.history',
      type: 'list',
      text: '4,000 items',
      children: Array.from({ length: 250 }, (_, i) => leaf(`[${i}]`, 'float', String(1 / (i + 1)))),
      more: 3750,
    },
    {
      label: '.by_region',
      type: 'dict',
      text: '2 items',
      children: [
        { label: "'north'", type: 'dict', text: '1 item', children: [leaf("'sales'", 'int', '31022')] },
        leaf("'south'", 'NoneType', 'None'),
      ],
    },
  ],
};

const svg =
  '<svg xmlns="http://www.w3.org/2000/svg" width="320" height="200"><rect width="320" height="200" fill="#fff"/><path d="M20 180L90 90L160 130L300 30" fill="none" stroke="#1f77b4" stroke-width="3"/><script>alert(1)</script></svg>';

const results: Readonly<Record<string, Partial<ResultLine>>> = {
  table: {
    valueType: 'pandas.DataFrame',
    previews: {
      [tableMime]: JSON.stringify(frame),
      'text/html': '<table><tr><td>as HTML</td></tr></table>',
      'text/plain': 'as text',
    },
  },
  wide: { valueType: 'pandas.DataFrame', previews: { [tableMime]: JSON.stringify(wide), 'text/plain': 'as text' } },
  array: {
    valueType: 'numpy.ndarray',
    previews: {
      [tableMime]: JSON.stringify({
        shape: [3, 4, 5],
        bytes: 480,
        index: [],
        columns: [{ name: '', dtype: 'float64', min: '0.0', max: '1.0', mean: '0.5' }],
        columnCount: 1,
        rows: [],
        rowCount: 3,
      } satisfies Table),
      'text/plain': 'array([[[…]]])',
    },
  },
  tree: {
    valueType: 'shop.Report',
    previews: { [treeMime]: JSON.stringify(nested), 'text/plain': 'Report(…)' },
  },
  json: {
    valueType: 'dict',
    previews: { 'text/plain': "{'ok': True, 'what': [1, 2.5, None]}" },
    json: { ok: true, what: [1, 2.5, null, "it's"] },
  },
  text: {
    valueType: 'str',
    previews: { 'text/plain': "'one\\ntwo …'" },
    json: `one\ntwo\n${'a long line that goes on '.repeat(20)}\n<b>not bold</b>`,
  },
  number: { valueType: 'float', previews: { 'text/plain': '3.141592' }, json: 3.141592 },
  bytes: {
    valueType: 'bytes',
    previews: {
      [bytesMime]: JSON.stringify({
        size: 70_000,
        base64: Buffer.from(Array.from({ length: 600 }, (_, i) => i % 256)).toString('base64'),
      }),
      'text/plain': "b'\\x00\\x01…'",
    },
  },
  picture: { valueType: 'matplotlib.figure.Figure', previews: { 'image/svg+xml': svg, 'text/plain': '<Figure>' } },
  interactive: {
    valueType: 'plotly.Figure',
    previews: { 'text/html': '<p>a chart</p><script>document.body.textContent = "scripts run"</script>' },
  },
  latex: {
    valueType: 'sympy.Integral',
    previews: {
      'text/latex':
        '$\\displaystyle \\int\\limits_{0}^{\\infty} \\frac{e^{- x^{2}}}{\\sqrt{x + 1}}\\, dx = \\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}$',
      'text/plain': 'Integral(…)',
    },
  },
  markdown: {
    valueType: 'Report',
    previews: {
      'text/markdown': [
        '# Sales & *forecast* &mdash; 2026',
        '',
        'Loss fell to **0.25**, `mse`, $\\sum_i (y_i - \\hat y_i)^2$; it cost $5 and $6. See [the paper](https://example.org/x).',
        '',
        '| region | sales |',
        '|:--|--:|',
        '| north | 310 |',
        '| south | 295 |',
        '',
        '- [x] trained',
        '- [ ] shipped <script>alert(1)</script>',
        '',
        '> quoted',
        '',
        '```python',
        'fit(x)',
        '```',
        '',
        '$$e^{i\\pi} + 1 = 0$$',
      ].join('\n'),
      'text/plain': 'Report(…)',
    },
  },
  broken: {
    valueType: 'pandas.DataFrame',
    previews: {
      [tableMime]: '{"shape":"no"}',
      [treeMime]: '['.repeat(100_000),
      'image/png': 'bm90IGEgcGljdHVyZQ==',
      'text/plain': 'as text',
    },
  },
};

const figures: readonly RunLine[] = Array.from({ length: 3 }, (_, index) => ({
  type: 'display',
  index,
  title: `Figure ${index + 1}`,
  previews: { 'image/svg+xml': svg.replace('#1f77b4', ['#1f77b4', '#d62728', '#2ca02c'][index] ?? '') },
}));

export function item(index: number): RunLine & { type: 'item' } {
  return {
    type: 'item',
    index,
    state: 'succeeded',
    previews: { 'text/plain': `'item ${index}'` },
    json: `item ${index}`,
  };
}

/** A snapshot of a job that ended with this result after it had shown these values. */
export function ended(
  change: Partial<ResultLine>,
  shown: readonly RunLine[] = [],
): EditorToPanel & { type: 'snapshot' } {
  const result: ResultLine = { type: 'result', valueType: 'object', previews: {}, artifacts: [], ...change };
  const table = sources['table'];
  if (table === undefined) throw new Error('There is no such sample.');
  const lines = [...shown, result];
  const status = jobStatus({ ...table, record: { ...table.record, result }, lines }, 0);
  return { type: 'snapshot', status, output: [], truncated: false, shown: shownSoFar(lines) };
}

/** A job that still runs, having shown these values. */
export function running(shown: readonly RunLine[]): EditorToPanel & { type: 'snapshot' } {
  const source = sources['running'];
  if (source === undefined) throw new Error('There is no such sample.');
  return { type: 'snapshot', status: jobStatus(source, 0), output: [], truncated: false, shown: shownSoFar(shown) };
}

export function valueSamples(): Readonly<Record<string, EditorToPanel & { type: 'snapshot' }>> {
  const made = Object.entries(results).map(([name, result]) => [name, ended(result)] as const);
  return {
    ...Object.fromEntries(made),
    figures: running(figures),
    items: running([
      ...Array.from({ length: 40 }, (_, i) => item(i)),
      { type: 'item', index: 40, state: 'succeeded', json: { epoch: 3, loss: 0.25 } },
    ]),
  };
}

export function valueSample(name: string): EditorToPanel & { type: 'snapshot' } {
  const found = valueSamples()[name];
  if (found === undefined) throw new Error(`There is no sample ${name}.`);
  return found;
}
