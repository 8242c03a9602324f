import type { Page } from 'playwright-core';

/** More stops than any page has. */
const mostStops = 400;

/**
 * Goes through a page by the Tab key, from its first stop to its last. Returns, one a line, what a person could click and
 * cannot reach so, and what was reached without a visible sign of it.
 */
export async function keyboardFindings(page: Page): Promise<string[]> {
  await page.evaluate(`(() => {
    globalThis.isSeen = (one) => one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length > 0;
    const active = 'a[href], button, input, select, textarea, summary, [tabindex]';
    globalThis.toReach = new Set(
      [...document.querySelectorAll(active)].filter((one) => {
        if (!isSeen(one) || one.disabled) return false;
        // Others of their kind lead to these, by arrows.
        return one.tabIndex >= 0 || !one.matches('[role="tab"], .text-link');
      }),
    );
    globalThis.unmarked = [];
    // The Tab key goes on from what had the focus last: here from the beginning.
    const start = document.createElement('span');
    start.tabIndex = -1;
    document.body.prepend(start);
    start.focus();
    start.remove();
  })()`);
  for (let stop = 0; stop < mostStops; stop += 1) {
    await page.keyboard.press('Tab');
    const more = await page.evaluate<boolean>(`(() => {
      const one = document.activeElement;
      if (one === null || one === document.body || one.wasReached === globalThis.toReach) return false;
      one.wasReached = globalThis.toReach;
      globalThis.toReach.delete(one);
      const ringed = (shown) => {
        const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(shown);
        return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1 && !/, 0\\)$/.test(outlineColor);
      };
      const framed = (shown) => shown?.matches('.find-input') && getComputedStyle(shown).borderTopWidth !== '0px';
      const within = one.getAttribute('aria-activedescendant');
      const marks = [one, ...(within ? [document.getElementById(within)] : [])];
      if (!marks.some((mark) => mark && ringed(mark)) && !framed(one.parentElement)) unmarked.push(one.outerHTML);
      return true;
    })()`);
    if (!more) break;
  }
  return page.evaluate<string[]>(`[
    ...[...toReach].filter(isSeen).map((one) => 'not reached: ' + one.outerHTML.slice(0, 200)),
    ...unmarked.map((html) => 'without a ring: ' + html.slice(0, 200)),
  ]`);
}
