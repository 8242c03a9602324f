// Python source as it travels: comments, docstrings and what only type checkers read are blanked in place, each level of
// indentation is one space, and no other space stands where none is needed. What runs and its line numbers stay.
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
    const spans = [...idleSpans(rootNode), ...deepLines(source, rootNode), ...idleSpaces(source, rootNode)].sort(
      ([a], [b]) => a - b,
    );
    for (const [start, end] of spans) {
      if (start < at) continue;
      text += source.slice(at, start) + source.slice(start, end).replace(/[^\n]+/g, '');
      at = end;
    }
    return (text + source.slice(at)).replace(/[ \t]+$/gm, '');
  };
}

/** Of each line's indentation, all but a space for each level. */
function* deepLines(source, rootNode) {
  const within = new Set(linesWithinStrings(rootNode));
  let at = 0;
  for (const [row, line] of source.split('\n').entries()) {
    const indent = /^ */.exec(line)[0].length;
    if (indent > 0 && !within.has(row)) yield [at, at + indent - Math.floor(indent / 4)];
    at += line.length + 1;
  }
}

/** Within lines and outside strings, the spaces beside a sign. */
function* idleSpaces(source, rootNode) {
  const strings = rootNode.descendantsOfType('string').map(({ startIndex, endIndex }) => [startIndex, endIndex]);
  for (const { 0: spaces, index } of source.matchAll(/(?<=[^\w\s]) +(?=\S)|(?<=\w) +(?=[^\w\s])/g)) {
    if (!strings.some(([start, end]) => start < index && index < end)) yield [index, index + spaces.length];
  }
}

function* linesWithinStrings(node) {
  if (node.type !== 'string') for (const child of node.children) yield* linesWithinStrings(child);
  else for (let row = node.startPosition.row + 1; row <= node.endPosition.row; row += 1) yield row;
}

/** Where text stands that does nothing. */
function* idleSpans(node) {
  if (node.type === 'comment' || isIdleString(node) || isForTypesAlone(node)) yield [node.startIndex, node.endIndex];
  else {
    const hint = typeHint(node);
    if (hint) yield hint;
    for (const child of node.children) yield* idleSpans(child);
  }
}

/** A type hint with its `:` or `->`. */
function typeHint(node) {
  const type = node.childForFieldName(node.type === 'function_definition' ? 'return_type' : 'type');
  const hinted = ['typed_parameter', 'typed_default_parameter', 'assignment', 'function_definition'];
  if (!type || !hinted.includes(node.type)) return undefined;
  // A name that is only declared would be read if its hint went alone.
  if (node.type === 'assignment' && !node.childForFieldName('right')) return undefined;
  return [type.previousSibling.startIndex, type.endIndex];
}

/** A string as a statement, unless its block would be empty without it, which a file may be. */
function isIdleString(node) {
  if (node.type !== 'expression_statement' || node.namedChildCount !== 1) return false;
  const string = node.namedChild(0);
  if (string.type !== 'string' || string.namedChildren.some((part) => part.type === 'interpolation')) return false;
  if (node.parent.type === 'module') return true;
  return node.parent.namedChildren.some((other) => other.type !== 'comment' && !isString(other));
}

/** `TYPE_CHECKING = False`, the block under `if TYPE_CHECKING:` and what postpones hints, at the top level. */
function isForTypesAlone(node) {
  if (node.parent?.type !== 'module') return false;
  if (node.type === 'future_import_statement') return node.text === 'from __future__ import annotations';
  return node.type === 'if_statement'
    ? node.childForFieldName('condition').text === 'TYPE_CHECKING'
    : node.text === 'TYPE_CHECKING = False';
}

function isString(node) {
  return node.type === 'expression_statement' && node.namedChildCount === 1 && node.namedChild(0).type === 'string';
}
