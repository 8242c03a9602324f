// Draws media/icon.png, which the marketplace wants, from media/icon.svg. Run by hand after the drawing changed.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { browserOptions } from './browser.mjs';
import { main, root } from './process.mjs';

await main(async () => {
  const svg = await readFile(path.join(root, 'media/icon.svg'), 'utf8');
  const browser = await chromium.launch(await browserOptions());
  try {
    const page = await browser.newPage({ viewport: { width: 128, height: 128 } });
    await page.setContent(
      `<body style="margin:0;background:transparent">${svg.replace('<svg', '<svg style="display:block"')}`,
    );
    await writeFile(path.join(root, 'media/icon.png'), await page.screenshot({ omitBackground: true }));
  } finally {
    await browser.close();
  }
});
