import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { noChoices, type Choices } from '../../../src/contract/choices';
import { packClosure } from '../../../src/pack/packClosure';
import { previewContent } from '../../../src/show/preview/previewContent';
import type { PreviewContent } from '../../../src/show/preview/protocol';
import { sampleClosure, sampleSource } from './samples';

function content(choices: Choices = noChoices, lacking?: ReadonlySet<string>): PreviewContent {
  const closure = sampleClosure();
  return previewContent({
    closure,
    bundle: packClosure(closure),
    choices,
    args: 'epochs=3',
    source: sampleSource,
    lacking,
  });
}

describe('what the preview shows of a closure', () => {
  test('a file that is told of as data is not told of as code', () => {
    assert.ok(!content().files.some(({ path }) => path === 'data/prices.csv'));
    assert.equal(content().total, sampleClosure().files.length);
  });

  test('a statement has all its lines, and the entry cannot be left out', () => {
    const { statements, line } = content();
    const entry = statements.find((one) => one.entry);
    assert.deepEqual(entry?.lines, sampleSource.slice(15, 20));
    assert.equal(line, 16);
    assert.equal(statements.filter((one) => one.entry).length, 1);
  });

  test('secrets stand apart from the data, and a question that a choice decides is gone', () => {
    const { data, secrets, questions } = content();
    assert.deepEqual(
      data.map(({ path, choice }) => [path, choice]),
      [
        ['data/prices.csv', undefined],
        ['data/train.bin', undefined],
        ['/scratch/imagenet', undefined],
      ],
    );
    assert.deepEqual(
      secrets.map(({ path, secret }) => [path, secret]),
      [['.env', true]],
    );
    assert.deepEqual(
      questions.map(({ kind }) => kind),
      ['large-data', 'undecidable-slice'],
    );
    const decided = content({ ...noChoices, paths: { 'data/train.bin': 'hold' }, undecidable: 'slice' });
    assert.deepEqual(decided.questions, []);
    assert.equal(decided.data.find(({ path }) => path === 'data/train.bin')?.choice, 'hold');
  });

  test('a file travels where the host lacks its content; until that is known nothing is said', () => {
    const lacked = packClosure(sampleClosure()).files.find(({ path }) => path === 'shop/model.py')?.sha256 ?? '';
    assert.deepEqual(
      content(noChoices, new Set([lacked]))
        .files.filter(({ travels }) => travels)
        .map(({ path }) => path),
      ['shop/model.py'],
    );
    assert.ok(content().files.every(({ travels }) => travels === undefined));
  });

  test('a module that is not found offers the glob that its note knows', () => {
    assert.deepEqual(
      content().missing.map(({ name, include }) => [name, include]),
      [
        ['plugins.fast', 'plugins/**'],
        ['cupy', undefined],
      ],
    );
  });
});
