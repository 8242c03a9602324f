// Python source as it travels: comments, docstrings and what only type checkers read are blanked in place, so that
// what runs and its line numbers stay.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Language, Parser } from 'web-tree-sitter';

const require = createRequire(import.meta.url);

/** @returns a function from source text to the text that travels. */
export async function pythonStripper() {
  await Parser.init();
  const grammar = path.join(
    path.dirname(require.resolve('tree-sitter-python/package.json')),
    'tree-sitter-python.wasm',
  );
  const parser = new Parser();
  parser.setLanguage(await Language.load(await readFile(grammar)));
  return (source) => {
    const { rootNode } = parser.parse(source);
    if (rootNode.hasError) throw new Error('The source does not parse.');
    let text = '';
    let at = 0;
    for (const [start, end] of idleSpans(rootNode)) {
      text += source.slice(at, start).replace(/[ \t]+$/, '') + source.slice(start, end).replace(/[^\n]+/g, '');
      at = end;
    }
    return text + source.slice(at);
  };
}

/** Where text stands that does nothing, in order. */
function* idleSpans(node) {
  if (node.type === 'comment' || isIdleString(node) || isForTypesAlone(node)) yield [node.startIndex, node.endIndex];
  else for (const child of node.children) yield* idleSpans(child);
}

/** A string as a statement, unless its block would be empty without it. */
function isIdleString(node) {
  if (node.type !== 'expression_statement' || node.namedChildCount !== 1) return false;
  const string = node.namedChild(0);
  if (string.type !== 'string' || string.namedChildren.some((part) => part.type === 'interpolation')) return false;
  return node.parent.namedChildren.some((other) => other.type !== 'comment' && !isString(other));
}

/** `TYPE_CHECKING = False` and the block under `if TYPE_CHECKING:`, at the top level. */
function isForTypesAlone(node) {
  if (node.parent?.type !== 'module') return false;
  return node.type === 'if_statement'
    ? node.childForFieldName('condition').text === 'TYPE_CHECKING'
    : node.text === 'TYPE_CHECKING = False';
}

function isString(node) {
  return node.type === 'expression_statement' && node.namedChildCount === 1 && node.namedChild(0).type === 'string';
}
