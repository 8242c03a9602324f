import type { Remembered } from './pageState';

/** Remembers how far an area is scrolled. What is returned puts it back there, once it is in the page or in sight. */
export function keepScroll(area: HTMLElement, memory: Remembered): () => void {
  area.addEventListener('scrollend', () => {
    // What is taken out of the page, or out of sight, has no place to remember.
    if (area.clientHeight === 0) return;
    memory.set('left', area.scrollLeft);
    memory.set('top', area.scrollTop);
  });
  return () => {
    const [left, top] = [memory.number('left', 0), memory.number('top', 0)];
    const seen = new ResizeObserver(() => {
      if (area.clientHeight === 0) return;
      seen.disconnect();
      area.scrollTo(left, top);
    });
    if (area.clientHeight > 0) area.scrollTo(left, top);
    else seen.observe(area);
  };
}
