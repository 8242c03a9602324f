import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { PanelPage } from './panelPage';
import { ended, valueSample } from './valueSamples';

const text = ['Copy the text'];
const tree = ['Copy the path of the selected value', 'Copy the selected value'];
const source = ['Copy the source'];
const picture = ['Show it 1:1, in its own size', 'Save this picture…'];
const load = 'Copy the lines of Python that load it';

/** Of each value, its forms, the richest first, and the buttons that fit that form. */
const bars: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  table: { Table: ['Copy the rows that are here'], HTML: ['Open in Browser'], Text: text },
  // Of an array of more than two dimensions there are no rows.
  array: { Table: [], Text: text },
  tree: { Tree: tree, Text: text },
  json: { Tree: tree, Text: text },
  text: { Text: ['Wrap long lines', ...text], repr: text },
  bytes: { Bytes: ['Copy the bytes as hex'], Text: text },
  picture: { SVG: picture, Text: text },
  latex: { LaTeX: source, Text: text },
  markdown: { Markdown: source, Text: text },
  broken: { Table: [], PNG: picture, Tree: [], Text: text },
};

describe('the bar above a value', () => {
  let panel: PanelPage;
  before(async () => {
    panel = await PanelPage.launch();
  });
  after(() => panel.close());

  const bar = () => panel.page.locator('main .bundle-bar').first();
  /** As a person reads or hears them. */
  const buttons = (): Promise<readonly string[]> =>
    panel.page.evaluate(
      `[...document.querySelector('main .bundle-bar .tools').children].map((one) => one.ariaLabel ?? one.textContent)`,
    );

  for (const [name, forms] of Object.entries(bars)) {
    test(`has of each form of ${name} the buttons that fit it, and the one that fits the value`, async () => {
      await panel.open();
      await panel.send(valueSample(name));
      assert.deepEqual(await bar().getByRole('tab').allInnerTexts(), Object.keys(forms));
      for (const [form, fitting] of Object.entries(forms)) {
        await bar().getByRole('tab', { name: form, exact: true }).click();
        assert.deepEqual(await buttons(), [...fitting, load], form);
      }
    });
  }

  test('has no tabs where there is one form, and no button to load what was not kept', async () => {
    await panel.open();
    await panel.send(valueSample('number'));
    assert.equal(await bar().getByRole('tab').count(), 0);
    assert.deepEqual(await buttons(), [...text, load]);
    await panel.send(ended({ valueType: 'Lock', previews: { 'text/plain': '<lock>' }, pickled: false }));
    assert.deepEqual(await buttons(), text);
  });

  test('has of a figure what fits pictures, and nothing of a list of items', async () => {
    await panel.open();
    await panel.send(valueSample('figures'));
    assert.deepEqual(await buttons(), picture);
    await panel.open();
    await panel.send(valueSample('items'));
    await panel.page.locator('main .item').first().waitFor();
    assert.equal(await panel.page.locator('main').getByRole('toolbar').getByRole('button').count(), 0);
  });
});
