import { t } from '@vscode/l10n';
import { bytesOf, scanPieces } from './logicalLines';

/** The first line whose indentation CPython refuses, which the grammar lets pass. */
export function findIndentationProblem(text: string): { line: number; column: number; message: string } | undefined {
  const levels = [0];
  let expectsBlock = false;
  let problem: { line: number; column: number; message: string } | undefined;
  scanPieces(bytesOf(text), (piece) => {
    if (problem) return;
    if (piece.first) {
      const { indent } = piece;
      const report = (message: string): void => {
        const lineStart =
          Math.max(text.lastIndexOf('\n', piece.start - 1), text.lastIndexOf('\r', piece.start - 1)) + 1;
        problem = { line: piece.line + 1, column: piece.start - lineStart + 1, message };
      };
      const current = levels.at(-1) ?? 0;
      if (expectsBlock && indent <= current) {
        report(t('An indented block is expected here.'));
        return;
      }
      if (indent > current) {
        if (!expectsBlock) {
          report(t('This line is indented, though nothing above it opens a block.'));
          return;
        }
        levels.push(indent);
      } else {
        while ((levels.at(-1) ?? 0) > indent) levels.pop();
        if (levels.at(-1) !== indent) {
          report(t('This line is indented like no line of the blocks above it.'));
          return;
        }
      }
    }
    // Not by the first colon: `for f in lambda x: x, g:` has another.
    expectsBlock = text.charAt(piece.end - 1) === ':';
  });
  return problem;
}
