import path from 'node:path';
import { workbenchSupported } from '../../scripts/workbench.mjs';
import { root } from '../../scripts/process.mjs';

/** Where a VS Code can be had: the desktop, downloaded by test-electron, or the workbench in a browser by our launcher. */
export type Editor = { readonly kind: 'desktop' } | { readonly kind: 'browser'; readonly launcher: string };

/** The one place that decides. The desktop is preferred where there is a display and the download can be reached. */
export async function chooseEditor(): Promise<Editor> {
  const browser: Editor = { kind: 'browser', launcher: path.join(root, 'test/vscode/launcher.mjs') };
  if (!workbenchSupported) return { kind: 'desktop' };
  const display = process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'];
  return display !== undefined && (await reachable('https://update.code.visualstudio.com'))
    ? { kind: 'desktop' }
    : browser;
}

async function reachable(address: string): Promise<boolean> {
  try {
    await fetch(address, { method: 'HEAD', signal: AbortSignal.timeout(3000) });
    return true;
  } catch {
    return false;
  }
}
