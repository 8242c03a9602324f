import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { chromium, type Browser, type Page } from 'playwright-core';
import { browserOptions } from '../../../scripts/browser.mjs';
import { root } from '../../../scripts/process.mjs';
import { noChoices } from '../../../src/contract/choices';
import { packClosure } from '../../../src/pack/packClosure';
import { previewContent } from '../../../src/show/preview/previewContent';
import {
  keptCallOf,
  type EditorToPreview,
  type PreviewContent,
  type PreviewHost,
} from '../../../src/show/preview/protocol';
import { webviewPage } from '../../../src/show/webviewPage';
import { keyboardFindings } from '../keyboardWalk';
import { themes } from '../themes';
import { pastCall, sampleClosure, sampleSource } from './samples';

/** The built page in a real browser, with messages as the editor sends them; pictures go to `test-output/preview`. */
const origin = 'http://preview.test';
const pictures = path.join(root, 'test-output/preview');
const known: PreviewHost = { state: 'known', name: 'gpu1', files: 1, bytes: 14_567 };

function sample(): PreviewContent {
  const closure = sampleClosure();
  const bundle = packClosure(closure);
  const lacking = new Set(bundle.files.filter((file) => file.path === 'shop/model.py').map(({ sha256 }) => sha256));
  return previewContent({ closure, bundle, choices: noChoices, args: 'epochs=3', source: sampleSource, lacking });
}

function many(): PreviewContent {
  const { files, ...rest } = sample();
  const [first] = files;
  assert.ok(first);
  const more = Array.from({ length: 400 }, (_, i) => ({ ...first, path: `lib/part${i % 20}/module${i}.py` }));
  more.sort((one, other) => (one.path < other.path ? -1 : 1));
  return { ...rest, files: [...files, ...more], questions: [] };
}

const states: Readonly<Record<string, readonly EditorToPreview[]>> = {
  full: [{ type: 'content', content: sample(), host: known }],
  many: [{ type: 'content', content: many(), host: { state: 'asking', name: 'gpu1' } }],
  complete: [{ type: 'content', content: { ...sample(), questions: [] }, host: { ...known, files: 0, bytes: 0 } }],
  auto: [
    {
      type: 'content',
      content: sample(),
      host: { ...known, name: 'auto', chosen: { host: 'gpu2', because: 'the least busy: 0.1 of 8 cores busy' } },
    },
  ],
  unreachable: [
    { type: 'content', content: sample(), host: { state: 'failed', name: 'gpu1', message: 'gpu1 does not answer.' } },
  ],
  problem: [
    { type: 'content', content: sample(), host: { state: 'none' } },
    {
      type: 'problem',
      message: 'A bracket is not closed. Correct it and run again.',
      at: { file: 'train.py', line: 3 },
    },
  ],
};

