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

  test('lets go of the oldest lines of a flood and stays at its end', async () => {
    await open();
    const text = Array.from({ length: 20_000 }, (_, i) => `line ${i}\n`).join('');
    await send(sample('running'), {
      type: 'output',
      job: statusOf('running').job,
      chunks: [{ stream: 'stdout', text }],
    });
    // Drawn over several frames: what the last of them shows is waited for.
    await page.getByText('line 19999', { exact: true }).waitFor();
    await page.getByText('Earlier output is not shown here').waitFor();
    assert.ok((await page.locator('.line').count()) <= 5000);
    assert.ok(await page.getByText('line 19999', { exact: true }).isVisible());
    assert.equal(await page.getByText('Earlier output is not shown here').count(), 1);
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
    await page.waitForFunction(
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
