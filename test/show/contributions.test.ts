import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';
import { root } from '../../scripts/process.mjs';
import { commandNames } from '../../src/show/commandNames';

const manifestSchema = z.object({
  contributes: z.object({
    commands: z.array(
      z.object({ command: z.string(), category: z.string(), title: z.string(), enablement: z.string().optional() }),
    ),
    menus: z.record(
      z.string(),
      z.array(z.object({ command: z.string(), when: z.string().optional(), group: z.string().optional() })),
    ),
    keybindings: z.array(z.object({ command: z.string(), key: z.string() })),
    views: z.record(z.string(), z.array(z.object({ id: z.string() }))),
    colors: z.array(z.object({ id: z.string(), defaults: z.record(z.string(), z.string()) })),
    configuration: z.object({ properties: z.record(z.string(), z.unknown()) }),
  }),
});
const { contributes } = manifestSchema.parse(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')));

test('package.json contributes exactly the commands that the extension has', () => {
  assert.deepEqual(contributes.commands.map(({ command }) => command).sort(), [...commandNames].sort());
});

test('every menu names a command that exists', () => {
  const names = new Set<string>(commandNames);
  for (const [menu, items] of Object.entries(contributes.menus)) {
    for (const { command } of items) assert.ok(names.has(command), `${menu}: ${command}`);
  }
});

test('the palette lists no command that is for one place alone, and no two that read alike', () => {
  const hidden = new Set(
    (contributes.menus['commandPalette'] ?? []).flatMap(({ command, when }) => (when === 'false' ? [command] : [])),
  );
  const placeBound = commandNames.filter((name) => name.startsWith('farcall.page.') || name === 'farcall.previewFile');
  assert.deepEqual([...hidden].sort(), [...placeBound].sort());
  for (const file of ['package.nls.json', 'package.nls.de.json']) {
    const texts = z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(path.join(root, file), 'utf8')));
    const listed = contributes.commands.filter(({ command }) => !hidden.has(command));
    const titles = listed.map(({ category, title }) => `${category}: ${texts[title.slice(1, -1)] ?? ''}`);
    assert.deepEqual([...titles].sort(), [...new Set(titles)].sort(), file);
    assert.deepEqual(
      titles.filter((title) => !/^Farcall: \p{Lu}/u.test(title)),
      [],
    );
  }
});

test('what a row of a list offers to the mouse stands in its menu, too, which keys open', () => {
  const items = contributes.menus['view/item/context'] ?? [];
  const [inline, listed] = [true, false].map((here) =>
    items.filter(({ group }) => group?.startsWith('inline') === here),
  );
  const viewOf = (when = ''): string | undefined => /view == (\S+)/.exec(when)?.[1];
  for (const { command, when } of inline ?? [])
    assert.ok(
      listed?.some((item) => item.command === command && viewOf(item.when) === viewOf(when)),
      `${command}, ${when}`,
    );
});

test('each item of the panel’s menu stands there, and a place for it is named', () => {
  const items = contributes.menus['webview/context'] ?? [];
  const names = new Set(items.map(({ command }) => command));
  for (const name of commandNames) if (name.startsWith('farcall.page.')) assert.ok(names.has(name), name);
  for (const { command, when = '' } of items) {
    assert.match(when, /^webviewId == 'farcall\.panel' && /, command);
  }
});

test('every key names a command that exists, and no two have the same', () => {
  const names = new Set<string>(commandNames);
  for (const { command, key } of contributes.keybindings) assert.ok(names.has(command), `${key}: ${command}`);
  const keys = contributes.keybindings.map(({ key }) => key);
  assert.deepEqual(keys, [...new Set(keys)]);
});

test('the views are those that the extension fills', () => {
  const views = Object.values(contributes.views).flatMap((list) => list.map(({ id }) => id));
  assert.deepEqual(views.sort(), ['farcall.hosts', 'farcall.panel', 'farcall.results']);
});

test('the settings are those that the extension reads', () => {
  assert.deepEqual(Object.keys(contributes.configuration.properties).sort(), [
    'farcall.codeLens.enabled',
    'farcall.codeLens.files',
    'farcall.data.askAbove',
    'farcall.defaultHost',
    'farcall.exclude',
    'farcall.hosts',
    'farcall.include',
    'farcall.terminal',
  ]);
});

test('each colour of ours is one in every kind of theme, those of high contrast among them', () => {
  for (const { id, defaults } of contributes.colors)
    assert.deepEqual(Object.keys(defaults).sort(), ['dark', 'highContrast', 'highContrastLight', 'light'], id);
});
