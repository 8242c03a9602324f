import { createHash } from 'node:crypto';

/**
 * Keys by which people's choices find their statements again: a short hash of the text, and which one of those that
 * read the same it is. They stay the same wherever a statement moves.
 */
export class StatementKeys {
  readonly #seen = new Map<string, number>();

  next(text: string): string {
    const plain = text.replace(/\r\n?/g, '\n').trimEnd();
    const hash = createHash('sha256').update(plain).digest('hex').slice(0, 8);
    const count = (this.#seen.get(hash) ?? 0) + 1;
    this.#seen.set(hash, count);
    const first = (plain.split('\n', 1)[0] ?? '').trim();
    return `${first.slice(0, 60)} #${count} ${hash}`;
  }
}
