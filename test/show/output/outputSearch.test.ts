import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LineStore } from '../../../src/show/webview/output/lineStore';
import { OutputSearch, patternOf } from '../../../src/show/webview/output/outputSearch';
import { TerminalText } from '../../../src/show/webview/output/terminalText';

const never = (): boolean => false;
const literal = (text: string): RegExp => {
  const pattern = patternOf({ text, matchCase: false, regularExpression: false });
  assert.ok(pattern);
  return pattern;
};

function storeOf(text: string): LineStore {
  const store = new LineStore(1000, 1_000_000);
  new TerminalText(store).feed('stdout', text);
  return store;
}

test('what is typed is looked for as it stands, in either case, unless it is said to be an expression', () => {
  assert.match('(A.B)', literal('a.b'));
  assert.doesNotMatch('axb', literal('a.b'));
  assert.match('axb', patternOf({ text: 'a.b', matchCase: false, regularExpression: true }) ?? /never/);
  assert.doesNotMatch('AXB', patternOf({ text: 'a.b', matchCase: true, regularExpression: true }) ?? /axb/i);
  assert.equal(patternOf({ text: '(', matchCase: false, regularExpression: true }), undefined);
  assert.equal(patternOf({ text: '', matchCase: false, regularExpression: false }), undefined);
});

test('one goes from match to match, round from the last to the first and back', () => {
  const store = storeOf('a a\nb\na\n');
  const search = new OutputSearch(literal('a'));
  assert.ok(search.scan(store, never));
  assert.equal(search.total, 3);
  const seen = [];
  let match = search.neighbour({ id: 1 }, 1);
  for (let i = 0; match && i < 4; i += 1) {
    seen.push([match.id, match.nth, search.ordinal(match)]);
    match = search.neighbour(match, 1);
  }
  assert.deepEqual(seen, [
    [2, 0, 3],
    [0, 0, 1],
    [0, 1, 2],
    [2, 0, 3],
  ]);
  assert.deepEqual(search.neighbour({ id: 0, nth: 0 }, -1), { id: 2, nth: 0 });
  assert.deepEqual(search.neighbour({ id: 1 }, -1), { id: 0, nth: 1 });
});

test('an expression that matches nothing ends, and finds nothing', () => {
  const search = new OutputSearch(/x*/g);
  assert.ok(search.scan(storeOf('abc\n'), never));
  assert.equal(search.total, 0);
});

test('a search that stops when it has had enough goes on where it stopped', () => {
  const store = storeOf('a\n'.repeat(900));
  const search = new OutputSearch(literal('a'));
  assert.equal(
    search.scan(store, () => true),
    false,
  );
  assert.ok(search.total > 0 && search.total < 900);
  assert.ok(search.scan(store, never));
  assert.equal(search.total, 900);
});

test('kept up with lines that change and go, it has found what a new search finds', () => {
  const step = fc.oneof(
    fc
      .constantFrom('a', 'b', 'aa\n', '\n', 'ba\n', '\u001b[2A\ra', '\u001b[1A\u001b[K', '\r')
      .map((feed) => ({ feed })),
    fc.constant('scan' as const),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const store = new LineStore(16, 1_000_000);
      const text = new TerminalText(store);
      const kept = new OutputSearch(literal('a'));
      const catchUp = (): void => {
        const changed = store.takeChanged();
        kept.forgetBefore(store.first);
        kept.forgetFrom(changed);
        kept.scan(store, never);
      };
      for (const one of steps) {
        if (one === 'scan') catchUp();
        else text.feed('stdout', one.feed);
      }
      catchUp();
      const fresh = new OutputSearch(literal('a'));
      fresh.scan(store, never);
      const ids = (search: OutputSearch): unknown[] => Array.from({ length: search.count }, (_, i) => search.id(i));
      assert.deepEqual(ids(kept), ids(fresh));
      assert.equal(kept.total, fresh.total);
      let match = fresh.neighbour({ id: 0 }, 1);
      for (let i = 0; match && i < fresh.total; i += 1) {
        assert.equal(kept.ordinal(match), fresh.ordinal(match));
        assert.deepEqual(kept.neighbour(match, 1), fresh.neighbour(match, 1));
        match = fresh.neighbour(match, 1);
      }
    }),
  );
});