describe('the page of what will be sent', () => {
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  before(async () => {
    await mkdir(pictures, { recursive: true });
    browser = await chromium.launch(await browserOptions());
    page = await browser.newPage({ viewport: { width: 960, height: 1020 } });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    const html = webviewPage({
      nonce: 'bm9uY2U',
      cspSource: origin,
      script: '/preview.js',
      styles: ['/base.css', '/preview.css'],
      title: 'What will be sent',
    });
    await page.route('**/*', async (route) => {
      const { pathname } = new URL(route.request().url());
      if (pathname === '/') {
        await route.fulfill({ contentType: 'text/html', body: html });
      } else if (/^\/(?:base|preview)\.(?:js|css)$/.test(pathname)) {
        const contentType = pathname.endsWith('.js') ? 'text/javascript' : 'text/css';
        await route.fulfill({ contentType, body: await readFile(path.join(root, 'dist/webview', pathname)) });
      } else {
        await route.fulfill({ status: 204 });
      }
    });
    await page.addInitScript(`
      globalThis.sent = [];
      globalThis.acquireVsCodeApi = () => ({
        postMessage: (m) => sent.push(m),
        getState: () => JSON.parse(sessionStorage.getItem('state')),
        setState: (state) => sessionStorage.setItem('state', JSON.stringify(state)),
      });
    `);
  });
  after(() => browser.close());

  async function open(theme = 'dark'): Promise<void> {
    complaints.length = 0;
    const { variables = {}, kind = '' } = themes[theme] ?? {};
    const css = Object.entries(variables).map(([variable, value]) => `--vscode-${variable}:${value}`);
    await page.goto(origin);
    // Strings, since this side of the project knows no DOM.
    await page.evaluate(`
      document.body.className = ${JSON.stringify(kind)};
      document.documentElement.style.cssText = ${JSON.stringify(css.join(';'))};
    `);
  }

  async function send(...messages: readonly EditorToPreview[]): Promise<void> {
    for (const message of messages) await page.evaluate(`window.postMessage(${JSON.stringify(message)}, '*')`);
    await page.evaluate(
      'new Promise((done) => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(done))))',
    );
  }

  async function show(name = 'full'): Promise<void> {
    await page.evaluate('sessionStorage.clear()').catch(() => undefined);
    await open();
    await page.evaluate('sessionStorage.clear()');
    await open();
    await send(...(states[name] ?? []));
  }

  const sent = (): Promise<unknown> => page.evaluate('globalThis.sent.slice(1)');
  const row = (name: string): ReturnType<Page['locator']> => page.locator('.row', { hasText: name });

  for (const theme of Object.keys(themes)) {
    test(`is accessible in each of its states, in the ${theme} theme`, async () => {
      const axe = await readFile(path.join(root, 'node_modules/axe-core/axe.min.js'), 'utf8');
      for (const [name, messages] of Object.entries(states)) {
        await open(theme);
        await send(...messages);
        await page.screenshot({ path: path.join(pictures, `${theme}-${name}.png`) });
        await page.evaluate(axe);
        const found = await page.evaluate<
          string[]
        >(`axe.run({ exclude: ['.stale'] }, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })
          .then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ': ' + html + ' ' + failureSummary)))`);
        assert.deepEqual(found, [], `${theme}, ${name}`);
        assert.deepEqual(complaints, []);
      }
    });
  }

  test('asks for what to show as soon as it is loaded', async () => {
    await open();
    assert.deepEqual(await page.evaluate('globalThis.sent'), [{ type: 'ready' }]);
  });

  test('opens the way from a file to the entry, each step a link to its line', async () => {
    await show();
    await page.getByRole('button', { name: 'Why shop/layers.py is there' }).click();
    const chain = page.getByRole('list', { name: 'From shop/layers.py to the entry' });
    assert.equal(await chain.getByRole('listitem').count(), 3);
    await chain.getByRole('button', { name: 'train.py:4' }).click();
    assert.deepEqual(await sent(), [{ type: 'open', path: 'train.py', line: 4 }]);
  });

  test('keeps and leaves statements, and takes a choice back', async () => {
    await show();
    await page.getByRole('checkbox', { name: /^Keep line 10:/ }).check();
    await page.getByRole('checkbox', { name: /^Keep line 7:/ }).uncheck();
    await page.locator('.statement', { hasText: 'PRICES' }).getByRole('button', { name: 'reset' }).click();
    assert.ok(await page.getByRole('checkbox', { name: /^Keep line 16:/ }).isDisabled());
    assert.deepEqual(await sent(), [
      { type: 'statement', key: 'print("loading…")', choice: 'keep' },
      { type: 'statement', key: 'RATE = 0.1', choice: 'leave' },
      { type: 'statement', key: 'PRICES = "data/prices.csv"', choice: null },
    ]);
  });

  test('sends and holds data; what lies on the host has no choice', async () => {
    await show();
    await row('data/prices.csv').getByRole('checkbox').uncheck();
    await row('data/train.bin').getByRole('checkbox').click();
    assert.equal(await row('/scratch/imagenet/').getByRole('checkbox').count(), 0);
    assert.deepEqual(await sent(), [
      { type: 'path', path: 'data/prices.csv', choice: 'hold' },
      { type: 'path', path: 'data/train.bin', choice: 'send' },
    ]);
  });

  test('decides what is open, includes what is missing, and runs', async () => {
    await show();
    await page.getByRole('button', { name: 'Run without it' }).click();
    await page.getByRole('button', { name: 'Run with the whole file' }).click();
    await page.getByRole('button', { name: 'Include plugins/**' }).first().click();
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    assert.deepEqual(await sent(), [
      { type: 'path', path: 'data/train.bin', choice: 'hold' },
      { type: 'undecidable', choice: 'whole' },
      { type: 'include', glob: 'plugins/**' },
      { type: 'run' },
    ]);
  });

  test('shows what is left out alone, and still does when it is back in sight', async () => {
    await show();
    await page.getByRole('checkbox', { name: 'Left out only' }).check();
    assert.equal(await page.locator('.statement code', { hasText: 'import numpy' }).count(), 0);
    await open();
    await send(...(states['full'] ?? []));
    assert.ok(await page.getByRole('checkbox', { name: 'Left out only' }).isChecked());
    assert.equal(await page.locator('.statement code', { hasText: 'import numpy' }).count(), 0);
  });

  test('keeps the keyboard where it is when it is drawn anew', async () => {
    await show();
    const box = page.getByRole('checkbox', { name: /^Keep line 10:/ });
    await box.focus();
    await page.keyboard.press('Space');
    await send(...(states['full'] ?? []));
    assert.equal(
      await page.evaluate('document.activeElement.getAttribute("aria-label")'),
      'Keep line 10: print("loading…")',
    );
  });

  test('is gone through by the keyboard, and where it is can be seen', async () => {
    for (const name of Object.keys(states)) {
      await show(name);
      assert.deepEqual(await keyboardFindings(page), [], name);
    }
  });

  for (const width of [960, 740, 480, 300]) {
    test(`cuts no reason where it is ${width} pixels wide`, async (t) => {
      t.after(() => page.setViewportSize({ width: 960, height: 1020 }));
      await page.setViewportSize({ width, height: 1020 });
      await show();
      await page.screenshot({ path: path.join(pictures, `wide-${width}.png`) });
      const cut = `[...document.querySelectorAll('.because, .why .text')].filter((one) => one.scrollWidth > one.clientWidth)`;
      assert.deepEqual(await page.evaluate(`${cut}.map((one) => one.textContent)`), []);
      assert.equal(await page.evaluate('document.documentElement.scrollWidth'), width);
    });
  }

  test('is scrolled as it was left when it is back in sight', async (t) => {
    t.after(() => page.setViewportSize({ width: 960, height: 1020 }));
    await page.setViewportSize({ width: 960, height: 400 });
    await show();
    const resting = `new Promise((done) => document.addEventListener('scrollend', done, { once: true }))`;
    await page.evaluate(
      `(() => { const rest = ${resting}; window.scrollTo(0, 120); return rest.then(() => undefined); })()`,
    );
    await open();
    await send(...(states['full'] ?? []));
    assert.equal(await page.evaluate('window.scrollY'), 120);
  });

  test('keeps the call that it is told of beside how it is looked at', async () => {
    await show();
    const call = { kind: 'place' as const, file: '/home/me/shop/train.py', qualname: 'fit' };
    await send({ type: 'call', call });
    await page.getByRole('checkbox', { name: 'Left out only' }).check();
    const kept: unknown = await page.evaluate(`JSON.parse(sessionStorage.getItem('state'))`);
    assert.deepEqual(keptCallOf(kept), call);
    assert.deepEqual(kept, { call, toggled: [], leftOutOnly: true, top: 0 });
  });

  test('begins anew where what was kept is garbage, and keeps nothing of it', async () => {
    const call = { kind: 'job' as const, ...pastCall };
    for (const garbage of [
      ...['7', '"text"', '[]', '{}', '{ "toggled": 7, "leftOutOnly": "yes", "top": null }'],
      ...['{ "call": { "kind": "odd" }, "toggled": [[]], "leftOutOnly": true, "top": 50 }'],
    ]) {
      await open();
      await page.evaluate(`sessionStorage.setItem('state', ${JSON.stringify(garbage)})`);
      await open();
      await send({ type: 'call', call }, ...(states['full'] ?? []));
      assert.ok(await row('data/prices.csv').isVisible(), garbage);
      assert.ok(!(await page.getByRole('checkbox', { name: 'Left out only' }).isChecked()), garbage);
      assert.ok(await page.getByRole('alert').isHidden(), garbage);
      const kept: unknown = await page.evaluate(`JSON.parse(sessionStorage.getItem('state'))`);
      assert.deepEqual(kept, { call, toggled: [], leftOutOnly: false, top: 0 }, garbage);
    }
    assert.deepEqual(complaints, []);
  });

  test('stays alive when it is sent garbage, says so, and shows what comes next', async () => {
    await show();
    const trouble = page.getByRole('alert');
    const post = (value: string): Promise<void> => page.evaluate(`window.postMessage(${value}, '*')`);
    for (const foreign of ['null', '7', '"text"', '[]', '{}', '{ type: "theme" }']) await post(foreign);
    await send();
    assert.ok(await trouble.isHidden());
    const content = JSON.stringify(sample());
    for (const broken of [
      '{ type: "problem" }',
      '{ type: "call", call: "fit" }',
      '{ type: "call", call: { kind: "odd" } }',
      '{ type: "content", content: {} }',
      `{ type: "content", content: ${content}, host: { state: "odd" } }`,
      `{ type: "content", content: { ...${content}, files: 7 }, host: { state: "none" } }`,
    ]) {
      await send(...(states['full'] ?? []));
      assert.ok(await trouble.isHidden());
      await post(broken);
      await trouble.getByText('this page cannot show').waitFor();
      assert.ok(await row('data/prices.csv').isVisible());
    }
    await send(...(states['full'] ?? []));
    assert.ok(await trouble.isHidden());
    assert.deepEqual(complaints, []);
  });

  test('folds many files by their folders, and draws those of a folder when it is opened', async () => {
    await show('many');
    assert.ok((await page.locator('.part-code .row').count()) < 30);
    await page.getByRole('button', { name: 'Files in lib/part7/' }).click();
    const inside = await page.locator('.row .path', { hasText: 'lib/part7/module' }).allInnerTexts();
    const numbers = inside.map((path) => Number(/\d+(?=\.py)/.exec(path)?.[0]));
    // As people count, not as text is sorted.
    assert.deepEqual(numbers.slice(0, 6), [7, 27, 47, 67, 87, 107]);
    assert.equal(inside.length, 20);
  });
});
