import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { EditorToPanel } from '../../../src/show/panel/protocol';
import { detailsSample } from './detailsSamples';
import { PanelPage, sample, statusOf } from './panelPage';
import { valueSample } from './valueSamples';

/** What folds: a button or a row, whether it is told as open, and where the tip of its chevron points. */
interface Fold {
  readonly name: string;
  readonly expanded: string;
  readonly points: string;
}

const { job } = statusOf('table');
const pages: Readonly<Record<string, { readonly messages: readonly EditorToPanel[]; readonly folds: number }>> = {
  'the variables, other people’s frames and causes of an error': { messages: [sample('deep')], folds: 4 },
  'the branches of a tree': { messages: [valueSample('tree')], folds: 2 },
  'the items of a generator': { messages: [valueSample('items')], folds: 1 },
  'the files of a run': { messages: [sample('table'), { type: 'details', job, details: detailsSample() }], folds: 1 },
};

describe('a chevron points right at what is closed and down at what is open', () => {
  let panel: PanelPage;
  before(async () => {
    panel = await PanelPage.launch();
  });
  after(() => panel.close());

  /** Turned to its end, whatever time that takes. */
  const folds = (): Promise<readonly Fold[]> =>
    panel.page.evaluate(`(() => {
      for (const turn of document.getAnimations()) if (turn instanceof CSSTransition) turn.finish();
      return [...document.querySelectorAll('[aria-expanded]')]
        .filter((part) => part.checkVisibility())
        .map((part) => {
          const icon = part.querySelector('svg');
          const path = icon.querySelector('path').getBoundingClientRect();
          const { a, b } = new DOMMatrix(getComputedStyle(icon).transform);
          const right = Math.round(a) === 1 && Math.round(b) === 0 && path.height > path.width;
          const down = Math.round(a) === 0 && Math.round(b) === 1 && path.width > path.height;
          const name = part.getAttribute('aria-label') || part.textContent;
          return { name, expanded: part.getAttribute('aria-expanded'), points: right ? 'right' : down ? 'down' : 'elsewhere' };
        });
    })()`);

  for (const [what, { messages, folds: count }] of Object.entries(pages)) {
    test(what, async () => {
      await panel.open();
      await panel.send(...messages);
      if (messages.length > 1) await panel.page.getByRole('tab', { name: 'Details' }).click();
      const parts = panel.page.locator('[aria-expanded]:visible');
      const before = await folds();
      assert.ok(before.length >= count, JSON.stringify(before));
      for (const [at, fold] of before.entries()) {
        const open = fold.expanded === 'true';
        assert.equal(fold.points, open ? 'down' : 'right', fold.name);
        await parts.nth(at).click();
        const { expanded, points } = (await folds())[at] ?? {};
        assert.deepEqual([expanded, points], open ? ['false', 'right'] : ['true', 'down'], fold.name);
        await parts.nth(at).click();
      }
      assert.deepEqual(await folds(), before);
    });
  }
});
