import assert from 'node:assert/strict';
import { test } from 'node:test';
import { usualTerminal } from '../../../src/run/jobTerminal';
import { OutputWidth } from '../../../src/show/panel/outputWidth';

class Memory {
  readonly values = new Map<string, unknown>();
  updates = 0;

  get<T>(key: string, otherwise?: T): T | undefined {
    const value: unknown = this.values.get(key) ?? otherwise;
    // As VS Code's own, it returns whatever was kept.
    return value as T | undefined;
  }

  update(key: string, value: unknown): Promise<void> {
    this.updates += 1;
    this.values.set(key, value);
    return Promise.resolve();
  }
}

test('a terminal is as wide as the output was when it was told last, in this window or before', () => {
  const memory = new Memory();
  const width = new OutputWidth(memory);
  assert.deepEqual(width.terminalSize, { columns: 80, rows: 30 });
  for (const columns of [143, 61, 61]) width.tell(columns);
  assert.deepEqual(width.terminalSize, { columns: 61, rows: 30 });
  assert.equal(memory.updates, 2);
  assert.deepEqual(new OutputWidth(memory).terminalSize, { columns: 61, rows: 30 });
});

test('a terminal is neither a sliver nor endless, and usual where garbage was kept', () => {
  const memory = new Memory();
  const width = new OutputWidth(memory);
  for (const [told, columns] of [
    [1, 20],
    [20, 20],
    [1000, 1000],
    [40_000, 1000],
  ] as const) {
    width.tell(told);
    assert.equal(width.terminalSize.columns, columns);
  }
  for (const garbage of ['wide', null, Number.NaN, 80.5, {}]) {
    memory.values.set('outputColumns', garbage);
    assert.deepEqual(width.terminalSize, usualTerminal);
  }
});
