import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { config } from '@vscode/l10n';
import { z } from 'zod';
import { bundleFile, readTexts, wantedBundle } from '../scripts/l10n.mjs';
import { root } from '../scripts/process.mjs';
import { parseTarget } from '../src/ship/sshTarget';

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

const textsSchema = z.record(z.string(), z.string());
const readJson = (file: string): Record<string, string> =>
  textsSchema.parse(JSON.parse(readFileSync(path.join(root, file), 'utf8')));
const placeholders = (text: string): readonly string[] => (text.match(/\{\d+\}|command:[^)\s]+/g) ?? []).sort();

for (const [source, pattern] of [
  ['l10n/bundle.l10n.json', /^bundle\.l10n\.[\w-]+\.json$/],
  ['package.nls.json', /^package\.nls\.[\w-]+\.json$/],
] as const) {
  const folder = path.dirname(source);
  for (const name of readdirSync(path.join(root, folder)).filter((one) => pattern.test(one))) {
    test(`${name} translates every text, and each with what it holds: placeholders, commands`, () => {
      const [texts, translated] = [readJson(source), readJson(path.join(folder, name))];
      assert.deepEqual(Object.keys(translated).sort(), Object.keys(texts).sort());
      for (const [key, text] of Object.entries(translated)) {
        assert.deepEqual(placeholders(text), placeholders(texts[key] ?? ''), key);
        assert.notEqual(text.trim(), '', key);
      }
    });
  }
}

test('errors that are made without VS Code speak the language that it was given, and English without one', (t) => {
  const language = readJson('l10n/bundle.l10n.de.json');
  const name = '"-x" is not the name of a host.';
  assert.throws(() => parseTarget('-x'), { message: name });
  config({ contents: language });
  t.after(() => config({ contents: {} }));
  assert.throws(() => parseTarget('-x'), { message: '"-x" ist kein Name eines Hosts.' });
});
