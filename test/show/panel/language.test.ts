import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';
import { root } from '../../../scripts/process.mjs';
import { PanelPage, sample } from './panelPage';

test('the panel speaks the language that the editor gives it, those texts, too, that are made when it is loaded', async (t) => {
  const file = path.join(root, 'l10n/bundle.l10n.de.json');
  const german = z.record(z.string(), z.string()).parse(JSON.parse(await readFile(file, 'utf8')));
  // Words that look like the end of their element end nothing.
  const panel = await PanelPage.launch({ tag: 'de', words: { ...german, odd: '</script><b>' } });
  t.after(() => panel.close());
  const { page } = panel;
  await panel.open();
  await page.getByText('Noch nichts zu zeigen').waitFor();
  await page.getByText('Klicken Sie auf Auf Host ausführen über einer Python-Funktion').waitFor();
  await panel.send(sample('running'));
  await page.getByRole('button', { name: 'Abbrechen' }).waitFor();
  await page.getByRole('button', { name: 'In der Ausgabe suchen' }).waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'de');
  assert.deepEqual(panel.complaints, []);
});
