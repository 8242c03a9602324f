import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import type { Locator } from 'playwright-core';
import { inWorkbench } from './workbench';

const settings = { 'farcall.defaultHost': 'local', 'farcall.terminal': true, 'editor.minimap.enabled': false };

test('a program that draws on a terminal alone is drawn in place in the panel', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'farcall-folder-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const gate = path.join(folder, 'gate');
  writeFileSync(
    path.join(folder, 'draw.py'),
    [
      'import os, sys, time',
      '',
      '',
      'def draw():',
      '    if not (sys.stdout.isatty() and sys.stderr.isatty()):',
      '        return "no terminal"',
      '    for step in range(40):',
      '        if step:',
      '            sys.stdout.write("\\x1b[3A")',
      '        for row in range(3):',
      '            sys.stdout.write(f"\\x1b[2K\\x1b[3{row + 1}mrow {row}: step {step}\\x1b[0m\\n")',
      '        sys.stderr.write(f"\\r{step + 1}/40")',
      `        while step == 20 and not os.path.exists(${JSON.stringify(gate)}): time.sleep(0.01)`,
      '    return "drawn"',
      '',
    ].join('\n'),
  );
  await inWorkbench(t, { folder, settings }, async (window) => {
    const { panelFrame } = window;
    await window.openFile('draw.py');
    await window.lenses().first().click();
    const lines = panelFrame.locator('.rows .line');
    const seen = async (): Promise<readonly string[]> => (await lines.allTextContents()).toSorted();
    await window.step(t, 'while it runs', async () => {
      await panelFrame.getByText('row 2: step 20', { exact: true }).waitFor();
      await panelFrame.getByText('21/40', { exact: true }).waitFor();
      assert.deepEqual(await seen(), ['21/40', 'row 0: step 20', 'row 1: step 20', 'row 2: step 20']);
      await window.screenshot('terminal-drawn');
    });
    await window.step(t, 'and at its end', async () => {
      writeFileSync(gate, '');
      await panelFrame.getByText('drawn', { exact: true }).waitFor();
      await panelFrame.getByText('row 2: step 39', { exact: true }).waitFor();
      assert.deepEqual(await seen(), ['40/40', 'row 0: step 39', 'row 1: step 39', 'row 2: step 39']);
    });
  });
});

test('a terminal is as wide as the panel’s output was when it was seen last', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'farcall-folder-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(
    path.join(folder, 'wide.py'),
    [
      'import os',
      '',
      '',
      'def wide():',
      `    with open(${JSON.stringify(path.join(folder, 'runs'))}, "a+") as runs:`,
      '        runs.write(".")',
      '        runs.flush()',
      '        run = runs.tell()',
      '    columns = os.get_terminal_size().columns',
      // More than there is room for, so that a scroll bar takes its place.
      '    print("\\n" * 60)',
      '    print("x" * columns)',
      '    print("y" * (columns + 1))',
      '    return f"run {run}: {columns} columns"',
      '',
    ].join('\n'),
  );
  await inWorkbench(t, { folder, settings }, async (window) => {
    const { page, panelFrame } = window;
    const rowsOf = (letter: string): Locator => panelFrame.locator('.rows .line', { hasText: letter });
    const columnsOf = async (run: number): Promise<number> => {
      const value = panelFrame.getByText(new RegExp(`^'?run ${run}: \\d+ columns'?$`));
      await value.waitFor();
      return Number(/(\d+) columns/.exec((await value.textContent()) ?? '')?.[1]);
    };
    /** What was told of it is just what has room. */
    const expectRows = async (): Promise<void> => {
      await rowsOf('y').nth(1).waitFor();
      assert.equal(await rowsOf('x').count(), 1);
      assert.equal(await rowsOf('y').count(), 2);
    };
    await window.openFile('wide.py');
    await window.lenses().first().click();
    assert.equal(await columnsOf(1), 80);
    let wide = 0;

    await window.step(t, 'in columns of its font', async () => {
      await panelFrame.getByRole('button', { name: 'Run again' }).click();
      wide = await columnsOf(2);
      assert.notEqual(wide, 80);
      await expectRows();
      await window.screenshot('terminal-wide');
    });

    await window.step(t, 'and after it was made narrower', async () => {
      await page.setViewportSize({ width: 800, height: 800 });
      await rowsOf('x').nth(1).waitFor();
      await panelFrame.getByRole('button', { name: 'Run again' }).click();
      assert.ok((await columnsOf(3)) < wide);
      await expectRows();
    });
  });
});
