// @ts-check
// The system's chromium, headless, as Playwright starts it; nothing is downloaded.
import { ensure, programOf } from './system.mjs';

/**
 * Options for `chromium.launch`.
 * @returns {Promise<{ executablePath: string, args: string[] }>}
 */
export async function browserOptions() {
  await ensure(['chromium']);
  return {
    executablePath: programOf('chromium') ?? 'chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  };
}
