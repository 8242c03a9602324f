import { readdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';
import { resultsVariable, type Results } from '../results';

/** VS Code calls this in its extension host, and ends the window when the promise settles. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'tdd', timeout: 60_000, reporter: 'min' });
  for (const name of readdirSync(__dirname).sort()) {
    if (name.endsWith('.suite.js')) mocha.addFile(path.join(__dirname, name));
  }
  const results: Results[number][] = [];
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on('pass', (test) => results.push({ name: test.fullTitle(), state: 'passed' }));
    runner.on('pending', (test) => results.push({ name: test.fullTitle(), state: 'pending' }));
    runner.on('fail', (test, error: unknown) =>
      results.push({
        name: test.fullTitle(),
        state: 'failed',
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      }),
    );
  });
  const target = process.env[resultsVariable];
  if (target === undefined) throw new Error(`${resultsVariable} is not set.`);
  writeFileSync(`${target}.part`, JSON.stringify(results));
  renameSync(`${target}.part`, target);
  if (failures > 0) throw new Error(`${failures} failed.`);
}
