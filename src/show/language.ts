import { config } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { PageLanguage } from './webviewPage';

// Imported before any other module, since some of them hold texts. Texts of modules that run without VS Code, in a test
// or in a page, go through `t` as well: without a bundle it gives them as they are written.
config({ contents: vscode.l10n.bundle ?? {} });

/** The same for a page, which is told at its start. */
export const pageLanguage: PageLanguage = { tag: vscode.env.language, words: vscode.l10n.bundle ?? {} };
