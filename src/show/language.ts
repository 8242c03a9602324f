import { config } from '@vscode/l10n';
import * as vscode from 'vscode';

// Imported before any other module, since some of them hold texts. Texts of modules that run without VS Code, in a test
// or in a page, go through `t` as well: without a bundle it gives them as they are written.
config({ contents: vscode.l10n.bundle ?? {} });
