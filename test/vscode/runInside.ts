import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { browserOptions } from '../../scripts/browser.mjs';
import { root } from '../../scripts/process.mjs';
import { installWorkbench } from '../../scripts/workbench.mjs';
import { chooseEditor, type Editor } from './editor';
import type { IsolatedHome } from './isolatedHome';

/** The editor that there is, with all that starting it needs. */
export async function preparedEditor(): Promise<Editor> {
  const chosen = await chooseEditor();
  if (chosen.kind === 'browser') await Promise.all([installWorkbench(), browserOptions()]);
  return chosen;
}

/** Lets a bundle's `run` do its work in the extension host of a VS Code on the examples, with our extension in it. */
export async function runInside(
  editor: Editor,
  home: IsolatedHome,
  bundle: string,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  await runTests({
    ...(editor.kind === 'browser' && { vscodeExecutablePath: editor.launcher }),
    extensionDevelopmentPath: root,
    extensionTestsPath: path.join(root, bundle),
    extensionTestsEnv: { ...home.env, ...env },
    launchArgs: [path.join(root, 'examples')],
  });
}
