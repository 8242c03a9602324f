import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { tableSchema, type Cell, type Table } from '../../../src/contract/shown';
import { cellFormat, cellText } from '../../../src/show/webview/value/cellFormat';
import { GridCursor, header } from '../../../src/show/webview/value/gridCursor';
import { latexParts } from '../../../src/show/webview/value/latexParts';
import { withoutReferences } from '../../../src/show/webview/value/references';
import { hexRows } from '../../../src/show/webview/value/hexRows';
import { jsonTree } from '../../../src/show/webview/value/jsonTree';
import { TableModel, columnFacts, rangeText, tableFacts } from '../../../src/show/webview/value/tableModel';
import { treeRows, treeText } from '../../../src/show/webview/value/treeRows';

function tableOf(dtype: string, cells: readonly Cell[]): Table {
  return {
    shape: [cells.length, 1],
    index: ['i'],
    columns: [{ name: 'x', dtype }],
    columnCount: 1,
    rows: cells.map((cell, i) => [i, cell]),
    rowCount: cells.length,
  };
}

function column(model: TableModel, at: number): readonly string[] {
  return Array.from({ length: model.rowCount }, (_, row) => model.text(row, at));
}

test('the numbers of a column have the same decimals, six digits at most in the one that has most', () => {
  const texts = (dtype: string, ...cells: Cell[]): string[] => {
    const format = cellFormat(dtype, cells);
    return cells.map((cell) => cellText(cell, format));
  };
  assert.deepEqual(texts('float64', 1, 2.25, 1000.125), ['1.00', '2.25', '1000.13']);
  assert.deepEqual(texts('float64', 1, 2), ['1.0', '2.0']);
  assert.deepEqual(texts('float64', 1 / 3, 'nan', 'inf', null), ['0.333333', 'NaN', 'inf', 'NaN']);
  assert.deepEqual(texts('float64', 0.00001234567, 1), ['0.0000123457', '1']);
  assert.deepEqual(texts('int64', 1, 1000, '9007199254740993'), ['1', '1000', '9007199254740993']);
  assert.deepEqual(texts('object', 'a', 1.5, null, true), ['a', '1.5', 'None', 'True']);
  assert.deepEqual(texts('object', 'nan', null), ['nan', 'None']);
  const nullable = cellFormat('Float64', ['nan', null, 1], 'null');
  assert.deepEqual(
    ['nan', null, 1].map((cell) => cellText(cell, nullable)),
    ['NaN', 'null', '1.0'],
  );
  assert.ok(cellFormat('int64[pyarrow]', ['9007199254740993']).numeric);
  assert.ok(!cellFormat('interval[int64, right]', ['(0, 1]']).numeric);
  assert.deepEqual(texts('datetime64[ns]', '2026-01-01', null), ['2026-01-01', 'NaT']);
});

test('rows are sorted by what the cells are, missing values last whichever way, and come back to their order', () => {
  const model = new TableModel(tableOf('float64', [10, 'nan', 9, 'inf', null, -1, '-inf']));
  model.sort(model.nextOrder(1));
  assert.deepEqual(column(model, 1), ['-inf', '-1.0', '9.0', '10.0', 'inf', 'NaN', 'NaN']);
  model.sort(model.nextOrder(1));
  assert.deepEqual(column(model, 1), ['inf', '10.0', '9.0', '-1.0', '-inf', 'NaN', 'NaN']);
  model.sort(model.nextOrder(1));
  assert.deepEqual(column(model, 0), ['0', '1', '2', '3', '4', '5', '6']);
  const words = new TableModel(tableOf('object', ['b10', 'b9', null, 'a']));
  words.sort({ column: 1, descending: false });
  assert.deepEqual(column(words, 1), ['a', 'b9', 'b10', 'None']);
});

test('whatever a table holds, sorting it loses and adds no row', () => {
  const cell = fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constantFrom(null, 'nan', 'inf', '-inf'));
  fc.assert(
    fc.property(
      fc.array(cell, { minLength: 1 }),
      fc.boolean(),
      fc.constantFrom('float64', 'object'),
      (cells, descending, dtype) => {
        const sound = cells.map((one) => (typeof one === 'number' && !Number.isFinite(one) ? String(one) : one));
        const model = new TableModel(tableSchema.parse(tableOf(dtype, sound)));
        model.sort({ column: 1, descending });
        const labels = column(model, 0).map(Number);
        assert.deepEqual(
          [...labels].sort((a, b) => a - b),
          cells.map((_, i) => i),
        );
      },
    ),
  );
});

test('what is copied of a table is exact, a line a row, with the names where it is all of it', () => {
  const model = new TableModel(tableOf('object', ['a\tb\nc', 1 / 3, null]));
  assert.equal(model.copied({ top: 0, bottom: 2, left: 0, right: 1 }), 'i\tx\n0\ta b c\n1\t0.3333333333333333\n2\t');
  assert.equal(model.copied({ top: 1, bottom: 1, left: 1, right: 1 }), '0.3333333333333333');
});

