import * as vscode from 'vscode';

/** Opens a file with the cursor at a 1-based line and column. */
export async function openAt(file: string, line = 1, column = 1, viewColumn?: vscode.ViewColumn): Promise<void> {
  const position = new vscode.Position(Math.max(0, line - 1), Math.max(0, column - 1));
  await vscode.window.showTextDocument(vscode.Uri.file(file), {
    selection: new vscode.Range(position, position),
    ...(viewColumn !== undefined && { viewColumn }),
  });
}
