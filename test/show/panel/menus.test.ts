import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Locator } from 'playwright-core';
import type { PageMenuItem } from '../../../src/show/panel/pageMenu';
import { PanelPage, sample } from './panelPage';
import { valueSample } from './valueSamples';

describe('what a right click in the panel offers', () => {
  let panel: PanelPage;
  before(async () => {
    panel = await PanelPage.launch();
  });
  after(() => panel.close());
  beforeEach(() => panel.open());

  /** What VS Code is told of where the menu opens, as its webviews gather it. */
  const context = (): Promise<Record<string, unknown>> =>
    panel.page.evaluate<Record<string, unknown>>('globalThis.menuContext');
  const listen = (): Promise<unknown> =>
    panel.page.evaluate(`document.addEventListener('contextmenu', ({ target }) => {
      globalThis.menuContext = {};
      for (let at = target; at; at = at.parentElement)
        if (at.dataset?.vscodeContext) globalThis.menuContext = { ...JSON.parse(at.dataset.vscodeContext), ...globalThis.menuContext };
    }, { once: true })`);
  /** Opens the menu there, by the mouse or by a key, and takes an item. */
  const choose = async (item: PageMenuItem, at?: Locator): Promise<void> => {
    await listen();
    if (at) await at.click({ button: 'right' });
    else await panel.page.keyboard.press('Shift+F10');
    await panel.send({ type: 'menu', item });
  };
  const lastSent = async (): Promise<unknown> => {
    const all = await panel.sent();
    return Array.isArray(all) ? all.at(-1) : undefined;
  };

  test('in a table: the cell that is pointed at, or all that are selected, with their names or without', async () => {
    await panel.send(valueSample('table'));
    const { page } = panel;
    const cell = page.getByRole('gridcell', { name: 'north' }).first();
    await choose('copy', cell);
    assert.equal((await context())['webviewSection'], 'table');
    assert.deepEqual(await lastSent(), { type: 'copy', text: 'north' });
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+ArrowDown');
    await choose('copyWithHeader', cell);
    assert.deepEqual(await lastSent(), { type: 'copy', text: 'region\tsales\nnorth\t12\nsouth\t123' });
    await choose('copyColumnName', page.getByRole('columnheader', { name: /^sales/ }));
    assert.deepEqual(await lastSent(), { type: 'copy', text: 'sales' });
    // By the keyboard alone it is for the cell that the keyboard is at.
    await page.keyboard.press('ArrowDown');
    await choose('copy');
    assert.deepEqual(await lastSent(), { type: 'copy', text: '12' });
  });

  test('in a tree: the value, and how Python reaches it, wherever the keyboard was', async () => {
    await panel.send(valueSample('tree'));
    const line = panel.page.getByRole('treeitem').nth(1);
    await choose('copyPath', line);
    assert.equal((await context())['webviewSection'], 'tree');
    assert.equal(await line.getAttribute('aria-selected'), 'true');
    const told = await lastSent();
    assert.match(JSON.stringify(told), /"text":"value[.[]/);
    await choose('copy');
    assert.notDeepEqual(await lastSent(), told);
  });

  test('in the output: what is selected, all of it, the search and the times', async () => {
    await panel.send(sample('running'));
    const { page } = panel;
    const line = page.locator('.line').first();
    await line.click({ clickCount: 3 });
    await choose('copy', line);
    assert.deepEqual(await context(), { webviewSection: 'output', preventDefaultContextMenuItems: true });
    assert.match(JSON.stringify(await lastSent()), /"text":"Reading sales\.csv: 48,201 rows(?:\\n)?"/);
    await choose('copyAll', line);
    assert.match(JSON.stringify(await lastSent()), /\\n/);
    await choose('toggleTimestamps', line);
    assert.equal(await page.locator('.output.timed').count(), 1);
    await choose('find', line);
    const field = page.getByRole('textbox', { name: 'Find in the output' });
    await field.waitFor();
    await listen();
    await field.click({ button: 'right' });
    // Where one types, VS Code's own items are the right ones.
    assert.equal((await context())['preventDefaultContextMenuItems'], false);
  });

  test('in an error: the error, and the frame that is pointed at or has the keyboard', async () => {
    await panel.send(sample('raised'));
    const { page } = panel;
    const frame = page.locator('.frame.local').first();
    await choose('openFrame', frame);
    assert.equal((await context())['webviewSection'], 'frame');
    assert.equal((await context())['ran'], true);
    const opened = await lastSent();
    assert.match(JSON.stringify(opened), /"type":"open"/);
    await frame.getByRole('button', { name: /^Open .* as it ran$/ }).focus();
    await choose('openFrameAsItRan');
    assert.match(JSON.stringify(await lastSent()), /"asItRan":true/);
    await choose('copyAsMarkdown', frame);
    assert.match(JSON.stringify(await lastSent()), /"type":"copyError".*"form":"markdown"/);
    await choose('copy', page.getByRole('heading', { level: 2 }).first());
    assert.match(JSON.stringify(await lastSent()), /"type":"copyError".*"form":"text"/);
  });

  test('of a result names its run, so that the editor can save it', async () => {
    await panel.send(valueSample('table'));
    await listen();
    await panel.page.getByRole('gridcell', { name: 'north' }).first().click({ button: 'right' });
    const { job, savable } = await context();
    assert.deepEqual([job, savable], [valueSample('table').status?.job, true]);
  });
});
