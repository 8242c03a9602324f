import assert from 'node:assert/strict';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { chromium, type FrameLocator, type Locator, type Page } from 'playwright-core';
import { browserOptions } from '../../scripts/browser.mjs';
import { root, vsix } from '../../scripts/process.mjs';
import { installWorkbench, startWorkbench } from '../../scripts/workbench.mjs';
import { isolatedHome } from '../vscode/isolatedHome';
import { orSkip } from './lacking';

export interface WorkbenchOptions {
  /** The folder that is opened; absolute. */
  readonly folder: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Whether workspace trust is on, as it is for users. The tests' default is off. */
  readonly trust?: boolean;
  /** More variables for the extension host. */
  readonly env?: Readonly<Record<string, string>>;
}

/** How long the window may take over anything, in milliseconds. */
const patience = 30_000;

const ourWebview = 'iframe.webview[src*="farcall.farcall"]';
/** What a webview of the editor area lies in. Its address says what it is for, but no longer once it was hidden. */
const editorWebview = '.webview-overlay-outer-top';

/** A real VS Code in a browser, with the packaged VSIX installed as a user would have it. */
export class WorkbenchWindow {
  /** What the pages, the panel's among them, complained of. */
  readonly #pageErrors: string[] = [];

  constructor(
    readonly page: Page,
    /** The home folder that Farcall sees: `.farcall`, `.config/farcall`, `.local/state/farcall`. */
    readonly home: string,
    private readonly logs: string,
    private readonly end: () => Promise<void>,
  ) {
    page.on('console', (message) => {
      if (message.type() === 'error') this.#pageErrors.push(message.text());
    });
  }

  /** Opens a file of the workspace by its relative path. When this ends, its editor has the focus. */
  async openFile(relativePath: string): Promise<void> {
    await this.quickOpen(relativePath, this.page.getByText(path.basename(relativePath), { exact: true }));
    await this.page.locator(`.editor-instance .monaco-editor.focused[data-uri$="/${relativePath}"]`).waitFor();
  }

  /** Opens a notebook of the workspace by its relative path. When this ends, its cells are shown. */
  async openNotebook(relativePath: string): Promise<void> {
    await this.quickOpen(relativePath, this.page.getByText(path.basename(relativePath), { exact: true }));
    await this.page.locator('.notebookOverlay .cell-list-container .monaco-editor').first().waitFor();
  }

  /** Opens a view container of the activity bar, where it is not open already. */
  async openView(title: string): Promise<void> {
    const tab = this.page.locator('.activitybar').getByRole('tab', { name: title });
    await tab.waitFor();
    if ((await tab.getAttribute('aria-expanded')) !== 'true') await tab.click();
    await this.page.locator('.activitybar [role="tab"][aria-expanded="true"]').and(tab).waitFor();
  }

