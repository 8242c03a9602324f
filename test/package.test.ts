import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';
import { collect, root, vsix } from '../scripts/process.mjs';
import { requirePython } from '../scripts/requirements.mjs';
import { hostOptionsSchema } from '../src/contract/hosts';
import { commandNames, trustedCommands } from '../src/show/commandNames';

// What `npm test` built is looked at: the file that users install.

const manifestSchema = z.object({
  contributes: z.object({
    configuration: z.object({ properties: z.record(z.string(), z.object({ default: z.unknown() })) }),
    commands: z.array(z.object({ command: z.string(), title: z.string(), enablement: z.string().optional() })),
    menus: z.record(z.string(), z.array(z.object({ command: z.string() }))),
  }),
});
const manifestText = readFileSync(path.join(root, 'package.json'), 'utf8');
const manifest = manifestSchema.parse(JSON.parse(manifestText));

const texts = z
  .record(z.string(), z.string())
  .parse(JSON.parse(readFileSync(path.join(root, 'package.nls.json'), 'utf8')));

test('the VSIX holds what users need and nothing else', async () => {
  const { output } = await collect(await requirePython(), ['-m', 'zipfile', '-l', vsix]);
  const files = output
    .split('\n')
    .slice(1)
    .map((line) => line.split(' ')[0]);
  assert.deepEqual(files.sort(), [
    '[Content_Types].xml',
    'extension.vsixmanifest',
    'extension/LICENSE.txt',
    'extension/changelog.md',
    'extension/dist/assets/display.gz',
    'extension/dist/assets/runtime.gz',
    'extension/dist/assets/runtime.sha256',
    'extension/dist/assets/stub.py',
    'extension/dist/assets/tree-sitter-python.wasm',
    'extension/dist/assets/web-tree-sitter.wasm',
    'extension/dist/cli.js',
    'extension/dist/extension.js',
    'extension/dist/rooms.js',
    'extension/dist/third-party-notices.txt',
    'extension/dist/webview/base.css',
    'extension/dist/webview/details.css',
    'extension/dist/webview/error.css',
    'extension/dist/webview/fonts/KaTeX_AMS-Regular.woff2',
    'extension/dist/webview/fonts/KaTeX_Caligraphic-Bold.woff2',
    'extension/dist/webview/fonts/KaTeX_Caligraphic-Regular.woff2',
    'extension/dist/webview/fonts/KaTeX_Fraktur-Bold.woff2',
    'extension/dist/webview/fonts/KaTeX_Fraktur-Regular.woff2',
    'extension/dist/webview/fonts/KaTeX_Main-Bold.woff2',
    'extension/dist/webview/fonts/KaTeX_Main-BoldItalic.woff2',
    'extension/dist/webview/fonts/KaTeX_Main-Italic.woff2',
    'extension/dist/webview/fonts/KaTeX_Main-Regular.woff2',
    'extension/dist/webview/fonts/KaTeX_Math-BoldItalic.woff2',
    'extension/dist/webview/fonts/KaTeX_Math-Italic.woff2',
    'extension/dist/webview/fonts/KaTeX_SansSerif-Bold.woff2',
    'extension/dist/webview/fonts/KaTeX_SansSerif-Italic.woff2',
    'extension/dist/webview/fonts/KaTeX_SansSerif-Regular.woff2',
    'extension/dist/webview/fonts/KaTeX_Script-Regular.woff2',
    'extension/dist/webview/fonts/KaTeX_Size1-Regular.woff2',
    'extension/dist/webview/fonts/KaTeX_Size2-Regular.woff2',
    'extension/dist/webview/fonts/KaTeX_Size3-Regular.woff2',
    'extension/dist/webview/fonts/KaTeX_Size4-Regular.woff2',
    'extension/dist/webview/fonts/KaTeX_Typewriter-Regular.woff2',
    'extension/dist/webview/katex.css',
    'extension/dist/webview/panel.css',
    'extension/dist/webview/panel.js',
    'extension/dist/webview/preview.css',
    'extension/dist/webview/preview.js',
    'extension/dist/webview/typeset.js',
    'extension/dist/webview/value.css',
    'extension/l10n/bundle.l10n.de.json',
    'extension/l10n/bundle.l10n.json',
    'extension/media/farcall.svg',
    'extension/media/icon.png',
    'extension/media/panel.png',
    'extension/media/table.png',
    'extension/media/walkthrough/host.svg',
    'extension/media/walkthrough/preview.svg',
    'extension/media/walkthrough/return.svg',
    'extension/media/walkthrough/run.svg',
    'extension/package.json',
    'extension/package.nls.de.json',
    'extension/package.nls.json',
    'extension/readme.md',
  ]);
});

