import { writeFileSync } from 'node:fs';
import * as vscode from 'vscode';

/** One that comes with VS Code, does much, and waits for a file of its language as ours does. */
const peer = 'vscode.markdown-language-features';

/** VS Code calls this in its extension host: how long two extensions that are not active yet take, each by itself. */
export async function run(): Promise<void> {
  const measured = { ours: await activate('farcall.farcall'), peer: await activate(peer) };
  const target = process.env['FARCALL_BENCH_RESULTS'];
  if (target === undefined) throw new Error('FARCALL_BENCH_RESULTS is not set.');
  writeFileSync(target, JSON.stringify(measured));
}

/** Milliseconds, the loading of its code included. */
async function activate(name: string): Promise<number> {
  const extension = vscode.extensions.getExtension(name);
  if (extension === undefined || extension.isActive) throw new Error(`${name} is not there, or is active already.`);
  const began = performance.now();
  await extension.activate();
  return performance.now() - began;
}
