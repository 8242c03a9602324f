import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Locator } from 'playwright-core';
import type { EditorToPanel } from '../../../src/show/panel/protocol';
import { themes } from '../themes';
import { PanelPage, sample, statusOf } from './panelPage';

describe("the panel's output", () => {
  let panel: PanelPage;
  before(async () => {
    panel = await PanelPage.launch();
  });
  after(() => panel.close());

  /** A traceback of many matches among plain lines, on both streams. */
  const findable = (): EditorToPanel => {
    const time = Date.UTC(2026, 0, 5, 9, 30);
    const line = (i: number): string =>
      `step ${i} of 400, ${i % 50 === 0 ? '\u001b[32mloss fell\u001b[0m' : 'loss'} ${1 / (i + 1)}\n`;
    const output = Array.from({ length: 400 }, (_, i) => ({
      stream: 'stdout' as const,
      text: line(i),
      time: time + 250 * i,
    }));
    const warning = { stream: 'stderr' as const, text: 'UserWarning: loss is not a number\n', time: time + 100_250 };
    return { ...sample('running'), output: [...output, warning] };
  };
  const field = (): Locator =>
    panel.page.getByLabel('Find in the output', { exact: true }).and(panel.page.locator('input'));

  for (const theme of Object.keys(themes)) {
    test(`is accessible with what was looked for and the times, in the ${theme} theme`, async () => {
      await panel.open(theme);
      await panel.send(findable());
      await panel.page.getByRole('button', { name: 'Show when each line was printed' }).click();
      await panel.page.keyboard.press('Control+f');
      await panel.page.keyboard.type('loss is');
      await panel.page.getByText('1 of 1').waitFor();
      await panel.page.keyboard.press('Control+a');
      await panel.page.keyboard.type('loss fell');
      await panel.page.getByText('1 of 8').waitFor();
      await panel.picture(`${theme}-found`);
      assert.deepEqual(await panel.axeFindings(), []);
      assert.deepEqual(panel.complaints, []);
    });
  }

  test('can be read in whatever colours a program writes, in every theme, and when the theme changes', async () => {
    const codes = Array.from({ length: 16 }, (_, n) => (n < 8 ? 30 + n : 82 + n));
    const own = [
      '38;2;255;255;0',
      '38;2;20;20;20',
      '48;2;255;255;200',
      '48;2;40;0;40',
      '38;5;226;48;5;231',
      '7',
      '7;33',
    ];
    const all = [...codes, ...codes.map((code) => code + 10), ...own];
    const text = all.map((code) => `\u001b[${code}mwritten in ${code}\u001b[0m\n`).join('');
    await panel.open();
    await panel.page.setViewportSize({ width: 1000, height: 1100 });
    await panel.send({ ...sample('running'), output: [{ stream: 'stdout', text }] });
    for (const theme of Object.keys(themes)) {
      await panel.wear(theme);
      await panel.send();
      await panel.picture(`${theme}-colours`);
      assert.deepEqual(await panel.axeFindings(), [], theme);
      assert.equal(await panel.page.locator('.line span').count(), all.length);
    }
    await panel.page.setViewportSize({ width: 1000, height: 380 });
  });

  test('finds text in all of the output by keyboard, counts it, and goes from one to the next', async () => {
    await panel.open();
    await panel.send(findable());
    await panel.page.locator('main').focus();
    await panel.page.keyboard.press('Control+f');
    await panel.page.keyboard.type('LOSS FELL');
    await panel.page.getByText('1 of 8').waitFor();
    assert.ok(await panel.page.locator('.current').isVisible());
    await panel.page.keyboard.press('Enter');
    await panel.page.keyboard.press('Enter');
    await panel.page.getByText('3 of 8').waitFor();
    assert.match(await panel.page.locator('.line', { has: panel.page.locator('.current') }).innerText(), /^step 100 /);
    assert.ok(await panel.page.locator('.current').isVisible());
    await panel.page.keyboard.press('Shift+Enter');
    await panel.page.getByText('2 of 8').waitFor();
    await panel.page.getByRole('button', { name: 'Match case' }).click();
    await panel.page.getByText('No results').waitFor();
    await panel.page.getByRole('button', { name: 'Use a regular expression' }).click();
    await field().fill('loss (fell|is)');
    await panel.page.getByText('of 9').waitFor();
    await field().fill('(');
    await panel.page.getByText('No valid expression').waitFor();
    await panel.page.keyboard.press('Escape');
    assert.ok(await field().isHidden());
    assert.equal(await panel.page.locator('.match').count(), 0);
    assert.ok(await panel.page.evaluate('document.activeElement === document.querySelector("main")'));
  });

  test('finds what is printed while it is looked for', async () => {
    await panel.open();
    const { job } = statusOf('running');
    await panel.send(findable());
    await panel.page.keyboard.press('Control+f');
    await panel.page.keyboard.type('needle');
    await panel.page.getByText('No results').waitFor();
    await panel.send({ type: 'output', job, chunks: [{ stream: 'stdout', text: 'a needle\n' }] });
    await panel.page.getByText('1 found').waitFor();
    await panel.page.keyboard.press('Enter');
    await panel.page.getByText('1 of 1').waitFor();
  });

  test('lists only the lines that match, those that come later too, and all again where the last was', async () => {
    await panel.open();
    const { job } = statusOf('running');
    await panel.send(findable());
    await panel.page.keyboard.press('Control+f');
    await panel.page.keyboard.type('loss fell');
    await panel.page.getByText('1 of 8').waitFor();
    await panel.page.getByRole('button', { name: 'Show only the lines that match' }).click();
    await panel.until('document.querySelectorAll(".line").length === 8');
    await panel.send({ type: 'output', job, chunks: [{ stream: 'stdout', text: 'not this\nloss fell again\n' }] });
    await panel.until('document.querySelectorAll(".line").length === 9');
    await panel.page.getByRole('button', { name: 'Copy all of the output' }).click();
    await panel.page.getByRole('button', { name: 'Previous match' }).click();
    await panel.page.getByRole('button', { name: 'Previous match' }).click();
    await panel.page.getByRole('button', { name: 'Show only the lines that match' }).click();
    await panel.page.getByText('step 349 of 400').waitFor();
    const [copied] = (await panel.sent()) as { type: string; text: string }[];
    assert.equal(copied?.type, 'copy');
    assert.equal(copied.text.split('\n').length, 9);
    assert.match(copied.text, /^step 0 of 400, loss fell 1\nstep 50/);
  });

  test('shows when each line was printed, when asked', async () => {
    await panel.open();
    await panel.send(findable());
    const times = (): Promise<string> =>
      panel.page.evaluate('getComputedStyle(document.querySelector(".line"), "::after").content');
    assert.equal(await times(), 'none');
    await panel.page.getByRole('button', { name: 'Show when each line was printed' }).click();
    assert.match(await times(), /^"\d\d:\d\d:\d\d\.\d{3}"$/);
  });

  /** What a copy would put into the clipboard. */
  const copied = (): Promise<string> =>
    panel.page.evaluate(`(() => {
      const event = new ClipboardEvent('copy', { clipboardData: new DataTransfer(), bubbles: true, cancelable: true });
      document.querySelector('main').dispatchEvent(event);
      return event.clipboardData.getData('text/plain');
    })()`);

  test('copies what is selected, over lines that are not drawn any more', async () => {
    await panel.open();
    await panel.send(findable());
    await panel.scrollTo(0);
    const first = await panel.page.getByText('step 1 of 400').boundingBox();
    assert.ok(first);
    await panel.page.mouse.move(first.x, first.y + 5);
    await panel.page.mouse.down();
    await panel.page.mouse.move(first.x + 30, first.y + 20);
    await panel.page.mouse.up();
    await panel.scrollTo(0.5);
    await panel.page.getByText('step 200 of 400').waitFor();
    assert.equal(await panel.page.getByText('step 3 of 400').count(), 0);
    await panel.page.getByText('step 200 of 400').click({ modifiers: ['Shift'], position: { x: 1, y: 5 } });
    const lines = (await copied()).split('\n');
    assert.match(lines[0] ?? '', /^step 1 of 400, loss 0.5$/);
    assert.equal(lines.length, 200);
    assert.equal(lines.at(-1), '');
    await panel.page.locator('main').focus();
    await panel.page.keyboard.press('Control+a');
    const all = (await copied()).split('\n');
    assert.equal(all[0], 'step 0 of 400, loss fell 1');
    assert.ok(all.includes('UserWarning: loss is not a number'));
    assert.ok(all.length >= 401);
  });

  test('offers the beginning where it is not here', async () => {
    await panel.open();
    await panel.send({ ...sample('running'), truncated: true });
    await panel.page.getByRole('button', { name: 'Load all of it' }).click();
    assert.deepEqual(await panel.sent(), [{ type: 'loadAll', job: statusOf('running').job }]);
  });

  test('shows what a job printed as text, markup included', async () => {
    await panel.open();
    await panel.send(sample('running'), {
      type: 'output',
      job: statusOf('running').job,
      chunks: [{ stream: 'stdout', text: '<img src=x onerror=alert(1)>\n' }],
    });
    assert.ok(await panel.page.getByText('<img src=x onerror=alert(1)>').isVisible());
    assert.equal(await panel.page.locator('.output img').count(), 0);
  });

  test('shows any of a million lines, with elements only for those that are seen', async () => {
    await panel.open();
    const { job } = statusOf('running');
    await panel.send({ ...sample('running'), output: [] });
    await panel.flood(job, 0, 1_000_000);
    await panel.page.getByText('line 999999', { exact: true }).waitFor();
    assert.ok((await panel.page.locator('.line').count()) < 100);
    await panel.scrollTo(0);
    await panel.page.getByText('line 0', { exact: true }).waitFor();
    await panel.scrollTo(0.5);
    await panel.page
      .getByText(/^line (49|50)\d{4}$/)
      .first()
      .waitFor();
    const middle = await panel.page.locator('.line').nth(30).innerText();
    await panel.page.locator('main').hover();
    await panel.page.mouse.wheel(0, 34);
    await panel.until(
      `document.querySelectorAll('.line')[30].textContent === 'line ' + (${middle.slice('line '.length)} + 2)`,
    );
    await panel.scrollTo(1);
    await panel.page.getByText('line 999999', { exact: true }).waitFor();
    await panel.flood(job, 1_000_000, 1_100_000);
    await panel.page.getByText('line 1099999', { exact: true }).waitFor();
    assert.ok(await panel.page.getByRole('button', { name: 'Jump to the end' }).isHidden());
    await panel.scrollTo(0);
    await panel.page.getByText('Earlier output is not shown here').waitFor();
    assert.equal(await panel.page.getByText('line 0', { exact: true }).count(), 0);
  });

  test('breaks long lines where the panel ends, anew when it is resized', async () => {
    await panel.open();
    const { job } = statusOf('running');
    const text = `${'long '.repeat(60)}end\n`;
    await panel.send({ ...sample('running'), output: [{ stream: 'stdout', text: `${text}next\n` }] });
    const rows = (): Promise<string[]> => panel.page.locator('.line').allInnerTexts();
    const wide = await rows();
    assert.ok(wide.length > 2);
    assert.equal(`${wide.slice(0, -1).join('')}\n`, text);
    await panel.page.setViewportSize({ width: 500, height: 380 });
    await panel.until(`document.querySelectorAll('.line').length > ${wide.length}`);
    await panel.page.setViewportSize({ width: 1000, height: 380 });
    await panel.until(`document.querySelectorAll('.line').length === ${wide.length}`);
    assert.deepEqual(await rows(), wide);
    await panel.send({ type: 'output', job, chunks: [{ stream: 'stdout', text: 'after\n' }] });
    await panel.page.getByText('after', { exact: true }).waitFor();
  });

  test('draws colours and styles, and a progress bar once', async () => {
    await panel.open();
    const bar = Array.from({ length: 50 }, (_, i) => `\r\u001b[K${i + 1}/50`).join('');
    const text = `\u001b[32mgreen\u001b[0m \u001b[38;2;201;202;203mown\u001b[0m \u001b[7;9mback\u001b[0m\n${bar}\nend\n`;
    await panel.send({ ...sample('running'), output: [{ stream: 'stdout', text }] });
    assert.deepEqual(await panel.page.locator('.line').allInnerTexts(), ['green own back', '50/50', 'end']);
    const style = (name: string, property: string): Promise<string> =>
      panel.page.evaluate(
        `((one) => getComputedStyle(one)['${property}'])([...document.querySelectorAll('.line span')].find((one) => one.textContent === '${name}'))`,
      );
    assert.equal(await style('own', 'color'), 'rgb(201, 202, 203)');
    assert.equal(await style('green', 'color'), 'rgb(13, 188, 121)');
    assert.equal(await style('back', 'textDecorationLine'), 'line-through');
    assert.equal(await style('back', 'color'), 'rgb(24, 24, 24)');
  });

  test('stays where the reader scrolled to while output goes on, and jumps to the end when asked', async () => {
    await panel.open();
    const { job } = statusOf('running');
    const lines = (from: number): EditorToPanel => ({
      type: 'output',
      job,
      chunks: [{ stream: 'stdout', text: Array.from({ length: 100 }, (_, i) => `line ${from + i}\n`).join('') }],
    });
    await panel.send(sample('running'), lines(0));
    await panel.page.evaluate('document.querySelector("main").scrollTop = 50');
    await panel.page.getByRole('button', { name: 'Jump to the end' }).waitFor();
    await panel.send(lines(100));
    assert.equal(await panel.page.evaluate('document.querySelector("main").scrollTop'), 50);
    await panel.page.getByRole('button', { name: 'Jump to the end' }).click();
    await panel.until(
      '(({ scrollTop, scrollHeight, clientHeight }) => scrollHeight - scrollTop - clientHeight < 2)(document.querySelector("main"))',
    );
  });

  test('follows links to addresses and to places in the workspace, by keyboard too', async () => {
    await panel.open();
    const { job } = statusOf('running');
    const text = `see https://example.org/docs.\n  File "/h/.farcall/jobs/${job}/work/shop/a.py", line 4, in f\n  File "/usr/lib/b.py", line 9, in g\n`;
    await panel.send({ ...sample('running'), output: [{ stream: 'stderr', text }] });
    assert.equal(await panel.page.getByRole('link').count(), 2);
    await panel.page.getByRole('link', { name: 'https://example.org/docs' }).click();
    await panel.page.getByTitle('Open shop/a.py at line 4').focus();
    await panel.page.keyboard.press('Enter');
    assert.deepEqual(await panel.sent(), [
      { type: 'openUrl', url: 'https://example.org/docs' },
      { type: 'open', job, file: 'shop/a.py', line: 4 },
    ]);
    await panel.picture('dark-links');
    assert.deepEqual(panel.complaints, []);
  });

  test('tells how many columns a row has in its font, when it is first seen and when that changes', async (t) => {
    const { page } = panel;
    t.after(() => page.setViewportSize({ width: 1000, height: 380 }));
    const told = async (before: number): Promise<number> => {
      await panel.until(`globalThis.sent.filter(({ type }) => type === 'columns').length > ${before}`);
      const all = await panel.toldColumns();
      assert.equal(all.length, before + 1);
      return all[before] ?? 0;
    };
    /** A line of so many columns is one row, one of a column more is two. */
    const expectRows = async (columns: number): Promise<void> => {
      const text = `${'x'.repeat(columns)}\n${'y'.repeat(columns + 1)}\n`;
      await panel.send({ ...sample('running'), output: [{ stream: 'stdout', text }] });
      await panel.until(`document.querySelectorAll('.line').length === 3`);
    };
    await panel.open();
    await panel.send(sample('empty'));
    assert.deepEqual(await panel.toldColumns(), []);
    await panel.send(sample('running'));
    const wide = await told(0);
    await expectRows(wide);
    await page.setViewportSize({ width: 420, height: 380 });
    const narrow = await told(1);
    assert.ok(narrow < wide / 2);
    await expectRows(narrow);
    await page.evaluate(`document.documentElement.style.setProperty('--vscode-editor-font-size', '26px')`);
    const large = await told(2);
    assert.ok(large < narrow);
    await expectRows(large);
    await page.getByRole('tab', { name: 'Details' }).click();
    await panel.send(sample('running'));
    assert.equal((await panel.toldColumns()).length, 3);
  });
});
