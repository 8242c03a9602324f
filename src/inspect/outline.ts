import { bytesOf, scanPieces, type Piece } from './logicalLines';
import { customaryName, isProcessSetting } from './settings';

/** Something that can be run, for a lens. Lines are 0-based. */
export interface OutlineItem {
  readonly kind: 'function' | 'class' | 'file';
  /** Empty for the file. */
  readonly name: string;
  /** Where a lens belongs: the first decorator's line, or the definition's own. */
  readonly line: number;
  readonly defLine: number;
}

const definition = /(?:(async)[ \t]+)?(def|class)[ \t]+([^\s\d([:,.]+[^\s([:,.]*)/y;
const mainMethod = /(?:async[ \t]+)?def[ \t]+main[ \t]*[[(]/y;
const keyword =
  /(?:import|from|if|elif|else|try|except|finally|while|for|with|match|case|async|await|pass|del|global|nonlocal|assert|raise|return|type|print)\b/y;
const dotted = /[^\s\d([.:=,;]+[^\s([.:=,;]*(?:[ \t]*\.[ \t]*[^\s([.:=,;]+)*/y;
const suppression = /\bsuppress\b/;

/**
 * The functions, the classes with a `main` method, and the file itself where it has work at its top level, by a scan
 * that takes about a millisecond for 10,000 lines.
 *
 * Work is a loop, a `with`, the `__main__` guard, or a statement that calls something and is neither an import nor a
 * known process setting. An assignment that calls something (`logger = getLogger(…)`) is work only in a file that
 * defines nothing: a library's constants are no reason to run it.
 */
export function outline(text: string): OutlineItem[] {
  const items: OutlineItem[] = [];
  let decorated = -1;
  /** The class at the top level whose body is being scanned, and the indentation of that body. */
  let openClass: OutlineItem | undefined;
  let classBody = -1;
  /** Nothing deeper than this column counts: it is the body of a definition. */
  let skipDeeperThan = -1;
  const seen = { definition: false };
  const verdicts = { work: false, assignment: false };

  scanPieces(bytesOf(text), (piece) => {
    const { indent, start } = piece;
    if (skipDeeperThan >= 0) {
      if (indent > skipDeeperThan) {
        if (openClass !== undefined) {
          if (classBody < 0) classBody = indent;
          if (indent === classBody && piece.first) {
            mainMethod.lastIndex = start;
            if (mainMethod.test(text)) {
              items.push(openClass);
              openClass = undefined;
            }
          }
        }
        return;
      }
      skipDeeperThan = -1;
      openClass = undefined;
      classBody = -1;
    }
    const c = text.charCodeAt(start);
    if (c === 64 && piece.first) {
      if (decorated < 0) decorated = piece.line;
      return;
    }
    if (c === 100 || c === 99 || c === 97) {
      definition.lastIndex = start;
      const found = definition.exec(text);
      if (found) {
        const item: OutlineItem = {
          kind: found[2] === 'class' ? 'class' : 'function',
          name: found[3] ?? '',
          line: decorated >= 0 ? decorated : piece.line,
          defLine: piece.line,
        };
        decorated = -1;
        skipDeeperThan = indent;
        seen.definition = true;
        if (indent === 0 && item.kind === 'function') items.push(item);
        else if (indent === 0) openClass = item;
        return;
      }
    }
    decorated = -1;
    if (verdicts.work) return;
    const verdict = workOf(text, piece);
    if (verdict !== 'none') verdicts[verdict] = true;
  });

  if (verdicts.work || (verdicts.assignment && !seen.definition))
    items.unshift({ kind: 'file', name: '', line: 0, defLine: 0 });
  return items;
}

function workOf(text: string, piece: Piece): 'work' | 'assignment' | 'none' {
  keyword.lastIndex = piece.start;
  const word = keyword.exec(text)?.[0];
  switch (word) {
    case 'while':
    case 'for':
    case 'await':
      return 'work';
    case 'with':
      return suppression.test(text.slice(piece.start, piece.end)) ? 'none' : 'work';
    case 'async':
      return 'work';
    case 'if':
      if (text.startsWith('__main__', piece.start + text.slice(piece.start, piece.end).search(/__main__|$/)))
        return 'work';
      return bodyOnSameLine(text, piece);
    case 'elif':
    case 'else':
    case 'try':
    case 'except':
    case 'finally':
    case 'case':
      return bodyOnSameLine(text, piece);
    case 'import':
    case 'from':
    case 'pass':
    case 'del':
    case 'global':
    case 'nonlocal':
    case 'assert':
    case 'raise':
    case 'return':
      return 'none';
    case 'match':
    case 'type':
    case 'print':
    case undefined:
      return workOfExpression(text, piece, piece.start);
    default:
      return 'none';
  }
}

/** `if x: f()` has its body behind the colon. */
function bodyOnSameLine(text: string, piece: Piece): 'work' | 'none' {
  if (piece.colon < 0 || piece.colon + 1 >= piece.end) return 'none';
  let start = piece.colon + 1;
  while (start < piece.end && /\s/.test(text.charAt(start))) start += 1;
  const body: Piece = { ...piece, start };
  return start < piece.end &&
    workOf(text, { ...body, colon: -1, equals: text.slice(start, piece.end).search(/[^=!<>]=[^=]/) }) === 'work'
    ? 'work'
    : 'none';
}

function workOfExpression(text: string, piece: Piece, start: number): 'work' | 'assignment' | 'none' {
  if (!piece.hasParenthesis) return 'none';
  if (piece.equals >= 0) {
    return /[\w\])]\s*\(/.test(text.slice(piece.equals, piece.end)) && !text.startsWith('__', start)
      ? 'assignment'
      : 'none';
  }
  // An annotation alone (`x: Callable(...)`), a parenthesised constant or a docstring calls nothing.
  if (!/[\w\])]\s*\(/.test(text.slice(start, piece.end))) return 'none';
  dotted.lastIndex = start;
  const name = dotted.exec(text)?.[0].replace(/\s/g, '') ?? '';
  if (isProcessSetting(customaryName(name)) || name.startsWith('__all__')) return 'none';
  if (/^"|^'/.test(text.slice(start, start + 1))) return /^(['"])\1\1/.test(text.slice(start)) ? 'none' : 'work';
  return 'work';
}
