import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { WorkbenchWindow } from './workbench';

/** Themes of VS Code by short names, each with the id that it has in the settings and its file. */
export const editorThemes = {
  light: { id: 'Light Modern', file: 'light_modern' },
  dark: { id: 'Dark Modern', file: 'dark_modern' },
  contrast: { id: 'Default High Contrast', file: 'hc_black' },
  contrastLight: { id: 'Default High Contrast Light', file: 'hc_light' },
  light2026: { id: 'Light 2026', file: '2026-light' },
  dark2026: { id: 'Dark 2026', file: '2026-dark' },
} as const;
export type ThemeName = keyof typeof editorThemes;

/** Changes the colours of a window by the settings of its folder, which must be the test's own. */
export async function setTheme({ page }: WorkbenchWindow, folder: string, name: ThemeName): Promise<void> {
  const { id, file } = editorThemes[name];
  mkdirSync(path.join(folder, '.vscode'), { recursive: true });
  writeFileSync(path.join(folder, '.vscode/settings.json'), JSON.stringify({ 'workbench.colorTheme': id }));
  await page.locator(`.monaco-workbench[class*="-themes-${file}-json"]`).waitFor();
}
