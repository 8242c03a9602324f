import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { themes } from '../themes';
import { PanelPage, sample, statusOf } from './panelPage';
import { samples } from './samples';

describe("the panel's page", () => {
  let panel: PanelPage;
  before(async () => {
    panel = await PanelPage.launch();
  });
  after(() => panel.close());

  for (const theme of Object.keys(themes)) {
    test(`is accessible in every state of a job, in the ${theme} theme`, async () => {
      for (const [name, message] of Object.entries(samples())) {
        await panel.open(theme);
        await panel.send(message);
        await panel.picture(`${theme}-${name}`);
        assert.deepEqual(await panel.axeFindings(), [], `${theme}, ${name}`);
        assert.deepEqual(panel.complaints, []);
      }
    });
  }

  for (const [width, rows] of [
    [1000, 1],
    [735, 1],
    [300, 3],
  ] as const) {
    test(`has a header of ${rows === 1 ? 'one row' : `${rows} rows`} where it is ${width} pixels wide`, async (t) => {
      t.after(() => panel.page.setViewportSize({ width: 1000, height: 380 }));
      await panel.page.setViewportSize({ width, height: 380 });
      await panel.open();
      await panel.send(sample('table'));
      for (const name of ['Save result…', 'Run again'])
        assert.equal(await panel.page.getByRole('button', { name }).getAttribute('title'), name);
      const row = 'document.querySelector("header .row").getBoundingClientRect().height';
      assert.equal(Math.ceil((await panel.page.evaluate<number>(row)) / 30), rows);
      assert.equal(await panel.page.evaluate('document.documentElement.scrollWidth'), width);
      await panel.picture(`wide-${width}`);
    });
  }

  test('asks for what to show as soon as it is loaded', async () => {
    await panel.open();
    assert.deepEqual(await panel.page.evaluate('globalThis.sent'), [{ type: 'ready' }]);
    assert.ok(await panel.page.getByText('Nothing to show yet').isVisible());
  });

  test('asks, once it was gone, for the job that it showed, and is scrolled as it was left', async () => {
    await panel.open();
    const { job } = statusOf('running');
    const text = Array.from({ length: 400 }, (_, i) => `line ${i}\n`).join('');
    const message = { ...sample('running'), output: [{ stream: 'stdout' as const, text }] };
    await panel.send(message);
    await panel.scrollTo(0.5);
    // The place of its end, where it was at first, is told by a number below 0.
    await panel.until(`/"top":\\d/.test(sessionStorage.getItem('state'))`);
    const top = `document.querySelector('main').scrollTop`;
    const left = await panel.page.evaluate<number>(top);
    assert.ok(left > 1000);
    await panel.reopen();
    assert.deepEqual(await panel.page.evaluate('globalThis.sent'), [{ type: 'ready', job }]);
    await panel.send(message);
    await panel.until(`Math.abs(${top} - ${left}) <= 1`);
    assert.ok(await panel.page.getByRole('button', { name: 'Jump to the end' }).isVisible());
  });

  test('shows an HTML preview without running its scripts or loading what it names', async () => {
    await panel.open();
    await panel.send(sample('table'));
    const frame = panel.page.frameLocator('iframe');
    await frame.getByText('forecast').waitFor();
    assert.equal(await frame.getByText('scripts run').count(), 0);
    assert.deepEqual(
      panel.requested.filter((url) => !url.startsWith(PanelPage.origin) && !url.startsWith('about:')),
      [],
    );
  });

  test('ignores output and states of another job than the one that is shown', async () => {
    await panel.open();
    await panel.send(
      sample('running'),
      { type: 'output', job: 'another', chunks: [{ stream: 'stdout', text: 'not mine\n' }] },
      { type: 'status', status: { ...statusOf('cancelled'), job: 'another' } },
    );
    assert.equal(await panel.page.getByText('not mine').count(), 0);
    assert.ok(await panel.page.getByRole('button', { name: 'Cancel' }).isVisible());
  });

  test('links the local frames of a traceback to their lines, and those alone', async () => {
    await panel.open();
    await panel.send(sample('raised'));
    const name = 'shop/cleaning.py:12';
    await panel.page.getByRole('button', { name, exact: true }).click();
    await panel.page.getByRole('button', { name: `Open ${name} as it ran` }).click();
    const { job } = statusOf('raised');
    const place = { type: 'open', job, file: 'shop/cleaning.py', line: 12, text: "    return frame['price'].dropna()" };
    assert.deepEqual(await panel.sent(), [place, { ...place, asItRan: true }]);
    assert.equal(await panel.page.getByRole('button', { name: /site-packages/ }).count(), 0);
  });

  test('shows variables and other people’s frames on demand, by keyboard, and as they were left when it comes back', async () => {
    await panel.open();
    await panel.send(sample('deep'));
    const variables = panel.page.getByRole('button', { name: '5 variables of train' });
    const folded = panel.page.getByRole('button', { name: '4 frames in pandas, numpy' });
    const shown = [panel.page.getByText('array of 48201 float64'), panel.page.getByText('in _astype_nansafe')];
    for (const one of shown) assert.ok(await one.isHidden());
    for (const one of [variables, folded]) {
      await one.focus();
      await panel.page.keyboard.press('Enter');
      assert.equal(await one.getAttribute('aria-expanded'), 'true');
    }
    assert.deepEqual(await panel.axeFindings(), []);
    await panel.reopen();
    await panel.send(sample('deep'));
    for (const one of shown) assert.ok(await one.isVisible());
    await panel.page.getByRole('button', { name: 'Copy these variables' }).first().click();
    await panel.page.getByRole('button', { name: 'Copy the error as Markdown, for an issue' }).click();
    const [copied, report] = (await panel.sent()) as { text: string }[];
    assert.match(copied?.text ?? '', /^path = 'sales\.csv'\nepochs = 3\napi_key = •••\n/);
    assert.deepEqual(report, { type: 'copyError', job: statusOf('deep').job, form: 'markdown' });
  });

  test('sends what its buttons mean, with the job they belong to, by keyboard too', async () => {
    await panel.open();
    const { job } = statusOf('table');
    await panel.send(sample('running'));
    await panel.page.getByRole('button', { name: 'Cancel' }).focus();
    await panel.page.keyboard.press('Enter');
    await panel.send(sample('table'));
    await panel.page.getByRole('button', { name: 'Run again' }).click();
    await panel.page.getByRole('button', { name: 'Save result…' }).click();
    await panel.page.getByTitle('Save model-2.pt').click();
    await panel.send(sample('disconnected'));
    await panel.page.getByRole('button', { name: 'Reconnect' }).click();
    assert.deepEqual(await panel.sent(), [
      { type: 'cancel', job },
      { type: 'rerun', job },
      { type: 'save', job },
      { type: 'save', job, artifact: 'model-2.pt' },
      { type: 'reconnect', job },
    ]);
  });

  test('offers to run with the line that was left out and is missing, and to look at what is sent', async () => {
    await panel.open();
    await panel.send(sample('leftOut'));
    await panel.page.getByRole('button', { name: 'Run with line 12' }).click();
    assert.ok(await panel.page.getByText('Left out of shop/forecast.py: lines 12, 40').isVisible());
    await panel.page.getByRole('button', { name: 'What is sent' }).click();
    const { job } = statusOf('leftOut');
    assert.deepEqual(await panel.sent(), [
      { type: 'runWithLine', job },
      { type: 'preview', job },
    ]);
  });

  test('offers the next steps of a failure where it tells of it', async () => {
    await panel.open();
    await panel.send(sample('refused'));
    await panel.page.getByRole('button', { name: 'Choose Another Host' }).click();
    assert.deepEqual(await panel.sent(), [{ type: 'step', job: statusOf('refused').job, action: 'chooseHost' }]);
  });

  test('goes on counting the time of a running job by its own clock', async () => {
    await panel.open();
    const { status } = sample('running');
    assert.ok(status);
    await panel.send({
      type: 'snapshot',
      status: { ...status, elapsed: 58_900 },
      output: [],
      truncated: false,
      shown: [],
    });
    await panel.page.getByText('1 min 00 s').waitFor({ timeout: 10_000 });
  });

  test('stays alive when it is sent garbage or megabytes, says so, and shows what comes next', async () => {
    await panel.open();
    await panel.send(sample('running'));
    const { job } = statusOf('running');
    const post = (value: string): Promise<void> => panel.page.evaluate(`window.postMessage(${value}, '*')`);
    const trouble = panel.page.getByRole('alert');
    for (const foreign of ['null', '7', '"text"', '[]', '{}', '{ type: "theme" }']) await post(foreign);
    await panel.send();
    assert.ok(await trouble.isHidden());
    for (const broken of [
      '{ type: "snapshot" }',
      '{ type: "status", status: { job: 7 } }',
      `{ type: "output", job: "${job}", chunks: [{ stream: "stdout", text: {} }] }`,
      `{ type: "output", job: "${job}", chunks: "all" }`,
    ]) {
      await post(broken);
    }
    await trouble.waitFor();
    assert.ok(await panel.page.getByText('Reading sales.csv').isVisible());
    await post(
      `{ type: "output", job: "${job}", chunks: [{ stream: "stdout", text: "x".repeat(30_000_000) + "\\n" }] }`,
    );
    await post(`{ type: "output", job: "${job}", chunks: [{ stream: "stderr", text: "\\x1b[31".repeat(500_000) }] }`);
    await post(`{ type: "output", job: "${job}", chunks: [{ stream: "stdout", text: "after all that\\n" }] }`);
    await panel.page.getByText('after all that', { exact: true }).waitFor();
    await panel.send(sample('running'));
    assert.ok(await trouble.isHidden());
    assert.deepEqual(panel.complaints, []);
  });
});
