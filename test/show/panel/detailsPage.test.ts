import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { EditorToPanel } from '../../../src/show/panel/protocol';
import { themes } from '../themes';
import { detailsSample } from './detailsSamples';
import { PanelPage, sample, statusOf } from './panelPage';

describe('the details of a run in the panel', () => {
  let panel: PanelPage;
  const { job } = statusOf('table');
  const messages: readonly EditorToPanel[] = [sample('table'), { type: 'details', job, details: detailsSample() }];
  before(async () => {
    panel = await PanelPage.launch();
    await panel.page.setViewportSize({ width: 1000, height: 560 });
  });
  after(() => panel.close());

  for (const theme of Object.keys(themes)) {
    test(`are accessible in the ${theme} theme`, async () => {
      await panel.open(theme);
      await panel.send(...messages);
      await panel.page.getByRole('tab', { name: 'Details' }).click();
      await panel.picture(`${theme}-details`);
      assert.deepEqual(await panel.axeFindings(), []);
      assert.deepEqual(panel.complaints, []);
    });
  }

  test('are a tab away by keys, and still chosen when the page comes back', async () => {
    await panel.open();
    await panel.send(...messages);
    const [output, details] = ['Output', 'Details'].map((name) => panel.page.getByRole('tab', { name }));
    await output?.focus();
    await panel.page.keyboard.press('ArrowRight');
    assert.equal(await details?.getAttribute('aria-selected'), 'true');
    assert.ok(await panel.page.getByText('Reading sales.csv').isHidden());
    await panel.reopen();
    await panel.send(...messages);
    assert.ok(await panel.page.getByText('4f2a9c81d0 on main').isVisible());
    // Of another job it is not chosen.
    await panel.send({
      type: 'snapshot',
      status: { ...statusOf('table'), job: 'another' },
      output: [],
      truncated: false,
      shown: [],
    });
    assert.equal(await output?.getAttribute('aria-selected'), 'true');
  });

  test('say in words what the charts draw, and draw anew only what has changed', async () => {
    await panel.open();
    await panel.send(...messages);
    await panel.page.getByRole('tab', { name: 'Details' }).click();
    await panel.page.getByRole('img', { name: /^CPU over 3 min 58 s: \d+ % at most, \d+ % last$/ }).waitFor();
    const copy = panel.page.getByRole('button', { name: 'Copy: Commit' });
    await copy.focus();
    const { usage, ...rest } = detailsSample();
    assert.ok(usage);
    const later = { ...usage, times: usage.times.slice(0, 60), cpu: usage.cpu.map(() => 1234).slice(0, 60) };
    await panel.send({ type: 'details', job, details: { ...rest, usage: later } });
    await panel.page.getByRole('img', { name: /^CPU over 1 min 58 s: 1234 % at most/ }).waitFor();
    await panel.send({ type: 'details', job, details: { ...rest, usage: { ...usage, times: [0], cpu: [97] } } });
    await panel.page.getByText('97 % · peak 97 %').waitFor();
    assert.equal(await panel.page.getByRole('img', { name: /^CPU/ }).count(), 0, 'one sample has no course');
    await panel.page.keyboard.press('Enter');
    assert.deepEqual(await panel.sent(), [{ type: 'copy', text: '4f2a9c81d07be6f0a1f2b3c4d5e6f708192a3b4c' }]);
  });

  test('show values of the environment on demand, but none that looks secret', async () => {
    await panel.open();
    await panel.send(...messages);
    await panel.page.getByRole('tab', { name: 'Details' }).click();
    const value = panel.page.getByText('2,3', { exact: true }).last();
    assert.ok(await value.isHidden());
    await panel.page.getByRole('button', { name: 'Show their values' }).click();
    assert.ok(await value.isVisible());
    const secret = panel.page.locator('li', { hasText: 'WANDB_API_KEY' });
    assert.equal((await secret.innerText()).replace(/\s/g, ''), 'WANDB_API_KEY•••');
  });

  test('ask for what a file looks like once, and show it', async () => {
    await panel.open();
    await panel.send(...messages);
    await panel.page.getByRole('tab', { name: 'Details' }).click();
    const artifact = 'out/forecast.png';
    const row = panel.page.getByRole('button', { name: artifact, exact: false }).first();
    await row.click();
    await panel.send({ type: 'artifact', job, path: artifact, look: { kind: 'text', text: 'seen', whole: true } });
    assert.ok(await panel.page.getByText('seen', { exact: true }).isVisible());
    await row.click();
    await row.click();
    assert.ok(await panel.page.getByText('seen', { exact: true }).isVisible());
    await panel.page.getByTitle(`Open ${artifact}`).click();
    await panel.page.getByRole('button', { name: 'Run this version’s code again…' }).click();
    assert.deepEqual(await panel.sent(), [
      { type: 'look', job, artifact },
      { type: 'openArtifact', job, artifact },
      { type: 'rerunSent', job },
    ]);
  });
});
