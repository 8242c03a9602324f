/** Which rows each of a list's lines takes: found by place or by row in a few steps, however long the list is. */
export class RowLayout {
  /** Up to which row each line and those before it reach. */
  #ends = new Uint32Array(1024);
  #count = 0;

  /** Lines. */
  get count(): number {
    return this.#count;
  }

  get rows(): number {
    return this.startOf(this.#count);
  }

  push(rows: number): void {
    if (this.#count === this.#ends.length) {
      const larger = new Uint32Array(this.#ends.length * 2);
      larger.set(this.#ends);
      this.#ends = larger;
    }
    this.#ends[this.#count] = this.rows + rows;
    this.#count += 1;
  }

  /** Forgets all lines from this place on. */
  truncate(count: number): void {
    this.#count = Math.max(0, Math.min(this.#count, count));
  }

  /** Forgets the first lines; returns how many rows they took. */
  removeFirst(count: number): number {
    const rows = this.startOf(Math.min(count, this.#count));
    const left = this.#ends.subarray(count, this.#count).map((end) => end - rows);
    this.#ends.set(left);
    this.#count = left.length;
    return rows;
  }

  /** The first row of the line at a place; that of the one behind the last is the number of rows. */
  startOf(place: number): number {
    return place === 0 ? 0 : (this.#ends[place - 1] ?? 0);
  }

  /** The place of the line that a row belongs to. */
  placeAt(row: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ends[middle] ?? 0) <= row) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
