import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { browserOptions } from '../../../scripts/browser.mjs';
import { root } from '../../../scripts/process.mjs';
import { panelStyles, webviewPage, type PageLanguage } from '../../../src/show/webviewPage';
import type { EditorToPanel, JobStatus } from '../../../src/show/panel/protocol';
import { themes } from '../themes';
import { samples } from './samples';

const contentTypes: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
};
const pictures = path.join(root, 'test-output/panel');

/** The built page in a real browser, with messages as the editor sends them; pictures go to `test-output/panel`. */
export class PanelPage {
  static readonly origin = 'http://panel.test';
  /** Errors of the page's script. */
  readonly complaints: string[] = [];
  /** What the page asked the network for. */
  readonly requested: string[] = [];

  private constructor(
    private readonly browser: Browser,
    readonly page: Page,
  ) {}

  /** In English, unless another language is given. */
  static async launch(language?: PageLanguage): Promise<PanelPage> {
    await mkdir(pictures, { recursive: true });
    const browser = await chromium.launch(await browserOptions());
    const page = await browser.newPage({ viewport: { width: 1000, height: 380 } });
    const made = new PanelPage(browser, page);
    page.on('pageerror', (error) => made.complaints.push(error.message));
    const html = webviewPage({
      nonce: 'bm9uY2U',
      cspSource: PanelPage.origin,
      script: '/panel.js',
      styles: panelStyles.map((name) => `/${name}`),
      title: 'Farcall',
      ...(language && { language }),
    });
    await page.route('**/*', async (route) => {
      // What the page's own policy refuses does not come this far.
      made.requested.push(route.request().url());
      const { origin: from, pathname } = new URL(route.request().url());
      if (from === PanelPage.origin && pathname === '/') {
        await route.fulfill({ contentType: 'text/html', body: html });
      } else if (from === PanelPage.origin && /^\/(?:fonts\/)?[\w-]+\.(?:js|css|woff2)$/.test(pathname)) {
        const contentType = contentTypes[path.extname(pathname)] ?? '';
        await route.fulfill({ contentType, body: await readFile(path.join(root, 'dist/webview', pathname)) });
      } else {
        await route.fulfill({ status: 404 });
      }
    });
    // As the editor does, the page's state is kept while the page is gone.
    await page.addInitScript(`
      globalThis.sent = [];
      globalThis.acquireVsCodeApi = () => ({
        postMessage: (message) => sent.push(message),
        getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined,
        setState: (state) => sessionStorage.setItem('state', JSON.stringify(state)),
      });
    `);
    return made;
  }

  close(): Promise<void> {
    return this.browser.close();
  }

  /** A page that was never opened before. */
  async open(theme = 'dark'): Promise<void> {
    await this.page.goto(PanelPage.origin);
    await this.page.evaluate('sessionStorage.clear()');
    await this.reopen(theme);
  }

  /** The page as it is after it was hidden, moved, or the window reloaded. */
  async reopen(theme = 'dark'): Promise<void> {
    this.complaints.length = 0;
    this.requested.length = 0;
    await this.page.goto(PanelPage.origin);
    await this.wear(theme);
  }

  /** As the editor has the page, when it is loaded and when its theme changes. */
  async wear(theme: string): Promise<void> {
    const { variables = {}, kind = '' } = themes[theme] ?? {};
    const css = Object.entries(variables).map(([variable, value]) => `--vscode-${variable}:${value}`);
    css.push('background:var(--vscode-panel-background)');
    // Strings, since this side of the project knows no DOM.
    await this.page.evaluate(`
      document.body.className = ${JSON.stringify(kind)};
      document.documentElement.style.cssText = ${JSON.stringify(css.join(';'))};
    `);
  }

  async send(...messages: readonly (EditorToPanel | undefined)[]): Promise<void> {
    for (const message of messages) await this.page.evaluate(`window.postMessage(${JSON.stringify(message)}, '*')`);
    await this.page.evaluate(
      'new Promise((done) => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(done))))',
    );
  }

  /** What the page has sent since it was ready, but how wide it is. */
  sent(): Promise<unknown> {
    return this.page.evaluate(`globalThis.sent.slice(1).filter(({ type }) => type !== 'columns')`);
  }

  /** How wide the output is, in columns, as the page has told from first to last. */
  toldColumns(): Promise<readonly number[]> {
    return this.page.evaluate(`globalThis.sent.flatMap(({ columns }) => columns ?? [])`);
  }

  /** Posts numbered lines from within the page, as the editor does: in pieces. */
  async flood(job: string, from: number, to: number): Promise<void> {
    await this.page.evaluate(`
      for (let at = ${from}; at < ${to}; at += 20_000) {
        const count = Math.min(20_000, ${to} - at);
        const text = Array.from({ length: count }, (_, i) => 'line ' + (at + i) + '\\n').join('');
        window.postMessage({ type: 'output', job: '${job}', chunks: [{ stream: 'stdout', text }] }, '*');
      }
    `);
  }

  /** Scrolls as a person who drags the bar: to a share of the whole way. */
  scrollTo(share: number): Promise<void> {
    return this.page.evaluate(
      `((area) => { area.scrollTop = ${share} * (area.scrollHeight - area.clientHeight); })(document.querySelector('main'))`,
    );
  }

  /** Waits, frame by frame, until an expression is true; the page's policy keeps Playwright from polling in it. */
  async until(expression: string): Promise<void> {
    const deadline = Date.now() + 10_000;
    while (!(await this.page.evaluate<boolean>(expression))) {
      assert.ok(Date.now() < deadline, `never true: ${expression}`);
      await this.page.evaluate('new Promise(requestAnimationFrame)');
    }
  }

  async picture(name: string): Promise<void> {
    await this.page.screenshot({ path: path.join(pictures, `${name}.png`) });
  }

  /** What axe-core has to say. */
  async axeFindings(): Promise<string[]> {
    await this.page.evaluate(await readFile(path.join(root, 'node_modules/axe-core/axe.min.js'), 'utf8'));
    return this.page.evaluate<string[]>(
      `axe.run({ iframes: false, runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })
        .then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ': ' + html + ' ' + failureSummary)))`,
    );
  }
}

export function sample(name: string): EditorToPanel & { type: 'snapshot' } {
  const found = samples()[name];
  assert.ok(found?.type === 'snapshot');
  return found;
}

export function statusOf(name: string): JobStatus {
  const { status } = sample(name);
  assert.ok(status);
  return status;
}
