import type { Locator } from 'playwright-core';
import type { Stage, Zoom } from './stage';

/** One thing that a person sees of Farcall. */
export interface Surface {
  readonly name: string;
  /** Before anything has run. */
  readonly fresh?: boolean;
  /** Brings it up, whatever was seen before. */
  show(stage: Stage, zoom: Zoom): Promise<void>;
  /** Takes away what would stay in the way of others. */
  leave?(stage: Stage): Promise<void>;
}

/** How each function of the project ends. */
export const runs: readonly (readonly [file: string, name: string, end: string])[] = [
  ['explore.py', 'mean', 'Succeeded'],
  ['explore.py', 'summary', 'Succeeded'],
  ['explore.py', 'report', 'Succeeded'],
  ['explore.py', 'equation', 'Succeeded'],
  ['explore.py', 'page', 'Succeeded'],
  ['explore.py', 'raw', 'Succeeded'],
  ['explore.py', 'spectra', 'Succeeded'],
  ['explore.py', 'maps', 'Succeeded'],
  ['explore.py', 'stations', 'Succeeded'],
  ['explore.py', 'estimate_surface_temperature_anomaly_by_region_and_season', 'Succeeded'],
  ['explore.py', 'regress', 'Failed'],
  ['explore.py', 'fit', 'Failed'],
  ['simulate.py', 'simulate', 'Succeeded'],
  ['simulate.py', 'spin_up', 'Running'],
];

/** The one that does not end by itself goes on without the window. */
export async function endRuns(stage: Stage): Promise<void> {
  const { status } = stage.window;
  if (!(await status.isVisible()) || !(await status.innerText()).includes('spin_up')) return;
  await stage.show('simulate:spin_up');
  await stage.panel.getByRole('button', { name: 'Cancel' }).click();
  await stage.panel.locator('.state', { hasText: 'Cancelled' }).waitFor();
}

const row = (stage: Stage, name: RegExp | string): Locator => stage.window.page.getByRole('treeitem', { name });

/** The panel below an editor, most of the window high, without a side bar. */
async function large(stage: Stage, zoom: Zoom): Promise<void> {
  await stage.part('Primary Side Bar', false);
  await stage.panelHeight(zoom < 2 ? 560 / zoom : 320);
}

/** What the panel shows of a run, scrolled to its beginning or end. */
function inPanel(
  name: string,
  run: string,
  options: { readonly to?: 'beginning' | 'end'; readonly then?: (stage: Stage) => Promise<void> } = {},
): Surface {
  return {
    name,
    show: async (stage, zoom) => {
      await large(stage, zoom);
      await stage.show(run);
      await stage.scroll(options.to ?? 'end');
      await options.then?.(stage);
    },
  };
}

const views: Surface = {
  name: 'views',
  show: async (stage) => {
    const { page } = stage.window;
    await stage.part('Panel', false);
    await stage.part('Primary Side Bar', true);
    await stage.window.openView('Farcall');
    const host = row(stage, /^gpu1/);
    await host.click();
    if ((await host.getAttribute('aria-expanded')) === 'false') await host.press('ArrowRight');
    await row(stage, /Python 3/).waitFor();
    await row(stage, /simulate/)
      .first()
      .hover();
    await page.mouse.move(10, 5);
  },
};

/** A function in its file, and below it the panel with what came of it. */
function inFile(name: string, file: string, run: string, sideBar: boolean): Surface {
  return {
    name,
    show: async (stage, zoom) => {
      if (sideBar) await stage.window.openView('Farcall');
      await stage.part('Primary Side Bar', sideBar);
      await stage.window.runCommand('View: Close All Editors');
      await stage.window.openFile(file);
      const line = stage.lineOf(file, `def ${run.split(':')[1] ?? ''}(`);
      await stage.window.moveCursorTo(line);
      await stage.window.lenses().first().waitFor();
      await stage.panelHeight(Math.round(540 / zoom));
      await stage.show(run);
      await stage.scroll('end');
      await stage.window.page.mouse.move(10, 5);
    },
  };
}

