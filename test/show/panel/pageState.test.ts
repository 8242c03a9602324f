import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PageState } from '../../../src/show/webview/pageState';

class Keeper {
  constructor(private state?: unknown) {}
  getState = (): unknown => this.state;
  setState = (state: unknown): void => {
    // As the editor keeps it.
    this.state = JSON.parse(JSON.stringify(state));
  };
}

test('how each job was looked at is there again after the page was gone', () => {
  const keeper = new Keeper();
  const before = new PageState(keeper);
  before.enter('a');
  before.set('tab', 'details');
  before.set('open', ['x', 'y']);
  before.enter('b');
  before.set('top', 12);
  const state = new PageState(keeper);
  assert.equal(state.lastJob, 'b');
  state.enter('a');
  assert.equal(state.text('tab', 'output'), 'details');
  assert.deepEqual(state.texts('open'), ['x', 'y']);
  assert.equal(state.number('top', -1), -1);
  state.enter('b');
  assert.equal(state.number('top', -1), 12);
  assert.equal(state.flag('top', true), true);
});

test('of many jobs the latest are remembered', () => {
  const keeper = new Keeper();
  const state = new PageState(keeper);
  for (let at = 0; at < 100; at += 1) {
    state.enter(`job ${at}`);
    state.set('top', at);
  }
  assert.ok(JSON.stringify(keeper.getState()).length < 2000);
  state.enter('job 90');
  assert.equal(state.number('top', -1), 90);
  state.enter('job 3');
  assert.equal(state.number('top', -1), -1);
});

test('whatever was kept, the page begins', () => {
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fc.record({ jobs: fc.jsonValue() })), (kept) => {
      const state = new PageState(new Keeper(kept));
      state.enter('a');
      state.set('top', 1);
      assert.equal(state.number('top', -1), 1);
    }),
  );
});
