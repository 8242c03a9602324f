#!/usr/bin/env node
// Takes desktop VS Code's place for @vscode/test-electron: the same arguments, but the workbench runs in a headless
// browser, with the extension and its tests in the server's extension host. Ends with the status of the test run.
import path from 'node:path';
import { chromium } from 'playwright-core';
import { browserOptions } from '../../scripts/browser.mjs';
import { main, ScriptError } from '../../scripts/process.mjs';
import { startWorkbench } from '../../scripts/workbench.mjs';

/** A window that has not finished by then hangs. */
const limit = 5 * 60_000;

await main(async () => {
  const options = process.argv
    .slice(2)
    .map((argument) => /^--([^=]+)=(.*)$/s.exec(argument) ?? [argument, argument, '']);
  const valueOf = (name) => options.find(([, found]) => found === name)?.[2];
  const folder = process.argv.slice(2).find((argument) => path.isAbsolute(argument));
  const extension = valueOf('extensionDevelopmentPath');
  const tests = valueOf('extensionTestsPath');
  if (folder === undefined || extension === undefined || tests === undefined) {
    throw new ScriptError('The launcher takes a folder, --extensionDevelopmentPath=… and --extensionTestsPath=….');
  }
  const workbench = await startWorkbench({ driver: true });
  const browser = await chromium.launch(await browserOptions());
  try {
    process.exitCode = await inWindow(browser, workbench, { folder, extension, tests });
  } finally {
    await browser.close();
    await workbench.stop();
  }
});

/** Opens the page that runs the tests, shows what they log, and waits for the status that they end with. */
async function inWindow(browser, workbench, { folder, extension, tests }) {
  const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
  const status = new Promise((resolve, reject) => {
    void page.exposeFunction('codeAutomationExit', resolve);
    page.on('crash', () => reject(new ScriptError('The page crashed.')));
    setTimeout(
      () => reject(new ScriptError(`The tests did not end within ${limit / 1000} s.\n${workbench.log()}`)),
      limit,
    ).unref();
  });
  // The extension host's console is noisy; the tests' own lines bear a mark.
  await page.exposeFunction('codeAutomationLog', (_type, args) => {
    const line = args.map(String).join(' ');
    if (line.includes('[tests]')) console.log(line);
  });
  const remote = (file) => `vscode-remote://${workbench.authority}${file}`;
  const payload = JSON.stringify([
    ['extensionDevelopmentPath', remote(extension)],
    ['extensionTestsPath', remote(tests)],
  ]);
  await page.goto(workbench.url(folder, { payload }));
  return await status;
}
