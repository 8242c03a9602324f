type LatexPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'formula'; readonly text: string; readonly display: boolean };

/** `$$…$$`, `\[…\]`, `$…$`, `\(…\)` and environments that stand for themselves. */
const formulas =
  /\$\$([^]+?)\$\$|\\\[([^]+?)\\\]|\$([^$]+)\$|\\\(([^]+?)\\\)|\\begin\{((?:equation|align|gather|multline|eqnarray)\*?)\}[^]+?\\end\{\5\}/g;

/** LaTeX as notebooks take it: formulas between their marks, and text around them. Without any marks it is one formula. */
export function latexParts(source: string): readonly LatexPart[] {
  const parts: LatexPart[] = [];
  let end = 0;
  for (const match of source.matchAll(formulas)) {
    const [whole, dollars, brackets, dollar, parentheses] = match;
    const before = source.slice(end, match.index);
    if (before.trim() !== '') parts.push({ kind: 'text', text: before });
    const text = dollars ?? brackets ?? dollar ?? parentheses ?? whole;
    parts.push({ kind: 'formula', text, display: dollar === undefined && parentheses === undefined });
    end = match.index + whole.length;
  }
  if (parts.length === 0) return [{ kind: 'formula', text: source.trim(), display: true }];
  const after = source.slice(end);
  return after.trim() === '' ? parts : [...parts, { kind: 'text', text: after }];
}
