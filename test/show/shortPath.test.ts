import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { shortPath } from '../../src/show/shortPath';

test('a path that fits is shown whole, a long one by its end', () => {
  const paths = [
    '/usr/bin/python3',
    '/home/me/.pyenv/versions/lab/bin/python',
    `/srv/${'x'.repeat(40)}/python`,
    `/${'y'.repeat(40)}`,
  ];
  assert.deepEqual(paths.map(shortPath), [
    '/usr/bin/python3',
    '…/versions/lab/bin/python',
    '…/python',
    `…/${'y'.repeat(40)}`,
  ]);
});

test('what is shown is the path or ends as it does, in whole folders, and always has its last name', () => {
  const segment = fc.string({ unit: fc.constantFrom('a', 'b', '.', '-'), minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(fc.array(segment, { minLength: 1, maxLength: 12 }), (segments) => {
      const path = `/${segments.join('/')}`;
      const shown = shortPath(path);
      assert.ok(shown === path || (shown.startsWith('…/') && path.endsWith(shown.slice(1)) && shown.length <= 30));
      assert.equal(shown.split('/').at(-1), segments.at(-1));
    }),
  );
});
