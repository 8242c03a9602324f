/**
 * What the menu of a right click offers in the panel's page. VS Code draws it: `webview/context` in package.json says which
 * item stands where. What an item does there, the page knows (`webview/contextMenu.ts`).
 */
export const pageMenuItems = [
  'copy',
  'copyWithHeader',
  'copyColumnName',
  'copyPath',
  'copyAll',
  'copyAsMarkdown',
  'find',
  'toggleTimestamps',
  'openFrame',
  'openFrameAsItRan',
] as const;
export type PageMenuItem = (typeof pageMenuItems)[number];
export type PageCommand = `farcall.page.${PageMenuItem}`;

/** The commands that stand behind the items, each for its own. */
export function pageCommands(
  choose: (item: PageMenuItem) => Promise<unknown>,
): Readonly<Record<PageCommand, () => Promise<unknown>>> {
  return {
    'farcall.page.copy': () => choose('copy'),
    'farcall.page.copyWithHeader': () => choose('copyWithHeader'),
    'farcall.page.copyColumnName': () => choose('copyColumnName'),
    'farcall.page.copyPath': () => choose('copyPath'),
    'farcall.page.copyAll': () => choose('copyAll'),
    'farcall.page.copyAsMarkdown': () => choose('copyAsMarkdown'),
    'farcall.page.find': () => choose('find'),
    'farcall.page.toggleTimestamps': () => choose('toggleTimestamps'),
    'farcall.page.openFrame': () => choose('openFrame'),
    'farcall.page.openFrameAsItRan': () => choose('openFrameAsItRan'),
  };
}
