import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { keyboardFindings } from '../keyboardWalk';
import { detailsSample } from './detailsSamples';
import { PanelPage, sample, statusOf } from './panelPage';
import { samples } from './samples';
import { valueSamples } from './valueSamples';

describe('by the keyboard alone', () => {
  let panel: PanelPage;
  before(async () => {
    panel = await PanelPage.launch();
  });
  after(() => panel.close());

  test('everything that can be clicked in the panel is reached, and seen to be, in every state of a job', async () => {
    for (const [name, message] of Object.entries({ ...samples(), ...valueSamples() })) {
      await panel.open();
      await panel.send(message);
      assert.deepEqual(await keyboardFindings(panel.page), [], name);
    }
  });

  test('and so it is with all that opens, the field that finds, and the details', async () => {
    const { page } = panel;
    await panel.open();
    await panel.send(sample('deep'));
    const closed = page.locator('button[aria-expanded="false"]');
    while ((await closed.count()) > 0) await closed.first().click();
    await page.getByText('As Python prints it').click();
    assert.deepEqual(await keyboardFindings(page), [], 'a failure');

    await panel.open();
    await panel.send(sample('running'));
    await page.keyboard.press('Control+f');
    await page.keyboard.type('e');
    assert.deepEqual(await keyboardFindings(page), [], 'what is looked for');

    await panel.open();
    const { job } = statusOf('table');
    await panel.send(sample('table'), { type: 'details', job, details: detailsSample() });
    await page.getByRole('tab', { name: 'Details' }).click();
    assert.deepEqual(await keyboardFindings(page), [], 'the details');
  });

  test('of links in the output one is a stop, and arrows lead from one to the next, however many there are', async () => {
    const { page } = panel;
    const text = Array.from({ length: 500 }, (_, i) => `File "shop/cleaning.py", line ${i + 1}, in clean\n`).join('');
    await panel.open();
    await panel.send({ ...sample('table'), output: [{ stream: 'stdout', text }] });
    await panel.scrollTo(0);
    await page.locator('main').focus();
    await page.keyboard.press('Tab');
    const focused = (): Promise<string> => page.evaluate<string>(`document.activeElement.title`);
    assert.equal(await focused(), 'Open shop/cleaning.py at line 1');
    for (let i = 0; i < 80; i += 1) await page.keyboard.press('ArrowDown');
    assert.equal(await focused(), 'Open shop/cleaning.py at line 81');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    const { job } = statusOf('table');
    assert.deepEqual(await panel.sent(), [{ type: 'open', job, file: 'shop/cleaning.py', line: 80 }]);
    await page.keyboard.press('Tab');
    assert.equal(
      await page.evaluate(
        `document.activeElement.closest('.results, .output')?.className ?? document.activeElement.outerHTML`,
      ),
      'results',
    );
  });

  test('the cells of a table and the nodes of a tree are gone through by arrows, with the one in turn marked', async () => {
    const { page } = panel;
    const marked = (selector: string): Promise<boolean> =>
      page.evaluate(`getComputedStyle(document.querySelector('${selector}')).outlineStyle === 'solid'`);
    await panel.open();
    await panel.send(valueSamples()['table']);
    await page.getByRole('grid').focus();
    for (const key of ['ArrowDown', 'ArrowRight']) await page.keyboard.press(key);
    assert.ok(await marked('.table-row .active'));
    await panel.open();
    await panel.send(valueSamples()['tree']);
    await page.getByRole('tree').focus();
    await page.keyboard.press('ArrowDown');
    assert.ok(await marked('.node[aria-selected="true"]'));
  });
});
