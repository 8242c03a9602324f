import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorText, failureWords, reasonWords } from '../../src/show/failureText';
import type { ErrorLine } from '../../src/contract/lines';

const raised: ErrorLine = { type: 'error', errorType: 'shop.errors.OutOfStock', message: 'no pears', traceback: [] };
const words = (error: ErrorLine | null, reason: string | null = null): string => failureWords({ error, reason });

test('a list names an exception by its class, and what is for Farcall to explain by plain words, never by a code', () => {
  assert.equal(words(raised, 'exit 1'), 'OutOfStock');
  assert.equal(words({ ...raised, errorType: 'folder-unwritable', code: 'folder-unwritable' }), 'folder not writable');
  assert.equal(words({ ...raised, errorType: 'NameError', code: 'bad-arguments' }), 'bad arguments');
  assert.equal(words({ ...raised, errorType: 'FarcallError', code: 'setup-failed' }, 'python'), 'setup failed');
});

test('an end without an error is told by its reason', () => {
  assert.equal(words(null, 'exit 3'), 'exit 3');
  assert.equal(words(null), 'failed');
});

test('a sentence of Farcall’s own stands without the type that Python would name', () => {
  assert.equal(errorText(raised), 'shop.errors.OutOfStock: no pears');
  assert.equal(errorText({ ...raised, message: '' }), 'shop.errors.OutOfStock');
  assert.equal(errorText({ ...raised, errorType: 'FarcallError', code: 'setup-failed' }), 'no pears');
});

test('why a job ended stands in words, and as it is where nothing is known of it', () => {
  const words = ['memory', 'signal SIGSEGV', 'exit 3', 'something new'].map(reasonWords);
  assert.deepEqual(words, ['out of memory', 'signal SIGSEGV', 'exit 3', 'something new']);
});
