import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FarcallError } from '../../src/base/errors';
import type { SecretQuestion } from '../../src/ship/prompts';
import { SecretBook, type Secrets } from '../../src/show/secretBook';

/** A storage that outlives sessions, as VS Code's does. */
class Storage implements Secrets {
  readonly held = new Map<string, string>();
  refuses = false;

  get(key: string): Promise<string | undefined> {
    return this.#answer(() => this.held.get(key));
  }
  store(key: string, value: string): Promise<void> {
    return this.#answer(() => void this.held.set(key, value));
  }
  delete(key: string): Promise<void> {
    return this.#answer(() => void this.held.delete(key));
  }

  async #answer<T>(work: () => T): Promise<T> {
    await Promise.resolve();
    if (this.refuses) throw new Error('no keyring');
    return work();
  }
}

const password: SecretQuestion = { host: 'gpu1', kind: 'password', prompt: 'Password for me@gpu1', attempt: 1 };
const passphrase: SecretQuestion = { host: 'gpu1', kind: 'passphrase', prompt: 'Passphrase for key ~/k', attempt: 1 };

describe('a password or passphrase', () => {
  test('answers the same question of the same host again, and no other', async () => {
    const book = new SecretBook(new Storage());
    await book.keep(password, 'sesame', false);
    assert.equal(await book.find(password), 'sesame');
    assert.equal(await book.find({ ...password, host: 'gpu2' }), undefined);
    assert.equal(await book.find(passphrase), undefined);
  });

  test('outlives the session only where the person chose so', async () => {
    const storage = new Storage();
    const book = new SecretBook(storage);
    await book.keep(password, 'sesame', false);
    assert.deepEqual([...storage.held], []);
    await book.keep(passphrase, 'open', true);
    const next = new SecretBook(storage);
    assert.equal(await next.find(password), undefined);
    assert.equal(await next.find(passphrase), 'open');
  });

  test('that was not accepted is dropped for good, and the others stay', async () => {
    const storage = new Storage();
    const book = new SecretBook(storage);
    await Promise.all([book.keep(password, 'old', true), book.keep(passphrase, 'open', true)]);
    assert.equal(await book.find({ ...password, attempt: 2 }), undefined);
    assert.equal(await book.find(password), undefined);
    const next = new SecretBook(storage);
    assert.equal(await next.find(password), undefined);
    assert.equal(await next.find(passphrase), 'open');
  });

  test('is never one that is good for once', async () => {
    const storage = new Storage();
    const book = new SecretBook(storage);
    const code: SecretQuestion = { ...password, kind: 'other', prompt: 'Verification code' };
    assert.equal(book.mayKeep(code), false);
    await book.keep(code, '123456', true);
    assert.equal(await book.find(code), undefined);
    assert.deepEqual([...storage.held], []);
  });

  test('is forgotten with all others, of this session and of earlier ones', async () => {
    const storage = new Storage();
    await new SecretBook(storage).keep(passphrase, 'open', true);
    const book = new SecretBook(storage);
    await book.keep(password, 'sesame', false);
    assert.equal(await book.forget(), 2);
    assert.deepEqual([...storage.held], []);
    assert.deepEqual([await book.find(password), await book.find(passphrase)], [undefined, undefined]);
    assert.equal(await book.forget(), 0);
  });

  test('is kept for the session where the storage takes nothing, and that is told', async () => {
    const storage = new Storage();
    storage.refuses = true;
    const book = new SecretBook(storage);
    await assert.rejects(
      book.keep(password, 'sesame', true),
      (error) =>
        error instanceof FarcallError && error.message.includes('no keyring') && !error.text.includes('sesame'),
    );
    assert.equal(await book.find(password), 'sesame');
    assert.equal(await book.find(passphrase), undefined, 'and what cannot be read is asked for');
    assert.equal(await book.find({ ...password, attempt: 2 }), undefined);
  });

  test('that was spoiled in the storage is asked for', async () => {
    const storage = new Storage();
    for (const text of ['[', '7', 'null', '{"gpu1\\nPassword for me@gpu1":7}']) {
      storage.held.set('farcall.secrets', text);
      const book = new SecretBook(storage);
      assert.equal(await book.find(password), undefined, text);
      await book.keep(password, 'sesame', true);
      assert.equal(await new SecretBook(storage).find(password), 'sesame');
    }
  });
});
