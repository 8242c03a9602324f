import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Locator } from 'playwright-core';
import type { EditorToPanel } from '../../../src/show/panel/protocol';
import { detailsSample } from './detailsSamples';
import { PanelPage, sample, statusOf } from './panelPage';
import { ended, item, running, valueSample } from './valueSamples';

/** How a person looks at a run is there again when the page is: it is gone while it is hidden, moved, or reloaded. */
describe('the panel, when it comes back,', () => {
  let panel: PanelPage;
  before(async () => {
    panel = await PanelPage.launch();
  });
  after(() => panel.close());

  const { job } = statusOf('running');
  const lines = (count: number): EditorToPanel & { type: 'snapshot' } => ({
    ...sample('running'),
    output: Array.from({ length: count }, (_, i) => ({
      stream: 'stdout' as const,
      text: `step ${i}: ${i % 50 === 0 ? 'saved' : 'a loss that is told with far too many words, and goes down'} ${1 / (i + 1)}\n`,
      time: Date.UTC(2026, 0, 5, 9, 30) + 250 * i,
    })),
  });
  /** Which line is at the top of what is seen, below the edge's space, as it says itself, and as it is kept. */
  const lineAtTop = `(() => {
    const edge = document.querySelector('main').getBoundingClientRect().top + 8;
    const seen = [...document.querySelectorAll('.line')].filter((one) => one.getBoundingClientRect().bottom > edge);
    return Number(/^step (\\d+)/.exec(seen.find((one) => one.textContent.startsWith('step'))?.textContent ?? '')?.[1]);
  })()`;
  const keptLine = `JSON.parse(sessionStorage.getItem('state'))?.jobs.at(-1)[1].line`;
  const field = (): Locator => panel.page.getByRole('textbox', { name: 'Find in the output' });
  const kept = (text: string): Promise<void> =>
    panel.until(`(sessionStorage.getItem('state') ?? '').includes(${JSON.stringify(text)})`);
  const top = (selector: string): Promise<number> =>
    panel.page.evaluate(`Math.round(document.querySelector('${selector}').scrollTop)`);

  test('looks for the same word in the same way, shows times, and stays where it was read', async () => {
    const { page } = panel;
    await panel.open();
    await panel.send(lines(400));
    await page.getByRole('button', { name: 'Show when each line was printed' }).click();
    await page.keyboard.press('Control+f');
    await page.keyboard.type('Saved');
    await page.getByText('1 of 8').waitFor();
    await page.getByRole('button', { name: 'Match case' }).click();
    await page.getByText('No results').waitFor();
    await page.getByRole('button', { name: 'Use a regular expression' }).click();
    await field().fill('[s]aved');
    await page.getByText('of 8').waitFor();
    await panel.scrollTo(0.3);
    await panel.until(`(${keptLine}) === (${lineAtTop})`);
    const before = await top('main');
    await panel.reopen();
    await panel.send(lines(400));
    assert.equal(await field().inputValue(), '[s]aved');
    await page.getByText('8 found').waitFor();
    for (const name of ['Match case', 'Use a regular expression', 'Show when each line was printed']) {
      assert.equal(await page.getByRole('button', { name }).getAttribute('aria-pressed'), 'true', name);
    }
    await panel.until(`Math.abs(document.querySelector('main').scrollTop - ${before}) <= 1`);
    await page.getByRole('button', { name: 'Show only the lines that match' }).click();
    await panel.until('document.querySelectorAll(".line").length === 8');
    await panel.reopen();
    await panel.send(lines(400));
    await panel.until('document.querySelectorAll(".line").length === 8');
    await page.getByRole('button', { name: 'Close' }).click();
    await panel.reopen();
    await panel.send(lines(400));
    await page.getByText('400 lines').waitFor();
    assert.ok(await field().isHidden());
  });

  test('shows the same line at its top where it is narrower, as in a side bar', async (t) => {
    const { page } = panel;
    t.after(() => page.setViewportSize({ width: 1000, height: 380 }));
    await panel.open();
    await panel.send(lines(400));
    await panel.scrollTo(0.5);
    await panel.until(`(${keptLine}) === (${lineAtTop})`);
    const before = await page.evaluate<number>(lineAtTop);
    assert.ok(before > 100);
    await page.setViewportSize({ width: 300, height: 700 });
    await panel.reopen();
    await panel.send(lines(400));
    await panel.until(`document.querySelector('main').scrollTop > 1000`);
    await panel.until(`(${lineAtTop}) === ${before}`);
  });

  test('is where it was among what stands below the output', async () => {
    await panel.open();
    const { output } = lines(100);
    const message = { ...ended({ valueType: 'str', previews: {}, json: 'a line\n'.repeat(80) }), output };
    await panel.send(message);
    await panel.page.locator('.value-text').waitFor();
    await panel.send();
    await panel.page.evaluate(
      `document.querySelector('main').scrollTop = document.querySelector('.results').offsetTop + 20`,
    );
    await panel.until(`(${keptLine}) === -1`);
    const before = await top('main');
    await panel.reopen();
    await panel.send(message);
    await panel.until(`Math.abs(document.querySelector('main').scrollTop - ${before}) <= 1`);
  });

  test('has the same cells of a table selected', async () => {
    const { page } = panel;
    await panel.open();
    await panel.send(valueSample('table'));
    await page.getByRole('gridcell', { name: 'east' }).first().click();
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+ArrowDown');
    const chosen = (): Promise<string[]> => page.locator('.table-row .selected').allInnerTexts();
    const before = await chosen();
    assert.equal(before.length, 4);
    await panel.reopen();
    await panel.send(valueSample('table'));
    await page.locator('.table-row .selected').first().waitFor();
    assert.deepEqual(await chosen(), before);
    assert.ok(await page.getByText('sales: int64 · min 12').isVisible());
    await page.getByRole('grid').focus();
    await page.keyboard.press('ArrowDown');
    assert.equal((await chosen()).length, 1);
  });

  test('has the same node of a tree selected, as many nodes shown, and is scrolled as it was', async () => {
    const { page } = panel;
    await panel.open();
    await panel.send(valueSample('tree'));
    await page.getByText("'history'").or(page.getByText('.history')).first().click();
    await page.getByText('Show 100 more of').click();
    const rows = page.getByRole('treeitem');
    assert.equal(await rows.count(), 5 + 200 + 1);
    await page.getByText('[150]').click();
    await panel.until(`document.querySelector('.value-tree').scrollTop > 100`);
    const before = await top('.value-tree');
    await kept('"result/tree/top"');
    await panel.reopen();
    await panel.send(valueSample('tree'));
    await rows.first().waitFor();
    assert.equal(await rows.count(), 5 + 200 + 1);
    assert.match(await page.locator('.node[aria-selected="true"]').innerText(), /^\[150\]/);
    await panel.until(`Math.abs(document.querySelector('.value-tree').scrollTop - ${before}) <= 1`);
  });

  test('has the same items open, and the figure that was chosen', async () => {
    const { page } = panel;
    const items = running([{ ...item(0), previews: { 'text/plain': '{…}' }, json: { loss: 0.25 } }, item(1)]);
    await panel.open();
    await panel.send(items);
    await page.getByRole('button', { name: '[0]' }).click();
    await page.getByText("'loss'").waitFor();
    await panel.reopen();
    await panel.send(items);
    await page.getByText("'loss'").waitFor();
    await page.getByRole('button', { name: '[0]' }).click();
    await page.getByText("'loss'").waitFor({ state: 'hidden' });

    await panel.open();
    await panel.send(valueSample('figures'));
    await page.locator('main').getByRole('tab', { name: 'Figure 2' }).click();
    await panel.reopen();
    await panel.send(valueSample('figures'));
    assert.equal(await page.locator('main').getByRole('tab', { selected: true }).innerText(), 'Figure 2');
    assert.equal(await page.getByRole('heading', { name: /^Figure \d/ }).innerText(), 'Figure 2');
  });

  test('has the traceback open as Python prints it', async () => {
    const { page } = panel;
    await panel.open();
    await panel.send(sample('deep'));
    await page.getByText('As Python prints it').click();
    await page.getByText('Traceback (most recent call last)').waitFor();
    await panel.reopen();
    await panel.send(sample('deep'));
    await page.getByText('Traceback (most recent call last)').waitFor();
  });

  test('is scrolled in the details as it was', async (t) => {
    const { page } = panel;
    t.after(() => page.setViewportSize({ width: 1000, height: 380 }));
    await page.setViewportSize({ width: 600, height: 300 });
    const messages = [sample('running'), { type: 'details' as const, job, details: detailsSample() }];
    await panel.open();
    await panel.send(...messages);
    await page.getByRole('tab', { name: 'Details' }).click();
    // It puts itself where it was in the first frame in which it is in sight.
    await panel.send();
    await page.evaluate(`document.querySelector('.details').scrollTop = 150`);
    await kept('"details/top":150');
    await panel.reopen();
    await panel.send(...messages);
    await panel.until(`document.querySelector('.details').scrollTop === 150`);
    await page.getByRole('tab', { name: 'Output' }).click();
    await panel.reopen();
    await panel.send(...messages);
    await page.getByRole('tab', { name: 'Details' }).click();
    await panel.until(`document.querySelector('.details').scrollTop === 150`);
  });
});