test('the VSIX is at most 2 MB', async () => {
  assert.ok((await stat(vsix)).size <= 2_000_000);
});

test('what an editor reads at activation is at most 200 KB: libraries come with what needs them', async () => {
  assert.ok((await stat(path.join(root, 'dist/extension.js'))).size <= 200_000);
});

test('the Python runtime that travels is at most 40 KB compressed, and bears its hash', async () => {
  const bytes = await readFile(path.join(root, 'dist/assets/runtime.gz'));
  assert.ok(bytes.length <= 40_000, `${bytes.length} bytes`);
  const sha256 = await readFile(path.join(root, 'dist/assets/runtime.sha256'), 'utf8');
  assert.equal(createHash('sha256').update(bytes).digest('hex'), sha256.trim());
});

test('the display, which travels once besides, is at most 30 KB compressed', async () => {
  assert.ok((await stat(path.join(root, 'dist/assets/display.gz'))).size <= 30_000);
});

test('what travels is the source, line by line, without comments and docstrings', async () => {
  const { status, output } = await collect(await requirePython(), ['test/compareRuntime.py']);
  assert.equal(status, 0, output);
  assert.match(output, /^[1-9]\d* modules alike$/);
});

test('the command line is a program of its own', async () => {
  const file = path.join(root, 'dist/cli.js');
  assert.match(await readFile(file, 'utf8'), /^#!\/usr\/bin\/env node\n/);
  const { output } = await collect(file, ['--help']);
  assert.match(output, /farcall run/);
});

test('no bundle carries paths of the machine that built it', async () => {
  for (const name of ['extension.js', 'rooms.js', 'cli.js', 'webview/panel.js', 'webview/preview.js']) {
    assert.ok(!(await readFile(path.join(root, 'dist', name), 'utf8')).includes(root), name);
  }
});

test('package.json contributes the commands that the code knows, and asks for trust where they run code', () => {
  assert.deepEqual(
    manifest.contributes.commands.map(({ command }) => command),
    [...commandNames],
  );
  const guarded = manifest.contributes.commands.filter(({ enablement }) => enablement === 'isWorkspaceTrusted');
  assert.deepEqual(new Set(guarded.map(({ command }) => command)), new Set(trustedCommands));
  const known = new Set<string>(commandNames);
  for (const [menu, items] of Object.entries(manifest.contributes.menus)) {
    for (const { command } of items) assert.ok(known.has(command), `${menu}: ${command}`);
  }
});

test('every text of package.json is in package.nls.json, and none there is left over', () => {
  const wanted = [...manifestText.matchAll(/"%([^%"]+)%"/g)].map(([, name]) => name);
  assert.deepEqual(new Set(Object.keys(texts)), new Set(wanted));
});

/** The first cells of a section's table in the README, and the second ones. */
function readmeTable(heading: string): readonly (readonly [string, string])[] {
  const [, section = ''] = readFileSync(path.join(root, 'README.md'), 'utf8').split(`\n## ${heading}\n`);
  const [own = ''] = section.split('\n## ');
  const rows = [...own.matchAll(/^\| (.+?) \| (.+?) \|/gm)].slice(1);
  return rows.map(([, first = '', second = '']) => [first, second]);
}

test('the README tells every command by its title, and no other', () => {
  const told = readmeTable('Commands').flatMap(([names]) => names.split(', '));
  // Items of the panel's menu are met where they stand.
  const listed = manifest.contributes.commands.filter(({ command }) => !command.startsWith('farcall.page.'));
  const titles = listed.map(({ title }) => texts[title.slice(1, -1)] ?? title);
  assert.deepEqual(new Set(told), new Set(titles));
});

test('the README tells every setting with its default, and no other', () => {
  const told = readmeTable('Settings').map(([name, value]) => [name, value].map((cell) => cell.replaceAll('`', '')));
  const settings = Object.entries(manifest.contributes.configuration.properties);
  assert.deepEqual(
    new Map(told.map(([name, value]) => [name, value])),
    new Map(settings.map(([name, setting]) => [name, JSON.stringify(setting.default)])),
  );
});

test('the README tells every option of a host', () => {
  const [, options = ''] =
    /^Options of a host, all optional: (.+)$/m.exec(readFileSync(path.join(root, 'README.md'), 'utf8')) ?? [];
  const told = [...options.matchAll(/(?:^|, )`(\w+)` \(/g)].map(([, name]) => name);
  assert.deepEqual(new Set(told), new Set(Object.keys(hostOptionsSchema.shape).filter((name) => name !== 'engine')));
});

test('pictures that package.json names exist', () => {
  for (const [, file] of manifestText.matchAll(/"(media\/[^"]+)"/g)) {
    assert.ok(file !== undefined && existsSync(path.join(root, file)), file);
  }
});