export const surfaces: readonly Surface[] = [
  {
    name: 'first-views',
    fresh: true,
    show: async (stage) => {
      await stage.part('Primary Side Bar', true);
      await stage.window.openView('Farcall');
      await stage.window.page.getByRole('button', { name: 'Open a Python File…' }).waitFor();
      // By its command: where there is little room, its tab is among those that are left out.
      await stage.window.runCommand('Farcall: Focus on Farcall View');
      await stage.panel.getByText('Nothing to show yet').waitFor();
    },
  },
  {
    name: 'walkthrough',
    fresh: true,
    show: async (stage, zoom) => {
      const { page } = stage.window;
      await stage.part('Panel', false);
      await stage.part('Primary Side Bar', true);
      await stage.window.openView('Farcall');
      await page.getByRole('button', { name: 'Take the First Steps' }).click();
      // It takes the focus when it is drawn, which closes a palette that is open by then.
      await page.locator('.getting-started-step.expanded:focus', { hasText: 'Run a function' }).waitFor();
      await stage.part('Primary Side Bar', false);
      if (zoom < 2) {
        const picture = page.locator('.getting-started-media iframe').contentFrame();
        await picture.frameLocator('#active-frame').locator('svg').waitFor();
      }
    },
    leave: (stage) => stage.window.runCommand('View: Close All Editors'),
  },
  {
    name: 'add-host',
    fresh: true,
    show: async (stage) => {
      await stage.window.runCommand('Farcall: Add Host…');
      await stage.window.page.locator('.quick-input-list').getByRole('option').first().waitFor();
    },
    leave: (stage) => stage.window.dismissInput(),
  },
  inFile('overview', 'simulate.py', 'simulate:simulate', true),
  inFile('overview-table', 'explore.py', 'explore:stations', false),
  inPanel('output', 'simulate:simulate', { to: 'beginning' }),
  {
    name: 'output-found',
    show: async (stage, zoom) => {
      await large(stage, zoom);
      await stage.show('simulate:simulate');
      const times = stage.panel.getByRole('button', { name: 'Show when each line was printed' });
      if ((await times.getAttribute('aria-pressed')) === 'false') await times.click();
      await stage.panel.locator('main').press('Control+f');
      await stage.window.page.keyboard.type('year');
      await stage.panel.getByText(/\d+ of \d+/).waitFor();
      await stage.scroll('beginning');
    },
    leave: async (stage) => {
      await stage.panel.getByRole('button', { name: 'Show when each line was printed' }).click();
      await stage.panel.getByRole('button', { name: 'Close' }).click();
    },
  },
  inPanel('result-tree', 'simulate:simulate', {
    then: async (stage) => {
      const tree = stage.panel.getByRole('tree');
      if ((await stage.panel.getByRole('treeitem', { name: /Arctic/ }).count()) > 0) return;
      await tree.focus();
      for (const key of ['Home', 'ArrowDown', 'ArrowDown', 'ArrowRight']) await stage.window.page.keyboard.press(key);
      await stage.panel.getByRole('treeitem', { name: /Arctic/ }).waitFor();
    },
  }),
  inPanel('result-table', 'explore:stations'),
  {
    ...inPanel('result-table-selected', 'explore:stations', {
      then: async (stage) => {
        await stage.panel.getByRole('columnheader', { name: /^temperature/ }).click();
        await stage.panel.getByRole('gridcell').nth(9).click();
        for (const key of ['Shift+ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowRight'])
          await stage.window.page.keyboard.press(key);
      },
    }),
    leave: async (stage) => {
      for (let i = 0; i < 2; i += 1) await stage.panel.getByRole('columnheader', { name: /^temperature/ }).click();
    },
  },
  inPanel('result-number', 'explore:mean'),
  inPanel('result-text', 'explore:summary'),
  inPanel('result-figures', 'explore:maps'),
  inPanel('result-formula', 'explore:equation'),
  inPanel('result-markdown', 'explore:report'),
  inPanel('result-bytes', 'explore:raw'),
  inPanel('result-html', 'explore:page'),
  inPanel('result-items', 'explore:spectra', {
    then: async (stage) => {
      const item = stage.panel.getByRole('button', { name: '[4]' });
      if ((await item.getAttribute('aria-expanded')) === 'false') await item.click();
    },
  }),
  inPanel('long-name', 'explore:estimate_surface_temperature_anomaly_by_region_and_season'),
  inPanel('error', 'explore:fit', {
    then: async (stage) => {
      const locals = stage.panel.getByRole('button', { name: /variables? of fit/ }).first();
      if ((await locals.getAttribute('aria-expanded')) === 'false') await locals.click();
      await stage.scroll('beginning');
    },
  }),
  inPanel('missing', 'explore:regress'),
  {
    name: 'details',
    show: async (stage, zoom) => {
      await large(stage, zoom);
      await stage.show('simulate:simulate', 'Details');
      await stage.scroll('beginning', stage.panel.locator('.details'));
      const look = stage.panel
        .locator('.details')
        .getByRole('button', { name: /surface\.png/ })
        .first();
      if ((await look.getAttribute('aria-expanded')) === 'false') await look.click();
      await stage.panel.locator('.details img').waitFor();
    },
  },
  {
    name: 'details-end',
    show: async (stage, zoom) => {
      await large(stage, zoom);
      await stage.show('simulate:simulate', 'Details');
      const ask = stage.panel.getByRole('button', { name: 'Ask the host which files ran' });
      if (await ask.isVisible()) await ask.click();
      await stage.panel.getByText('simulate.py').last().waitFor();
      await stage.scroll('end', stage.panel.locator('.details'));
    },
  },
  {
    name: 'low',
    show: async (stage) => {
      await stage.part('Primary Side Bar', false);
      await stage.panelHeight(250);
      await stage.show('explore:fit');
      await stage.scroll('beginning');
    },
  },
  {
    name: 'running',
    show: async (stage, zoom) => {
      await stage.part('Primary Side Bar', zoom < 2);
      await stage.window.openFile('simulate.py');
      await stage.window.moveCursorTo(stage.lineOf('simulate.py', 'def spin_up') + 2);
      await stage.panelHeight(250);
      await stage.show('simulate:spin_up');
    },
  },
  {
    name: 'monitor',
    show: async (stage) => {
      await stage.part('Panel', false);
      await stage.window.openFile('simulate.py');
      await stage.window.runCommand('Farcall: List Running and Recent Runs…');
      await stage.window.page.locator('.quick-input-list').getByText('spin_up').first().waitFor();
    },
    leave: (stage) => stage.window.dismissInput(),
  },
  {
    name: 'editor',
    show: async (stage, zoom) => {
      await stage.part('Panel', false);
      await stage.part('Primary Side Bar', zoom < 2);
      await stage.window.openFile('explore.py');
      await stage.window.moveCursorTo(stage.lineOf('explore.py', 'def fit'));
      await stage.window.expectBehindLine('ValueError');
      const { page } = stage.window;
      const name = page.locator('.view-line', { hasText: /def.fit/ }).locator('span', { hasText: 'fit' });
      await name.last().hover();
      await page.locator('.monaco-hover', { hasText: 'Failed on gpu1' }).waitFor();
    },
    leave: (stage) => stage.window.page.mouse.move(10, 5),
  },
  views,
  {
    name: 'views-grouped',
    show: async (stage, zoom) => {
      await views.show(stage, zoom);
      await stage.window.runCommand('Farcall: Group Results…');
      await stage.choose('By state');
      await row(stage, /^Failed/).waitFor();
    },
    leave: async (stage) => {
      await stage.window.runCommand('Farcall: Group Results…');
      await stage.choose('No groups');
    },
  },
  {
    name: 'preview',
    show: async (stage) => {
      await stage.part('Panel', false);
      await stage.part('Primary Side Bar', false);
      await stage.window.openFile('simulate.py');
      await stage.window.moveCursorTo(stage.lineOf('simulate.py', 'def simulate'));
      await stage.window.runCommand('Farcall: Preview What Will Be Sent');
      const frame = stage.window.tabFrame;
      await frame.getByRole('heading', { name: 'simulate:simulate' }).waitFor();
      await frame.getByText(/has all of it|to send/).waitFor();
    },
    leave: (stage) => stage.window.runCommand('View: Close All Editors'),
  },
  {
    name: 'compared',
    show: async (stage) => {
      await stage.part('Panel', false);
      await stage.part('Primary Side Bar', false);
      await stage.window.runCommand('Farcall: Compare Run with…');
      await stage.choose('explore:summary');
      await stage.choose('explore:mean');
      await stage.window.page.locator('.editor-instance .view-line').getByText('Compared:').first().waitFor();
      await stage.window.notifications.first().waitFor({ state: 'hidden' });
    },
    leave: (stage) => stage.window.runCommand('View: Close All Editors'),
  },
  {
    name: 'notification',
    show: async (stage) => {
      await stage.part('Panel', false);
      await stage.window.runCommand('Farcall: Remove Host');
      await stage.window.notifications.first().waitFor();
    },
    leave: (stage) => stage.window.clearNotifications(),
  },
  {
    name: 'narrow',
    show: async (stage) => {
      const { window } = stage;
      // What else is in the panel would come up in its place, and take the focus.
      await stage.part('Panel', false);
      await window.runCommand('View: Move View');
      await stage.choose('Farcall');
      await stage.choose('New Side Bar Entry');
      await window.page.locator('.part.sidebar', { hasText: 'Farcall' }).waitFor();
      const moved = window.page.frameLocator('iframe.webview').frameLocator('#active-frame');
      await stage.show('explore:stations', 'Output', moved);
    },
    leave: async (stage) => {
      await stage.window.runCommand('View: Reset View Locations');
      const entries = stage.window.page.locator('.activitybar').getByRole('tab', { name: 'Farcall' });
      await entries.nth(1).waitFor({ state: 'hidden' });
    },
  },
];
