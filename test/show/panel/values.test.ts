import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { stringMime } from '../../../src/contract/shown';
import { themes } from '../themes';
import { PanelPage } from './panelPage';
import { ended, item, running, valueSample, valueSamples } from './valueSamples';

describe("the panel's views of values", () => {
  let panel: PanelPage;
  before(async () => {
    panel = await PanelPage.launch();
  });
  after(() => panel.close());

  /** What a person who copies with the keyboard has in the clipboard. */
  const copied = async (): Promise<string> => {
    await panel.page.evaluate(`
      addEventListener('copy', (event) => (globalThis.copied = event.clipboardData.getData('text/plain')), { once: true });
      `);
    await panel.page.keyboard.press('Control+c');
    return panel.page.evaluate<string>('globalThis.copied');
  };

  for (const theme of Object.keys(themes)) {
    test(`are accessible in the ${theme} theme`, async () => {
      for (const [name, message] of Object.entries(valueSamples())) {
        await panel.open(theme);
        await panel.send(message);
        await panel.picture(`${theme}-value-${name}`);
        assert.deepEqual(await panel.axeFindings(), [], `${theme}, ${name}`);
        assert.deepEqual(panel.complaints, []);
      }
    });
  }

  test('show the richest form first and the others by click or key, and keep to what was chosen', async () => {
    await panel.open();
    await panel.send(valueSample('table'));
    const { page } = panel;
    await page.getByRole('grid').waitFor();
    assert.deepEqual(await page.locator('main').getByRole('tab').allInnerTexts(), ['Table', 'HTML', 'Text']);
    await page.locator('main').getByRole('tab', { name: 'Table' }).focus();
    await page.keyboard.press('End');
    await page.getByText('as text').waitFor();
    await panel.reopen();
    await panel.send(valueSample('table'));
    await page.getByText('as text').waitFor();
    assert.equal(await page.locator('main').getByRole('tab', { selected: true }).innerText(), 'Text');
  });

  test('draw of a table what is seen, sort it by click and key, and keep order and place over a reload', async () => {
    await panel.open();
    await panel.send(valueSample('table'));
    const { page } = panel;
    const grid = page.getByRole('grid');
    assert.ok((await grid.locator('.table-row').count()) < 60);
    await grid.getByText('sales', { exact: true }).click();
    assert.equal(await page.getByRole('columnheader', { name: /^sales/ }).getAttribute('aria-sort'), 'ascending');
    assert.equal(await grid.locator('.table-row').first().locator('.numeric').nth(1).innerText(), '12');
    await page.keyboard.press('Enter');
    assert.equal(await page.getByRole('columnheader', { name: /^sales/ }).getAttribute('aria-sort'), 'descending');
    const largest = await grid.locator('.table-row').first().innerText();
    await page.keyboard.press('Control+End');
    await grid.locator('.table-row[aria-rowindex="501"]').waitFor();
    await panel.until(`sessionStorage.getItem('state').includes('descending')`);
    await page.keyboard.press('Control+Home');
    await grid.locator('.table-row[aria-rowindex="2"]').waitFor();
    await panel.until(`JSON.parse(sessionStorage.getItem('state')).jobs[0][1]['result/top'] === 0`);
    await panel.reopen();
    await panel.send(valueSample('table'));
    await grid.locator('.table-row').first().waitFor();
    assert.equal(await grid.locator('.table-row').first().innerText(), largest);
  });

  test('copy the selected cells of a table as a sheet takes them', async () => {
    await panel.open();
    await panel.send(valueSample('table'));
    const { page } = panel;
    await page.getByRole('gridcell', { name: 'north' }).first().click();
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+ArrowDown');
    assert.equal(await copied(), 'north\t12\nsouth\t123');
    assert.ok(await page.getByText('sales: int64 · min 12 · max 988 · mean 342.5 · none missing').isVisible());
    await panel.picture('table-selection');
    await page.keyboard.press('Control+a');
    const all = (await copied()).split('\n');
    assert.equal(all.length, 501);
    assert.equal(all[0]?.split('\t')[1], 'when');
  });

  test('draw of a table of 500 rows and 100 columns what is in sight, wherever it is scrolled to', async () => {
    await panel.open();
    await panel.send(valueSample('wide'));
    const { page } = panel;
    await page.getByRole('grid').waitFor();
    // To the right and back, so far that some columns stay, and so far that none does.
    for (const [left, top, row] of [
      [0, 0, 0],
      [300, 0, 0],
      [4000, 5500, 250],
      [3700, 5500, 250],
      [900, 5500, 250],
    ] as const) {
      await page.evaluate(`document.querySelector('[role=grid]').scrollTo(${left}, ${top})`);
      await page.getByRole('rowheader', { name: String(row), exact: true }).waitFor();
      const [drawn, lines, reaches] = await page.evaluate<[number, number, boolean]>(`(async () => {
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        const grid = document.querySelector('[role=grid]');
        const cells = (line) => [...line.querySelectorAll('[data-column]')];
        const places = (line) => cells(line).map((cell) => cell.dataset.column + '@' + cell.getBoundingClientRect().x).join();
        return [
          grid.querySelectorAll('[role=gridcell]').length,
          new Set([...grid.querySelectorAll('[role=row]')].map(places)).size,
          cells(grid.querySelector('.table-row')).at(-1).getBoundingClientRect().right >= grid.getBoundingClientRect().right,
        ];
      })()`);
      assert.ok(drawn > 20 && drawn < 1500, `${drawn} of 50,000 cells`);
      assert.equal(lines, 1, `at ${left}, ${top} all lines have the same columns in the same places`);
      assert.ok(reaches, `at ${left}, ${top} the columns reach the edge`);
    }
  });

  test('open and close a tree by keys, show more of a large level, and keep what is open over a reload', async () => {
    await panel.open();
    await panel.send(valueSample('tree'));
    const { page } = panel;
    const rows = page.getByRole('treeitem');
    assert.equal(await rows.count(), 5);
    await page.getByRole('tree').focus();
    for (let i = 0; i < 4; i += 1) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    assert.equal(await rows.count(), 5 + 100 + 1);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    assert.equal(await copied(), '1');
    await page.getByText('Show 100 more of 3,900').click();
    assert.equal(await rows.count(), 5 + 200 + 1);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    assert.equal(await rows.count(), 5);
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.getByText("'north'").click();
    await page.getByText("'sales'").click();
    await page.getByRole('button', { name: 'Copy the path of the selected value' }).click();
    assert.deepEqual(await panel.sent(), [{ type: 'copy', text: "value.by_region['north']['sales']" }]);
    await panel.reopen();
    await panel.send(valueSample('tree'));
    await page.getByText("'sales'").waitFor();
  });

  test('wrap long lines or not, as was chosen', async () => {
    await panel.open();
    await panel.send(valueSample('text'));
    const { page } = panel;
    assert.ok(await page.getByText('<b>not bold</b>').isVisible());
    const wide = (): Promise<boolean> =>
      page.evaluate(`((pre) => pre.scrollWidth > pre.clientWidth)(document.querySelector('pre'))`);
    assert.equal(await wide(), false);
    await page.getByRole('button', { name: 'Wrap long lines' }).click();
    assert.equal(await wide(), true);
  });

  test('follow a generator item by item, the newest in sight, and open one that is more than a line', async () => {
    await panel.open();
    await panel.send(running([item(0)]));
    const { page } = panel;
    const job = running([]).status?.job ?? '';
    const shown = Array.from({ length: 3000 }, (_, i) => ({
      kind: 'item' as const,
      index: i + 1,
      title: `Item ${i + 1}`,
      previews: { 'text/plain': String(i) },
    }));
    await panel.send({ type: 'shown', job, shown });
    await panel.send({
      type: 'shown',
      job,
      shown: [
        { kind: 'item', index: 3001, title: 'Item 3001', previews: { 'text/plain': '{…}' }, json: { loss: 0.25 } },
      ],
    });
    await page.getByText('the last 1,000 of 3,002').waitFor();
    const last = page.getByRole('button', { name: '[3001]' });
    await last.click();
    await page.getByText("'loss'").waitFor();
    await panel.picture('items-open');
    assert.deepEqual(await panel.axeFindings(), []);
  });

  test('show the latest figure until one is chosen, then that one', async () => {
    await panel.open();
    await panel.send(valueSample('figures'));
    const { page } = panel;
    assert.equal(await page.locator('main').getByRole('tab', { selected: true }).innerText(), 'Figure 3');
    await page.locator('main').getByRole('tab', { name: 'Figure 1' }).click();
    const [first] = valueSample('figures').shown;
    assert.ok(first);
    const job = valueSample('figures').status?.job ?? '';
    await panel.send({ type: 'shown', job, shown: [{ ...first, index: 3, title: 'Figure 4' }] });
    assert.equal(await page.locator('main').getByRole('tab').count(), 4);
    assert.equal(await page.locator('main').getByRole('tab', { selected: true }).innerText(), 'Figure 1');
    await page.getByRole('button', { name: 'Save this picture…' }).click();
    assert.deepEqual(await panel.sent(), [
      { type: 'savePreview', job, place: { kind: 'display', index: 0 }, mime: 'image/svg+xml' },
    ]);
  });

  test('give a page a frame as high as what is in it, up to a limit beyond which it scrolls', async () => {
    const { page } = panel;
    const limit = 360;
    const measure = async (html: string): Promise<{ frame: number; spare: number }> => {
      await panel.open();
      await panel.send(ended({ previews: { 'text/html': html } }));
      const last = await page.frameLocator('iframe').locator('.last').boundingBox();
      const frame = await page.locator('iframe').boundingBox();
      assert.ok(last && frame);
      return { frame: frame.height, spare: frame.y + frame.height - (last.y + last.height) };
    };
    const table = (rows: number): string =>
      `<table>${'<tr><td>1</td></tr>'.repeat(rows - 1)}<tr class="last"><td>2</td></tr></table>`;
    for (const [what, html] of Object.entries({
      'a table of 2 rows': table(2),
      'a table of 10 rows': table(10),
      'a heading and a list': '<h2>Sales</h2><ul><li>north</li><li>south</li><li class="last">east</li></ul>',
      'a picture': '<svg class="last" width="200" height="200"></svg>',
    })) {
      const { frame, spare } = await measure(html);
      assert.ok(spare >= 0 && spare <= 80, `${what}: ${spare} px of ${frame} px are left`);
      assert.ok(frame < limit, what);
    }
    const { frame, spare } = await measure(table(1000));
    assert.equal(frame, limit);
    assert.ok(spare < 0);
  });

  test('run no script of a page, and offer to open it in the browser', async () => {
    await panel.open();
    await panel.send(valueSample('interactive'));
    const { page } = panel;
    await page.frameLocator('iframe').getByText('a chart').waitFor();
    await page.getByText('shown without its scripts').waitFor();
    await page.getByRole('button', { name: 'Open in Browser' }).click();
    const job = valueSample('interactive').status?.job;
    assert.deepEqual(await panel.sent(), [{ type: 'openInBrowser', job, place: { kind: 'result' } }]);
  });

  test('keep the styles of a page, of its own elements too, in the colours of the theme', async () => {
    const html = [
      '<style>.own td { background: rgb(1, 2, 3) } body.vscode-dark h1 { color: rgb(7, 8, 9) } #b { color: rgb(0, 0, 1) }</style>',
      '<h1>A title</h1><table class="own"><tr><td>own</td></tr></table>',
      '<p id="b" style="color: rgb(4, 5, 6)">by hand</p><a href="https://example.com">a link</a>',
      '<p style="} p { display: none; } </style><script>alert(1)</script>">tricky</p>',
      '<style>.later { visibility: hidden }</style><p class="later">unseen</p>',
    ].join('');
    await panel.open('dark');
    await panel.send(ended({ valueType: 'Styler', previews: { 'text/html': html } }));
    const inside = panel.page.frameLocator('iframe');
    const styleOf = (selector: string, name: string): Promise<string> =>
      inside.locator('html').evaluate(`getComputedStyle(document.querySelector('${selector}')).${name}`);
    await inside.getByText('by hand').waitFor();
    assert.equal(await styleOf('td', 'backgroundColor'), 'rgb(1, 2, 3)');
    assert.equal(await styleOf('h1', 'color'), 'rgb(7, 8, 9)');
    assert.equal(await styleOf('#b', 'color'), 'rgb(4, 5, 6)');
    assert.equal(await styleOf('a', 'colorScheme'), 'dark');
    assert.equal(await styleOf('.later', 'visibility'), 'hidden');
    await panel.wear('light');
    await inside.locator('body.vscode-light').waitFor();
    assert.equal(await styleOf('a', 'colorScheme'), 'light');
    assert.notEqual(await styleOf('h1', 'color'), 'rgb(7, 8, 9)');
    assert.deepEqual(panel.complaints, []);
  });

  test('say of a page that only its scripts would draw that they run in the browser', async () => {
    await panel.open();
    const html = '<style>#c { width: 90% }</style><div id="c"></div><script>draw()</script>';
    await panel.send(ended({ valueType: 'altair.Chart', previews: { 'text/html': html } }));
    const { page } = panel;
    await page.getByText('It is drawn by scripts, which run in the browser only.').waitFor();
    assert.equal(await page.locator('iframe').count(), 0);
    assert.deepEqual(await panel.axeFindings(), []);
    await page.getByRole('button', { name: 'Open in Browser' }).click();
    const [asked] = (await panel.sent()) as { type: string }[];
    assert.equal(asked?.type, 'openInBrowser');
  });

  test('show a drawing that was written as a part of a page', async () => {
    await panel.open();
    const svg = '<svg width="40" height="20"><circle cx="20" cy="10" r="8"/></svg>';
    await panel.send(ended({ valueType: 'Drawing', previews: { 'image/svg+xml': svg } }));
    await panel.page.getByText('40 × 20 px').waitFor();
  });

  test('show a string that was too long to come whole as it reads', async () => {
    await panel.open();
    const previews = { [stringMime]: 'one\ntwo\n…', 'text/plain': "'one\\ntwo…" };
    await panel.send(ended({ valueType: 'str', previews }));
    const { page } = panel;
    assert.equal(await page.locator('.value-text').innerText(), 'one\ntwo\n…');
    assert.deepEqual(await page.locator('main').getByRole('tab').allInnerTexts(), ['Text', 'repr']);
  });

  test('say of each view that is broken that it is, and show the others', async () => {
    await panel.open();
    await panel.send(valueSample('broken'));
    const { page } = panel;
    await page.getByText('This view cannot be shown').waitFor();
    await page.locator('main').getByRole('tab', { name: 'PNG' }).click();
    await page.getByText('This picture cannot be shown').waitFor();
    await page.locator('main').getByRole('tab', { name: 'Tree' }).click();
    await page.getByText('This view cannot be shown').waitFor();
    await page.locator('main').getByRole('tab', { name: 'Text' }).click();
    await page.getByText('as text').waitFor();
    assert.deepEqual(panel.complaints, []);
  });

  test('show the beginning of megabytes of text', async () => {
    await panel.open();
    await panel.send(ended({ valueType: 'str', previews: { 'text/plain': 'x'.repeat(5_000_000) } }));
    await panel.page.getByText('the first 500,000 of 5,000,000 characters').waitFor();
  });

  test('set formulas in fonts of their own, and let nothing of a text be more than text', async () => {
    await panel.open();
    await panel.send(valueSample('latex'));
    const { page } = panel;
    await page.locator('.katex-html').waitFor();
    await panel.until(
      `[...document.fonts].some(({ family, status }) => /KaTeX_Main/.test(family) && status === 'loaded')`,
    );
    await panel.send(valueSample('markdown'));
    await page.getByRole('heading', { name: 'Sales & forecast — 2026' }).waitFor();
    assert.ok(await page.getByText('it cost $5 and $6').isVisible());
    assert.ok(await page.getByText('<script>').isVisible());
    assert.equal(await page.locator('.katex-html').count(), 2);
    await page.getByRole('button', { name: 'the paper' }).click();
    assert.deepEqual(await panel.sent(), [{ type: 'openUrl', url: 'https://example.org/x' }]);
    await panel.send(ended({ previews: { 'text/latex': '\\begin{tabular}{l}x\\end{tabular}' } }));
    await page.getByText('\\begin{tabular}').waitFor();
    assert.deepEqual(panel.complaints, []);
  });
});
