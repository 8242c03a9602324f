import type { TestContext } from 'node:test';
import { ScriptError } from '../../scripts/process.mjs';

/** Does what a test needs; where the machine lacks something the test is skipped with that reason, but fails in CI. */
export async function orSkip<T>(t: TestContext, prepare: () => Promise<T>): Promise<T | undefined> {
  try {
    return await prepare();
  } catch (error) {
    if (!(error instanceof ScriptError) || process.env['CI'] !== undefined) throw error;
    t.skip(error.message);
    return undefined;
  }
}
