import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { bundleFile, readTexts, wantedBundle } from '../scripts/l10n.mjs';
import { root } from '../scripts/process.mjs';

test('every text that a person reads in VS Code can be translated', async () => {
  assert.deepEqual((await readTexts()).problems, []);
});

test('the bundle that translations are made from has these texts and no others: else run `npm run l10n`', async () => {
  assert.equal(await readFile(bundleFile, 'utf8'), await wantedBundle());
});

/** Where VS Code shows what package.json contributes. */
const shownKeys = /"(?:title|name|description|markdownDescription|contents|altText)": "([^"]*)"/g;

test('every text of what package.json contributes can be translated', () => {
  const [, contributed = ''] = readFileSync(path.join(root, 'package.json'), 'utf8').split('"contributes":');
  const texts = [...contributed.matchAll(shownKeys)].map(([, text = '']) => text);
  assert.ok(texts.length > 50);
  assert.deepEqual(
    texts.filter((text) => !/^%[\w.]+%$/.test(text) && text !== 'Farcall'),
    [],
  );
});
