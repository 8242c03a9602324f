import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CDPSession, FrameLocator, Locator } from 'playwright-core';
import { root } from '../../scripts/process.mjs';
import { setTheme, type ThemeName } from '../ui/themes';
import { openWorkbench, type WorkbenchWindow } from '../ui/workbench';

/** What a picture shows, in pixels of the screen. */
const screen = { width: 1600, height: 1000 };

/** How long anything but a run may take, in milliseconds. */
const patience = 12_000;

/** As a browser's own zoom, from 1 to 2: at 2 everything is twice as large, and half as much of it has room. */
export type Zoom = number;

/** A window on a project of a believable kind, whose runs are real and go to a "gpu1" that is this machine. */
export class Stage {
  private constructor(
    readonly window: WorkbenchWindow,
    readonly folder: string,
    private readonly devices: CDPSession,
  ) {}

  static async open(python: string): Promise<Stage> {
    const folder = path.join(mkdtempSync(path.join(tmpdir(), 'farcall-pictures-')), 'ocean-warming');
    cpSync(path.join(root, 'test/workspaces/ocean'), folder, { recursive: true });
    writeFileSync(path.join(folder, '.env'), 'ARCHIVE_TOKEN=none\n');
    const sshConfig = path.join(folder, '../ssh_config');
    writeFileSync(sshConfig, 'Host hpc-login-node-07.physics.example.org\n  HostName 127.0.0.1\n  Port 9\n');
    const settings = {
      'farcall.defaultHost': 'gpu1',
      'farcall.hosts': {
        gpu1: { command: ['sh'], python, directory: path.join(folder, '../gpu1'), env: { OMP_NUM_THREADS: '1' } },
      },
      'editor.minimap.enabled': false,
      'files.simpleDialog.enable': true,
      // What slides takes the focus once it has come to rest.
      'workbench.reduceMotion': 'on',
    };
    const window = await openWorkbench({ folder, settings, env: { FARCALL_SSH_CONFIG: sshConfig } });
    window.page.setDefaultTimeout(patience);
    return new Stage(window, folder, await window.page.context().newCDPSession(window.page));
  }

  async close(): Promise<void> {
    await this.window.close();
    rmSync(path.dirname(this.folder), { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  get panel(): FrameLocator {
    return this.window.panelFrame;
  }

  theme(name: ThemeName): Promise<void> {
    return setTheme(this.window, this.folder, name);
  }

  async zoom(factor: Zoom): Promise<void> {
    const size = { width: screen.width / factor, height: screen.height / factor };
    await this.window.page.setViewportSize(size);
    await this.devices.send('Emulation.setDeviceMetricsOverride', {
      ...size,
      deviceScaleFactor: factor,
      mobile: false,
    });
  }

  async picture(file: string): Promise<void> {
    // Not the page's own way, which takes no more pixels at a higher zoom. What fades in or out is shown as it ends.
    await this.devices.send('Animation.enable');
    await this.devices.send('Animation.setPlaybackRate', { playbackRate: 100 });
    const { data } = await this.devices.send('Page.captureScreenshot', { format: 'png' });
    writeFileSync(file, Buffer.from(data, 'base64'));
  }

  /** Runs a function of a file, and waits until the panel says how it ended. */
  async run(file: string, name: string, end: string): Promise<void> {
    const { window } = this;
    await window.openFile(file);
    await window.moveCursorTo(this.lineOf(file, `def ${name}(`));
    await window.runCommand('Farcall: Run on Remote');
    await this.panel.locator('.label', { hasText: `:${name}` }).waitFor();
    await this.panel.locator('.state', { hasText: end }).waitFor({ timeout: 60_000 });
  }

  lineOf(file: string, text: string): number {
    const before = readFileSync(path.join(this.folder, file), 'utf8').split(text)[0] ?? '';
    return before.split('\n').length;
  }

  /** Shows the last run of a function, `explore:fit`, in the panel, one of its tabs. */
  async show(run: string, tab = 'Output', panel = this.panel): Promise<void> {
    const { window } = this;
    await window.runCommand('Farcall: Show Run in Panel');
    await this.choose(run);
    await panel.locator('.label', { hasText: run }).waitFor();
    await panel.getByRole('tab', { name: tab, exact: true }).click();
  }

  /** Takes the first option of a list with a text. */
  async choose(text: string): Promise<void> {
    const { input, page } = this.window;
    const question = await input.getAttribute('placeholder');
    await input.fill(text);
    await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: text }).waitFor();
    await input.press('Enter');
    // Another question may follow in its place.
    await page
      .locator(`.quick-input-widget input[placeholder=${JSON.stringify(question)}]`)
      .waitFor({ state: 'hidden' });
  }

  /** Takes away a question that what failed has left open. */
  async tidy(): Promise<void> {
    if (await this.window.input.isVisible()) await this.window.dismissInput();
  }

  /** Shows or hides a part of the window. */
  async part(name: 'Primary Side Bar' | 'Panel', shown: boolean): Promise<void> {
    const part = this.window.page.locator(name === 'Panel' ? '.part.panel' : '.part.sidebar');
    if ((await part.isVisible()) === shown) return;
    await this.window.runCommand(`View: Toggle ${name} Visibility`);
    await part.waitFor({ state: shown ? 'visible' : 'hidden' });
  }

  /** The panel alone below an editor, as high as is said in pixels of the page. */
  async panelHeight(height: number): Promise<void> {
    await this.part('Panel', true);
    const size = this.window.page.viewportSize();
    // Below it is the status bar.
    await this.window.dragPanelTo((size?.height ?? screen.height) - height - 22);
  }

  /** To the beginning or the end of what the panel shows. */
  async scroll(to: 'beginning' | 'end', area: Locator = this.panel.locator('main')): Promise<void> {
    await area.evaluate(`(area) => { area.scrollTop = ${to === 'end' ? 'area.scrollHeight' : 0}; }`);
  }
}
