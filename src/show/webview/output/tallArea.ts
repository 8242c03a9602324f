/**
 * Browsers draw no element higher than some ten million pixels, and a million lines are higher. The element is then
 * lower than its content: the scroll bar moves through it in proportion, smaller steps go line by line.
 */
export class TallArea {
  readonly #most: number;
  #content = 0;
  #viewport = 0;
  /** How much further down the content is than the element. */
  #ahead = 0;
  #position = 0;

  constructor(mostPixels: number) {
    this.#most = mostPixels;
  }

  /** The element's height in pixels. */
  get height(): number {
    return Math.min(this.#content, this.#most);
  }

  /** What lies this far down in the content is drawn so far down in the element. */
  placed(content: number): number {
    return content - this.#ahead;
  }

  resize(content: number, viewport: number): void {
    this.#content = content;
    this.#viewport = viewport;
    this.#ahead = Math.min(this.#ahead, this.#mostAhead);
  }

  /**
   * Where the viewport's top is in the content, after the element was scrolled by a person. Where it cannot go on to an
   * end of the content from there, `move` is where the element must be scrolled to instead, which shows the same.
   */
  scrolled(position: number): { readonly content: number; readonly move: number | undefined } {
    const step = Math.abs(position - this.#position);
    this.#position = position;
    if (this.#mostAhead === 0) return { content: position, move: undefined };
    if (step > this.#viewport) this.#ahead = this.#aheadAt(position);
    const content = position + this.#ahead;
    const near = 2 * this.#viewport;
    const tooHigh = position < near && this.#ahead > 0;
    const tooLow = position > this.#lastPosition - near && this.#ahead < this.#mostAhead;
    if (!tooHigh && !tooLow) return { content, move: undefined };
    const move = this.moveTo(content);
    return { content, move: move === position ? undefined : move };
  }

  /** How far to scroll the element so that the content is shown from here. */
  moveTo(content: number): number {
    const last = this.#content - this.#viewport;
    const inside = content > 0 && content < last && this.#mostAhead > 0;
    // Short of its ends, so that it can be scrolled on from there.
    const between = Math.min(this.#lastPosition - 1, Math.max(1, Math.round((content * this.#lastPosition) / last)));
    const position = inside ? between : content - (content >= last ? this.#mostAhead : 0);
    this.#ahead = content - position;
    this.#position = position;
    return position;
  }

  /** Shows the end; returns how far to scroll the element. */
  moveToEnd(): number {
    return this.moveTo(Math.max(0, this.#content - this.#viewport));
  }

  #aheadAt(position: number): number {
    return Math.round(this.#mostAhead * Math.min(1, Math.max(0, position / this.#lastPosition)));
  }

  get #lastPosition(): number {
    return Math.max(1, this.height - this.#viewport);
  }

  get #mostAhead(): number {
    return this.#content - this.height;
  }
}
