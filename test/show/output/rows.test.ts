import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { rowCount, rowStarts } from '../../../src/show/webview/output/cells';
import { RowLayout } from '../../../src/show/webview/output/rowLayout';
import { TallArea } from '../../../src/show/webview/output/tallArea';

const anyText = fc.string({
  unit: fc.constantFrom('a', ' ', '\t', 'é', '─', '漢', '🚀', '\u0301', '\u200d', '█'),
  maxLength: 60,
});
const rowsOf = (text: string, columns: number): string[] => {
  const starts = rowStarts(text, columns);
  return starts.map((start, i) => text.slice(start, starts[i + 1]));
};

describe('lines in rows', () => {
  test('are broken where the columns end, wide characters and tabs counted as a terminal does', () => {
    assert.deepEqual(rowsOf('abcdefgh', 3), ['abc', 'def', 'gh']);
    assert.deepEqual(rowsOf('漢字です', 5), ['漢字', 'です']);
    assert.deepEqual(rowsOf('ab\tcd', 9), ['ab\tc', 'd']);
    assert.deepEqual(rowsOf('e\u0301e\u0301e\u0301', 2), ['e\u0301e\u0301', 'e\u0301']);
    assert.deepEqual(rowsOf('🚀🚀', 1), ['🚀', '🚀']);
    assert.deepEqual(rowsOf('', 10), ['']);
  });

  test('lose nothing and are counted as they are broken', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 30 }), (text, columns) => {
        const rows = rowsOf(text, columns);
        assert.equal(rows.join(''), text);
        assert.equal(rows.length, rowCount(text, columns));
        assert.ok(text === '' || rows.every((row) => row !== ''));
      }),
    );
  });
});

describe('the layout', () => {
  test('finds a line by any of its rows, whatever was added, changed or let go', () => {
    const step = fc.oneof(
      fc.record({ push: fc.integer({ min: 1, max: 5 }) }),
      fc.record({ truncate: fc.integer({ min: 0, max: 30 }) }),
      fc.record({ removeFirst: fc.integer({ min: 0, max: 10 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const layout = new RowLayout();
        let model: number[] = [];
        for (const one of steps) {
          if ('push' in one) {
            layout.push(one.push);
            model.push(one.push);
          } else if ('truncate' in one) {
            layout.truncate(one.truncate);
            model = model.slice(0, one.truncate);
          } else {
            layout.removeFirst(one.removeFirst);
            model = model.slice(one.removeFirst);
          }
        }
        const owners = model.flatMap((rows, place) => Array.from({ length: rows }, () => place));
        assert.equal(layout.count, model.length);
        assert.equal(layout.rows, owners.length);
        assert.deepEqual(
          owners.map((_, row) => layout.placeAt(row)),
          owners,
        );
      }),
    );
  });

  test('keeps more lines than it first has room for', () => {
    const layout = new RowLayout();
    for (let i = 0; i < 5000; i += 1) layout.push(2);
    assert.equal(layout.rows, 10_000);
    assert.equal(layout.placeAt(9999), 4999);
  });
});

describe('an area higher than browsers draw', () => {
  const most = 1000;
  const viewport = 100;
  const area = (content: number): TallArea => {
    const made = new TallArea(most);
    made.resize(content, viewport);
    return made;
  };

  test('is as high as its content where that is possible, and moved through as it is', () => {
    const low = area(900);
    assert.equal(low.height, 900);
    assert.deepEqual(low.scrolled(350), { content: 350, move: undefined });
    assert.equal(low.moveTo(120), 120);
  });

  test('shows the beginning at its top, the end at its end, and the middle half-way', () => {
    const high = area(50_000);
    assert.equal(high.height, most);
    assert.equal(high.scrolled(900).content, 49_900);
    assert.equal(high.scrolled(0).content, 0);
    assert.ok(Math.abs(high.scrolled(450).content - 24_950) < 100);
  });

  test('goes on by what was scrolled in small steps, through all of it, and reaches both ends', () => {
    const high = area(20_000);
    let position = 0;
    let seen = 0;
    for (const step of [40, -40]) {
      for (let i = 0; i < 1000; i += 1) {
        position = Math.min(900, Math.max(0, position + step));
        const { content, move } = high.scrolled(position);
        assert.ok(Math.abs(content - seen) <= 80, `${seen} → ${content}`);
        seen = content;
        if (move !== undefined) position = move;
      }
      assert.equal(seen, step > 0 ? 19_900 : 0);
    }
  });

  test('shows what it is moved to, wherever that is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 19_900 }), (content) => {
        const high = area(20_000);
        const position = high.moveTo(content);
        assert.ok(position >= 0 && position <= 900);
        assert.equal(high.placed(content), position);
        assert.equal(high.scrolled(position).content, content);
      }),
    );
  });
});
