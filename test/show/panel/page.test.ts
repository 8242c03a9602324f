import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { chromium, type Browser, type Page } from 'playwright-core';
import { browserOptions } from '../../../scripts/browser.mjs';
import { root } from '../../../scripts/process.mjs';
import { webviewPage } from '../../../src/show/webviewPage';
import type { EditorToPanel, JobStatus } from '../../../src/show/panel/protocol';
import { samples } from './samples';
import { themes } from '../themes';

/** The built page in a real browser, with messages as the editor sends them; pictures go to `test-output/panel`. */
const origin = 'http://panel.test';
const pictures = path.join(root, 'test-output/panel');

describe("the panel's page", () => {
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];
  const requested: string[] = [];

  before(async () => {
    await mkdir(pictures, { recursive: true });
    browser = await chromium.launch(await browserOptions());
    page = await browser.newPage({ viewport: { width: 1000, height: 380 } });
    page.on('pageerror', (error) => complaints.push(error.message));
    const html = webviewPage({
      nonce: 'bm9uY2U',
      cspSource: origin,
      script: '/panel.js',
      styles: ['/base.css', '/panel.css'],
      title: 'Farcall',
    });
    await page.route('**/*', async (route) => {
      // What the page's own policy refuses does not come this far.
      requested.push(route.request().url());
      const { origin: from, pathname } = new URL(route.request().url());
      if (from === origin && pathname === '/') {
        await route.fulfill({ contentType: 'text/html', body: html });
      } else if (from === origin && /^\/(?:base|panel)\.(?:js|css)$/.test(pathname)) {
        const contentType = pathname.endsWith('.js') ? 'text/javascript' : 'text/css';
        await route.fulfill({ contentType, body: await readFile(path.join(root, 'dist/webview', pathname)) });
      } else {
        await route.fulfill({ status: 404 });
      }
    });
    await page.addInitScript(
      'globalThis.sent = []; globalThis.acquireVsCodeApi = () => ({ postMessage: (m) => sent.push(m) })',
    );
  });
  after(() => browser.close());

  async function open(theme = 'dark'): Promise<void> {
    complaints.length = 0;
    requested.length = 0;
    const { variables = {}, kind = '' } = themes[theme] ?? {};
    const css = Object.entries(variables).map(([variable, value]) => `--vscode-${variable}:${value}`);
    css.push('background:var(--vscode-panel-background)');
    await page.goto(origin);
    // Strings, since this side of the project knows no DOM.
    await page.evaluate(`
      document.body.className = ${JSON.stringify(kind)};
      document.documentElement.style.cssText = ${JSON.stringify(css.join(';'))};
    `);
  }

  async function send(...messages: readonly (EditorToPanel | undefined)[]): Promise<void> {
    for (const message of messages) await page.evaluate(`window.postMessage(${JSON.stringify(message)}, '*')`);
    await page.evaluate(
      'new Promise((done) => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(done))))',
    );
  }

  const sent = (): Promise<unknown> => page.evaluate('globalThis.sent.slice(1)');
  const sample = (name: string): EditorToPanel & { type: 'snapshot' } => {
    const found = samples()[name];
    assert.ok(found?.type === 'snapshot');
    return found;
  };
  const statusOf = (name: string): JobStatus => {
    const { status } = sample(name);
    assert.ok(status);
    return status;
  };

  for (const theme of Object.keys(themes)) {
    test(`is accessible in every state of a job, in the ${theme} theme`, async () => {
      const axe = await readFile(path.join(root, 'node_modules/axe-core/axe.min.js'), 'utf8');
      for (const [name, message] of Object.entries(samples())) {
        await open(theme);
        await send(message);
        await page.screenshot({ path: path.join(pictures, `${theme}-${name}.png`) });
        await page.evaluate(axe);
        const found = await page.evaluate<
          string[]
        >(`axe.run({ exclude: ['.output span'] }, { iframes: false, runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })
          .then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ': ' + html + ' ' + failureSummary)))`);
        assert.deepEqual(found, [], `${theme}, ${name}`);
        assert.deepEqual(complaints, []);
      }
    });
  }

  test('asks for what to show as soon as it is loaded', async () => {
    await open();
    assert.deepEqual(await page.evaluate('globalThis.sent'), [{ type: 'ready' }]);
    assert.ok(await page.getByText('Nothing to show yet').isVisible());
  });

  test('shows an HTML preview without running its scripts or loading what it names', async () => {
    await open();
    await send(sample('table'));
    const frame = page.frameLocator('iframe');
    await frame.getByText('forecast').waitFor();
    assert.equal(await frame.getByText('scripts run').count(), 0);
    assert.deepEqual(
      requested.filter((url) => !url.startsWith(origin) && !url.startsWith('about:')),
      [],
    );
  });

  test('shows what a job printed as text, markup included', async () => {
    await open();
    await send(sample('running'), {
      type: 'output',
      job: statusOf('running').job,
      chunks: [{ stream: 'stdout', text: '<img src=x onerror=alert(1)>\n' }],
    });
    assert.ok(await page.getByText('<img src=x onerror=alert(1)>').isVisible());
    assert.equal(await page.locator('.output img').count(), 0);
  });

  /** Waits, frame by frame, until an expression is true; the page's policy keeps Playwright from polling in it. */
  async function until(expression: string): Promise<void> {
    const deadline = Date.now() + 10_000;
    while (!(await page.evaluate<boolean>(expression))) {
      assert.ok(Date.now() < deadline, `never true: ${expression}`);
      await page.evaluate('new Promise(requestAnimationFrame)');
    }
  }

  /** Posts numbered lines from within the page, as the editor does: in pieces. */
  async function flood(job: string, from: number, to: number): Promise<void> {
    await page.evaluate(`
      for (let at = ${from}; at < ${to}; at += 20_000) {
        const count = Math.min(20_000, ${to} - at);
        const text = Array.from({ length: count }, (_, i) => 'line ' + (at + i) + '\\n').join('');
        window.postMessage({ type: 'output', job: '${job}', chunks: [{ stream: 'stdout', text }] }, '*');
      }
    `);
  }
  /** Scrolls as a person who drags the bar: to a share of the whole way. */
  const scrollTo = (share: number): Promise<void> =>
    page.evaluate(
      `((area) => { area.scrollTop = ${share} * (area.scrollHeight - area.clientHeight); })(document.querySelector('main'))`,
    );

  test('shows any of a million lines, with elements only for those that are seen', async () => {
    await open();
    const { job } = statusOf('running');
    await send({ ...sample('running'), output: [] });
    await flood(job, 0, 1_000_000);
    await page.getByText('line 999999', { exact: true }).waitFor();
    assert.ok((await page.locator('.line').count()) < 100);
    await scrollTo(0);
    await page.getByText('line 0', { exact: true }).waitFor();
    await scrollTo(0.5);
    await page
      .getByText(/^line (49|50)\d{4}$/)
      .first()
      .waitFor();
    const middle = await page.locator('.line').nth(30).innerText();
    await page.locator('main').hover();
    await page.mouse.wheel(0, 34);
    await until(
      `document.querySelectorAll('.line')[30].textContent === 'line ' + (${middle.slice('line '.length)} + 2)`,
    );
    await scrollTo(1);
    await page.getByText('line 999999', { exact: true }).waitFor();
    await flood(job, 1_000_000, 1_100_000);
    await page.getByText('line 1099999', { exact: true }).waitFor();
    assert.ok(await page.getByRole('button', { name: 'Jump to the end' }).isHidden());
    await scrollTo(0);
    await page.getByText('Earlier output is not shown here').waitFor();
    assert.equal(await page.getByText('line 0', { exact: true }).count(), 0);
  });

  test('breaks long lines where the panel ends, anew when it is resized', async () => {
    await open();
    const { job } = statusOf('running');
    const text = `${'long '.repeat(60)}end\n`;
    await send({ ...sample('running'), output: [{ stream: 'stdout', text: `${text}next\n` }] });
    const rows = (): Promise<string[]> => page.locator('.line').allInnerTexts();
    const wide = await rows();
    assert.ok(wide.length > 2);
    assert.equal(`${wide.slice(0, -1).join('')}\n`, text);
    await page.setViewportSize({ width: 500, height: 380 });
    await until(`document.querySelectorAll('.line').length > ${wide.length}`);
    await page.setViewportSize({ width: 1000, height: 380 });
    await until(`document.querySelectorAll('.line').length === ${wide.length}`);
    assert.deepEqual(await rows(), wide);
    await send({ type: 'output', job, chunks: [{ stream: 'stdout', text: 'after\n' }] });
    await page.getByText('after', { exact: true }).waitFor();
  });

  test('draws colours and styles, and a progress bar once', async () => {
    await open();
    const bar = Array.from({ length: 50 }, (_, i) => `\r\u001b[K${i + 1}/50`).join('');
    const text = `\u001b[31mred\u001b[0m \u001b[38;2;1;2;3mown\u001b[0m \u001b[7;9mback\u001b[0m\n${bar}\nend\n`;
    await send({ ...sample('running'), output: [{ stream: 'stdout', text }] });
    assert.deepEqual(await page.locator('.line').allInnerTexts(), ['red own back', '50/50', 'end']);
    const style = (name: string, property: string): Promise<string> =>
      page.evaluate(
        `((one) => getComputedStyle(one)['${property}'])([...document.querySelectorAll('.line span')].find((one) => one.textContent === '${name}'))`,
      );
    assert.equal(await style('own', 'color'), 'rgb(1, 2, 3)');
    assert.equal(await style('red', 'color'), 'rgb(205, 49, 49)');
    assert.equal(await style('back', 'textDecorationLine'), 'line-through');
    assert.equal(await style('back', 'color'), 'rgb(24, 24, 24)');
  });

  test('stays where the reader scrolled to while output goes on, and jumps to the end when asked', async () => {
    await open();
    const { job } = statusOf('running');
    const lines = (from: number): EditorToPanel => ({
      type: 'output',
      job,
      chunks: [{ stream: 'stdout', text: Array.from({ length: 100 }, (_, i) => `line ${from + i}\n`).join('') }],
    });
    await send(sample('running'), lines(0));
    await page.evaluate('document.querySelector("main").scrollTop = 50');
    await page.getByRole('button', { name: 'Jump to the end' }).waitFor();
    await send(lines(100));
    assert.equal(await page.evaluate('document.querySelector("main").scrollTop'), 50);
    await page.getByRole('button', { name: 'Jump to the end' }).click();
    await until(
      '(({ scrollTop, scrollHeight, clientHeight }) => scrollHeight - scrollTop - clientHeight < 2)(document.querySelector("main"))',
    );
  });

  test('ignores output and states of another job than the one that is shown', async () => {
    await open();
    await send(
      sample('running'),
      { type: 'output', job: 'another', chunks: [{ stream: 'stdout', text: 'not mine\n' }] },
      { type: 'status', status: { ...statusOf('cancelled'), job: 'another' } },
    );
    assert.equal(await page.getByText('not mine').count(), 0);
    assert.ok(await page.getByRole('button', { name: 'Cancel' }).isVisible());
  });

  test('links the local frames of a traceback to their lines, and those alone', async () => {
    await open();
    await send(sample('raised'));
    await page.getByRole('button', { name: 'shop/cleaning.py:12' }).click();
    const { job } = statusOf('raised');
    assert.deepEqual(await sent(), [{ type: 'open', job, file: 'shop/cleaning.py', line: 12 }]);
    assert.equal(await page.getByRole('button', { name: /site-packages/ }).count(), 0);
  });

  test('sends what its buttons mean, with the job they belong to, by keyboard too', async () => {
    await open();
    const { job } = statusOf('table');
    await send(sample('running'));
    await page.getByRole('button', { name: 'Cancel' }).focus();
    await page.keyboard.press('Enter');
    await send(sample('table'));
    await page.getByRole('button', { name: 'Run again' }).click();
    await page.getByRole('button', { name: 'Save result…' }).click();
    await page.getByTitle('Save model-2.pt').click();
    await send(sample('disconnected'));
    await page.getByRole('button', { name: 'Reconnect' }).click();
    assert.deepEqual(await sent(), [
      { type: 'cancel', job },
      { type: 'rerun', job },
      { type: 'save', job },
      { type: 'save', job, artifact: 'model-2.pt' },
      { type: 'reconnect', job },
    ]);
  });

  test('offers to run with the line that was left out and is missing, and to look at what is sent', async () => {
    await open();
    await send(sample('leftOut'));
    await page.getByRole('button', { name: 'Run with line 12' }).click();
    assert.ok(await page.getByText('Left out of shop/forecast.py: lines 12, 40').isVisible());
    await page.getByRole('button', { name: 'What is sent' }).click();
    const { job } = statusOf('leftOut');
    assert.deepEqual(await sent(), [
      { type: 'runWithLine', job },
      { type: 'preview', job },
    ]);
  });

  test('offers the next steps of a failure where it tells of it', async () => {
    await open();
    await send(sample('refused'));
    await page.getByRole('button', { name: 'Choose Another Host' }).click();
    assert.deepEqual(await sent(), [{ type: 'step', job: statusOf('refused').job, action: 'chooseHost' }]);
  });

  test('goes on counting the time of a running job by its own clock', async () => {
    await open();
    const { status } = sample('running');
    assert.ok(status);
    await send({ type: 'snapshot', status: { ...status, elapsed: 58_900 }, output: [], truncated: false });
    await page.getByText('1 min 00 s').waitFor({ timeout: 10_000 });
  });
});
