import { isDeepStrictEqual } from 'node:util';
import type { Disposable } from '../base/disposables';
import { Emitter } from '../base/events';

/**
 * The rows of a tree, by their ids, which are the tree's elements. What changed is loaded before it is told, and
 * rows that stay are told one by one: VS Code forgets every element of a tree that is drawn anew until it has asked for
 * them again, and who clicks on a row meanwhile would have clicked on nothing.
 */
export class TreeRows<T> implements Disposable {
  readonly #load: () => Promise<readonly T[]>;
  readonly #idOf: (row: T) => string;
  readonly #placeOf: (row: T) => string;
  readonly #changed = new Emitter<string[] | undefined>();
  #rows: ReadonlyMap<string, T> | undefined;
  #loading: Promise<void> | undefined;
  /** How often something changed: more often than when loading began means once more. */
  #changes = 0;

  /**
   * The ids of rows that look otherwise now, or below which rows came, went or moved; undefined where they did so at the
   * top.
   */
  readonly onChanged = this.#changed.event;

  /**
   * @param placeOf what a row stands under, where that is something: a row's id, or what the tree has besides rows. A row
   * with another one has moved.
   */
  constructor(load: () => Promise<readonly T[]>, idOf: (row: T) => string, placeOf: (row: T) => string = () => '') {
    this.#load = load;
    this.#idOf = idOf;
    this.#placeOf = placeOf;
  }

  /** The rows in their order, loaded only where they are not known. Rejects as loading does. */
  async ids(): Promise<string[]> {
    if (this.#rows === undefined) await (this.#loading ?? this.#update());
    return [...(this.#rows?.keys() ?? [])];
  }

  /** The rows in their order, as they were loaded last. */
  known(): readonly T[] {
    return [...(this.#rows?.values() ?? [])];
  }

  get(id: string): T | undefined {
    return this.#rows?.get(id);
  }

  /** Something may have changed. Rows that nobody asked for yet are not loaded. */
  refresh(): void {
    if (this.#rows === undefined && this.#loading === undefined) return;
    this.#update().catch(() => {
      // The tree asks again, and shows what that rejects with.
      this.#rows = undefined;
      this.#changed.fire(undefined);
    });
  }

  /** The rows look otherwise, though they are the same: what they show of the time has grown old. */
  repaint(): void {
    if (this.#rows !== undefined) this.#changed.fire([...this.#rows.keys()]);
  }

  dispose(): void {
    this.#changed.dispose();
  }

  #update(): Promise<void> {
    this.#changes += 1;
    this.#loading ??= this.#loadAll().finally(() => (this.#loading = undefined));
    return this.#loading;
  }

  async #loadAll(): Promise<void> {
    let seen;
    do {
      seen = this.#changes;
      const before = this.#rows;
      const after = new Map((await this.#load()).map((row) => [this.#idOf(row), row]));
      this.#rows = after;
      if (before !== undefined) this.#tell(before, after);
    } while (seen !== this.#changes);
  }

  #tell(before: ReadonlyMap<string, T>, after: ReadonlyMap<string, T>): void {
    const [below, belowNow] = [this.#idsByPlace(before), this.#idsByPlace(after)];
    const places = [...new Set([...below.keys(), ...belowNow.keys()])].filter(
      (place) => !isDeepStrictEqual(below.get(place), belowNow.get(place)),
    );
    const otherwise = [...after.keys()].filter(
      (id) => before.has(id) && !isDeepStrictEqual(after.get(id), before.get(id)),
    );
    // A row below which others came or went is told in their place; what stands under no row is the whole tree.
    if (places.some((place) => !before.has(place) || !after.has(place))) this.#changed.fire(undefined);
    else if (places.length + otherwise.length > 0) this.#changed.fire([...new Set([...places, ...otherwise])]);
  }

  /** In the order in which they stand there. */
  #idsByPlace(rows: ReadonlyMap<string, T>): ReadonlyMap<string, readonly string[]> {
    const found = new Map<string, string[]>();
    for (const [id, row] of rows) {
      const place = this.#placeOf(row);
      found.set(place, [...(found.get(place) ?? []), id]);
    }
    return found;
  }
}