  /** Runs a command by its title in the palette: `Farcall: Add Host…`. */
  async runCommand(title: string): Promise<void> {
    // The whole of its label: the part that is marked in a longer one, "Run Again with…", reads as a shorter one.
    const whole = new RegExp(`^\\s*${title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);
    await this.quickOpen(`>${title}`, this.page.locator('.label-name', { hasText: whole }));
  }

  /** Loads the window anew. Unlike the browser's own reload, this gives it time to keep what it knows. */
  async reload(meanwhile: () => void = () => undefined): Promise<void> {
    const reloaded = this.page.waitForEvent('load');
    await this.runCommand('Developer: Reload Window');
    meanwhile();
    await reloaded;
    await this.page.locator('.monaco-workbench .statusbar-item').first().waitFor();
  }

  /** Puts the cursor into a line of the file that has the focus. */
  async moveCursorTo(line: number): Promise<void> {
    await this.quickOpen(`:${line}`, this.page.getByText(`line ${line}`));
    await this.expectLine(line);
  }

  /** The code lenses with this title, from the top of the file. */
  lenses(title = 'Run on remote'): Locator {
    return this.page.locator('.codelens-decoration a', { hasText: title });
  }

  /** Waits until a text stands behind a line of an editor as its decoration, or none does. */
  async expectBehindLine(text: string | undefined): Promise<void> {
    // What a decoration adds is content of its style, no element.
    const added = `[...document.querySelectorAll('.view-lines span')].map((span) => getComputedStyle(span, '::after').content)
      .filter((content) => content !== 'none' && content !== 'normal' && content !== '')`;
    await this.page.waitForFunction(
      text === undefined
        ? `${added}.length === 0`
        : `${added}.some((content) => content.replaceAll('\\\\', '').includes(${JSON.stringify(text)}))`,
    );
  }

  /** A quick pick or an input box. */
  private get quickInput(): Locator {
    return this.page.locator('.quick-input-widget');
  }

  /** The field of a quick pick or an input box. */
  get input(): Locator {
    return this.quickInput.locator('input[type="text"], input:not([type])').first();
  }

  /** Notifications on the screen. */
  get notifications(): Locator {
    return this.page.locator('.notification-toast');
  }

  /** Waits until the field of an input that is open holds a text that ends so. */
  async expectInput(end: string): Promise<void> {
    // A value is no attribute that a selector could name.
    await this.page.waitForFunction(
      `[...document.querySelectorAll('.quick-input-widget input')].some(({ value }) => value?.endsWith(${JSON.stringify(end)}))`,
    );
  }

  /** Closes an input that is open, as who thinks better of it. */
  async dismissInput(): Promise<void> {
    await this.input.press('Escape');
    await this.quickInput.waitFor({ state: 'hidden' });
  }

  async clearNotifications(): Promise<void> {
    await this.runCommand('Notifications: Clear All Notifications');
    await this.notifications.first().waitFor({ state: 'hidden' });
  }

  /** What the panel's page shows; a webview is two frames deep. */
  get panelFrame(): FrameLocator {
    return this.page.frameLocator(`${ourWebview}:not(${editorWebview} *)`).frameLocator('#active-frame');
  }

  /** What a tab of ours in the editor area shows. */
  get tabFrame(): FrameLocator {
    return this.page.frameLocator(`${editorWebview} ${ourWebview}`).frameLocator('#active-frame');
  }

  /** The cursor's line, as the status bar tells it. */
  async expectLine(line: number): Promise<void> {
    await this.page.locator('.statusbar-item', { hasText: new RegExp(`Ln ${line},`) }).waitFor();
  }

  /** The item of the status bar that is Farcall's. */
  get status(): Locator {
    return this.page.locator('.statusbar-item[id="farcall.farcall.farcall.jobs"]');
  }

  /** Moves the upper edge of the panel to this height of the window. */
  async dragPanelTo(y: number): Promise<void> {
    const edge = await this.page.locator('.part.panel').boundingBox();
    assert.ok(edge);
    await this.page.mouse.move(edge.x + edge.width / 3, edge.y - 1);
    await this.page.mouse.down();
    await this.page.mouse.move(edge.x + edge.width / 3, y, { steps: 5 });
    await this.page.mouse.up();
    // Away from the edge, which is drawn while the mouse is there.
    await this.page.mouse.move(edge.x + edge.width / 2, 60);
  }

  /** Keeps what is on the screen as `test-output/<name>.png`. */
  async screenshot(name: string): Promise<string> {
    const file = path.join(root, 'test-output', `${name}.png`);
    await mkdir(path.dirname(file), { recursive: true });
    // What fades in or out is shown as it ends.
    await this.page.screenshot({ path: file, animations: 'disabled' });
    return file;
  }

  /** One thing that a person does; where it fails, what was on the screen is kept under its name. */
  async step(t: TestContext, name: string, body: (t: TestContext) => Promise<void>): Promise<void> {
    await t.test(name, (step) => this.keepingScreen(step, () => body(step)));
  }

  async keepingScreen(t: TestContext, body: () => Promise<void>): Promise<void> {
    try {
      await body();
    } catch (error) {
      const file = await this.screenshot(`failed/${t.name.replace(/\W+/g, '-')}`);
      t.diagnostic(`what was on the screen: ${path.relative(root, file)}`);
      throw error;
    }
  }

  /** Fails where the extension host or the panel's page met an error that nobody was told of. */
  async expectNoStrayErrors(): Promise<void> {
    const entries = await readdir(this.logs, { withFileTypes: true, recursive: true });
    const texts = entries
      .filter((entry) => entry.isFile() && entry.name.endsWith('.log'))
      .map((entry) => readFile(path.join(entry.parentPath, entry.name), 'utf8'));
    const lines = (await Promise.all(texts)).join('\n').split('\n');
    // A window that is loaded anew gives up what it was reading itself.
    const pageErrors = this.#pageErrors.filter((text) => !text.includes('(Canceled: Canceled)'));
    const errors = [...lines.filter((line) => line.includes('[error]')), ...pageErrors];
    // The workbench's own, such as a marketplace that cannot be reached, are none of ours, whatever a test's folder is called.
    const isOurs = (line: string): boolean =>
      /farcall|Content.Security.Policy|unhandled/i.test(line.replaceAll(/farcall-[a-z]+-\w{6}(?=\/)/g, ''));
    assert.deepEqual(
      errors.filter((line) => isOurs(line)),
      [],
    );
  }

  async close(): Promise<void> {
    await this.end();
  }

  /** Opens the palette with a text in it, anew where something that was still coming up took the focus from it. */
  private async openPalette(text: string): Promise<void> {
    for (let tries = 5; ; tries -= 1) {
      await this.page.keyboard.press('F1');
      try {
        await this.input.fill(text, { timeout: patience / 5 });
        return;
      } catch (error) {
        if (tries === 1) throw error;
      }
    }
  }

  /**
   * Opens the palette, anew until it has a row: it lists what there was when it was opened, and a window that was loaded
   * again has the commands that want its trust only once VS Code knows of that.
   */
  private async openListing(text: string, wanted: Locator): Promise<void> {
    for (let tries = 5; ; tries -= 1) {
      await this.quickInput.waitFor({ state: 'hidden' });
      await this.openPalette(text);
      try {
        await wanted.waitFor({ timeout: patience / 5 });
        return;
      } catch (error) {
        if (tries === 1) throw error;
        await this.input.press('Escape');
      }
    }
  }

  /**
   * Types into the palette (which reads `>` as a command, `:` as a line, other text as a file's name), goes to the option
   * by keys, takes it, and waits until the palette is gone: keys pressed earlier would go to it. A row is not clicked, as
   * the list moves under the mouse while it is filtered.
   */
  private async quickOpen(text: string, option: Locator): Promise<void> {
    const marked = this.page.locator('.quick-input-list .monaco-list-row.focused');
    const wanted = this.page.locator('.quick-input-list .monaco-list-row', { has: option }).first();
    await this.openListing(text, wanted);
    await marked.waitFor();
    const [from, to] = await Promise.all([marked, wanted].map((one) => one.getAttribute('data-index')));
    const steps = Number(to) - Number(from);
    for (let i = 0; i < Math.abs(steps); i += 1) await this.input.press(steps > 0 ? 'ArrowDown' : 'ArrowUp');
    const row = marked.filter({ has: option });
    await row.waitFor();
    await this.input.press('Enter');
    await row.waitFor({ state: 'hidden' });
  }
}

/** Opens a window for the length of a test; where the test fails, what was on the screen is kept under its name. */
export async function inWorkbench(
  t: TestContext,
  options: WorkbenchOptions,
  body: (window: WorkbenchWindow) => Promise<void>,
): Promise<void> {
  const window = await orSkip(t, () => openWorkbench(options));
  if (window === undefined) return;
  try {
    await window.keepingScreen(t, async () => {
      await body(window);
      await window.expectNoStrayErrors();
    });
  } finally {
    await window.close();
  }
}

/** Opens a window, which whoever opened it closes. */
export async function openWorkbench({ folder, settings, trust, env }: WorkbenchOptions): Promise<WorkbenchWindow> {
  const chromiumOptions = await browserOptions();
  await installWorkbench();
  const home = await isolatedHome();
  const workbench = await startWorkbench({
    extensions: [vsix],
    env: { ...home.env, ...env },
    ...(settings && { settings }),
    ...(trust !== undefined && { trust }),
  });
  const browser = await chromium.launch(chromiumOptions);
  const end = async (): Promise<void> => {
    await browser.close();
    await workbench.stop();
    await home.dispose();
  };
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(patience);
    await page.goto(workbench.url(folder));
    await page.locator('.monaco-workbench .statusbar-item').first().waitFor();
    return new WorkbenchWindow(page, home.folder, workbench.logs, end);
  } catch (error) {
    await end();
    throw error;
  }
}
