// @ts-check
// The texts that a person reads in VS Code: collected from `src` into `l10n/bundle.l10n.json`, which translations are made
// from, and those found that do not go through `t`.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';
import { isStarted, main, root } from './process.mjs';

const folder = path.join(root, 'src/show');
/** Of what these hold, a person in VS Code reads the errors and the reasons. */
const otherRooms = ['base', 'inspect', 'pack', 'ship', 'run'].map((room) => path.join(root, 'src', room));
/** Texts that are looked up: all of a list, which this file calls `t` with. */
const looked = { list: path.join(root, 'src/ship/hostMessages.ts'), by: path.join(root, 'src/ship/hostWords.ts') };
export const bundleFile = path.join(root, 'l10n/bundle.l10n.json');

/**
 * @typedef {object} Texts
 * @property {readonly string[]} messages what `t` is called with, sorted
 * @property {readonly string[]} problems texts that nobody could translate, each as `file:line: text`
 */

/** @returns {Promise<Texts>} */
export async function readTexts() {
  /** @type {Set<string>} */
  const messages = new Set();
  /** @type {string[]} */
  const problems = [];
  const shown = (await filesBelow(folder, '.ts')).filter((file) => !machineFiles.has(path.relative(folder, file)));
  const others = (await Promise.all(otherRooms.map((room) => filesBelow(room, '.ts')))).flat();
  for (const file of [...shown, ...others]) {
    const source = ts.createSourceFile(file, await readFile(file, 'utf8'), ts.ScriptTarget.Latest, true);
    const found = textsIn(source, shown.includes(file) ? () => true : isToldOf);
    for (const message of file === looked.list ? listedIn(source) : found.messages) messages.add(message);
    if (file === looked.by) continue;
    for (const node of found.untranslated) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      problems.push(`${path.relative(root, file)}:${line + 1}: ${node.getText()}`);
    }
  }
  return { messages: [...messages].sort(), problems };
}

/**
 * @param {ts.SourceFile} source
 * @param {(node: ts.Node) => boolean} reads whether what stands there comes before a person at all
 */
function textsIn(source, reads) {
  /** @type {string[]} */
  const messages = [];
  /** @type {ts.Node[]} */
  const untranslated = [];
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || isForMachines(node)) return;
    if (ts.isCallExpression(node) && isMachineCall(node)) {
      visit(node.expression);
    } else if (isTranslation(node)) {
      const [message, ...values] = node.arguments;
      if (message !== undefined && ts.isStringLiteralLike(message)) messages.push(message.text);
      else untranslated.push(node);
      values.forEach(visit);
    } else {
      const text = textOf(node);
      if (text !== undefined && isForPeople(text) && reads(node)) untranslated.push(node);
      ts.forEachChild(node, visit);
    }
  };
  ts.forEachChild(source, visit);
  return { messages, untranslated };
}

/** @param {ts.SourceFile} source @returns {string[]} */
function listedIn(source) {
  /** @type {string[]} */
  const messages = [];
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isStringLiteralLike(node)) messages.push(node.text);
    else ts.forEachChild(node, visit);
  };
  ts.forEachChild(source, visit);
  return messages;
}

/**
 * The sentence of an error, what to do next, or why something is as it is.
 * @param {ts.Node} node
 * @returns {boolean}
 */
function isToldOf(node) {
  const { parent } = node;
  if (parent === undefined || ts.isStatement(parent) || ts.isFunctionLike(parent)) return false;
  if (ts.isNewExpression(parent) && parent.expression.getText() === 'FarcallError')
    return node === parent.arguments?.[1];
  const named = ts.isPropertyAssignment(parent) || ts.isVariableDeclaration(parent);
  if (named && /^(?:next|message|because|detail|warning)$/.test(parent.name.getText())) return true;
  return isToldOf(parent);
}

/**
 * `t(…)`, from `@vscode/l10n` or as VS Code has it.
 * @param {ts.Node} node
 * @returns {node is ts.CallExpression}
 */
function isTranslation(node) {
  return ts.isCallExpression(node) && /^(?:(?:vscode\.)?l10n\.)?t$/.test(node.expression.getText());
}

/** Calls whose texts no person reads, or reads in a log. */
const machineCalls =
  /(?:^|\.)(?:log|querySelector|querySelectorAll|matches|closest|test|exec|startsWith|endsWith|includes|split|isOpen|toggle|undo)$/;

/** @param {ts.CallExpression} node */
function isMachineCall(node) {
  const called = node.expression.getText();
  const names = called.endsWith('.setAttribute') && machineNames.test(node.arguments[0]?.getText() ?? '');
  return names || machineCalls.test(called);
}

/** Lines of Python, and reports for others: the same in every language. */
const machineFiles = new Set(['panel/errorReport.ts', 'values/loadLines.ts']);

/** What holds the names of things, styles and markup. */
const machineNames = /^(?:id|key|kind|'?class'?|className|style|policy|srcdoc|'data-.+|'Content-Type')$/;

/**
 * What is compared with, or names something.
 * @param {ts.Node} node
 */
function isForMachines(node) {
  const { parent } = node;
  if (ts.isNewExpression(node)) return /^(?:Error|RangeError|TypeError|RegExp)$/.test(node.expression.getText());
  if (ts.isPropertyAssignment(node) || ts.isVariableDeclaration(node)) return machineNames.test(node.name.getText());
  if (ts.isBinaryExpression(parent) && /\.className$/.test(parent.left.getText())) return true;
  if (!ts.isStringLiteralLike(node)) return false;
  if (ts.isPropertyAccessExpression(parent)) return true;
  return ts.isCaseClause(parent) || (ts.isBinaryExpression(parent) && /^[!=]==$/.test(parent.operatorToken.getText()));
}

/**
 * @param {ts.Node} node
 * @returns {string | undefined}
 */
function textOf(node) {
  if (ts.isStringLiteralLike(node))
    return ts.isPropertyAssignment(node.parent) && node.parent.name === node ? undefined : node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return node.head.text + node.templateSpans.map(({ literal }) => `{}${literal.text}`).join('');
}

/**
 * Words with spaces between them, or one that begins as a sentence or a title does.
 * @param {string} text
 */
function isForPeople(text) {
  // Names, Python's words, markup and rules of a policy are the same everywhere.
  if (/^(?:Farcall(?:: \{\})?|Markdown|Parquet|Pickle|True|False|None)$|^# |<[!\p{L}]|^(?:[a-z]+-)+[a-z]+ /u.test(text))
    return false;
  return (
    /\p{L}[\p{L}’']*[,:;]? (?:\{\} ?)*\p{L}/u.test(text) ||
    /^\p{Lu}\p{Ll}{2,}[ …:.!?]*$/u.test(text) ||
    /\{\} \p{L}{2}|\p{L}{2}[,:]? \{\}/u.test(text)
  );
}

/** What the bundle is to hold: VS Code reads a message by itself. */
export async function wantedBundle() {
  const { messages } = await readTexts();
  return `${JSON.stringify(Object.fromEntries(messages.map((message) => [message, message])), undefined, 2)}\n`;
}

/** @param {string} below @param {string} ending @returns {Promise<string[]>} */
async function filesBelow(below, ending) {
  const entries = await readdir(below, { recursive: true });
  return entries
    .filter((name) => name.endsWith(ending))
    .map((name) => path.join(below, name))
    .sort();
}

if (isStarted(import.meta.url)) {
  void main(async () => {
    await mkdir(path.dirname(bundleFile), { recursive: true });
    await writeFile(bundleFile, await wantedBundle());
    const { problems } = await readTexts();
    for (const problem of problems) console.log(problem);
  });
}