test('a table says how large it is and how much of it is shown', () => {
  const table = tableOf('int64', [1, 2]);
  assert.equal(tableFacts(table), '2 rows × 1 column');
  assert.equal(
    tableFacts({ ...table, shape: [20_000, 240], bytes: 1_500_000, rowCount: 20_000, columnCount: 240 }),
    '20,000 rows × 240 columns · 1.5 MB · first 2 of 20,000 rows · first 1 of 240 columns',
  );
  assert.equal(tableFacts({ ...table, shape: [3, 4, 5], rows: [] }), '3 × 4 × 5');
  assert.equal(
    columnFacts({ name: 'x', dtype: 'float64', min: '0', max: 'nan', mean: '0.5', missing: 1200 }),
    'float64 · min 0 · max nan · mean 0.5 · 1,200 missing',
  );
});

test('between what the values of a column lie is told in few digits', () => {
  assert.equal(rangeText('0.0006567583558413359', '1012.5'), '0.000656758 … 1012.5');
  assert.equal(rangeText('2026-01-01', '2026-02-11'), '2026-01-01 … 2026-02-11');
  assert.equal(rangeText('7', '7'), '7');
});

test('the keys of a grid go where those of a sheet do, and Shift selects', () => {
  const cursor = new GridCursor({ rows: 100, columns: 5, labels: 1 }, () => 10);
  const press = (key: string, ...held: readonly ('ctrlKey' | 'shiftKey')[]): boolean =>
    cursor.key({
      key,
      ctrlKey: held.includes('ctrlKey'),
      shiftKey: held.includes('shiftKey'),
      metaKey: false,
      altKey: false,
    });
  assert.ok(press('ArrowDown'));
  assert.deepEqual(cursor.at, { row: 0, column: 1 });
  press('PageDown');
  press('ArrowRight', 'shiftKey');
  press('ArrowDown', 'shiftKey');
  assert.deepEqual(cursor.area, { top: 10, bottom: 11, left: 1, right: 2 });
  press('End', 'ctrlKey');
  assert.deepEqual(cursor.at, { row: 99, column: 4 });
  press('Home', 'ctrlKey');
  press('ArrowUp');
  assert.deepEqual(cursor.at, { row: header, column: 0 });
  assert.equal(cursor.area, undefined);
  assert.equal(press('x'), false);
  cursor.moveTo({ row: 3, column: 0 }, false);
  assert.deepEqual(cursor.area, { top: 3, bottom: 3, left: 0, right: 4 });
});

test('a value that came as JSON is a tree in the words of Python', () => {
  const tree = jsonTree({ "it's": [1, 'a"b', null, true], empty: {} });
  assert.equal(
    treeText(tree),
    `2 items\n  "it's": 4 items\n    [0]: 1\n    [1]: 'a"b'\n    [2]: None\n    [3]: True\n  'empty': 0 items`,
  );
});

test('a tree shows what is open, a page of a large level, and what did not come', () => {
  const root = {
    ...jsonTree({ a: Array.from({ length: 250 }, (_, i) => i), b: { c: 1 } }),
    more: 7,
  };
  const texts = (expanded: readonly string[], shown: readonly [string, number][] = []): string[] =>
    treeRows(root, { expanded: new Set(expanded), shown: new Map(shown) }).map((row) =>
      row.kind === 'node' ? row.path : row.text,
    );
  assert.deepEqual(texts([]), ["value['a']", "value['b']", '7 more are in the value itself']);
  assert.deepEqual(texts(['1', 'nowhere']), [
    "value['a']",
    "value['b']",
    "value['b']['c']",
    '7 more are in the value itself',
  ]);
  assert.equal(texts(['0'])[101], 'Show 100 more of 150');
  assert.equal(texts(['0'], [['0', 200]])[201], 'Show 50 more of 50');
  assert.equal(texts(['0'], [['0', 300]]).length, 2 + 250 + 1);
});

test('bytes are shown sixteen a row, the last row as wide as the others', () => {
  const rows = hexRows(Uint8Array.from({ length: 18 }, (_, i) => 0x3d + i));
  assert.deepEqual(rows, [
    {
      offset: '00000000',
      hex: '3d 3e 3f 40 41 42 43 44  45 46 47 48 49 4a 4b 4c',
      ascii: '=>?@ABCDEFGHIJKL',
    },
    { offset: '00000010', hex: '4d 4e                                         '.padEnd(48), ascii: 'MN' },
  ]);
});

test('LaTeX is its formulas and the text between them; without marks it is one formula', () => {
  const texts = (source: string): string[] =>
    latexParts(source).map(
      (part) => `${part.kind === 'text' ? 'text' : part.display ? 'block' : 'line'}: ${part.text}`,
    );
  assert.deepEqual(texts('$\\displaystyle x^2$'), ['line: \\displaystyle x^2']);
  assert.deepEqual(texts(' x^2 '), ['block: x^2']);
  assert.deepEqual(texts('so $$a$$ and \\(b\\) or \\[c\\].'), [
    'text: so ',
    'block: a',
    'text:  and ',
    'line: b',
    'text:  or ',
    'block: c',
    'text: .',
  ]);
  const aligned = '\\begin{align*}x &= 1\\end{align*}';
  assert.deepEqual(texts(aligned), [`block: ${aligned}`]);
});

test('references to characters are the characters, and what is none stays', () => {
  assert.equal(
    withoutReferences('a &amp; b &lt;&#39;&#x1F600; &mdash; &nosuch; &#0; & &#99999999;'),
    "a & b <'😀 — &nosuch; &#0; & &#99999999;",
  );
});
