// @ts-check
// The texts that a person reads in VS Code: collected from `src/show` into `l10n/bundle.l10n.json`, which translations
// are made from, and those found that do not go through `t`.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';
import { isStarted, main, root } from './process.mjs';

const folder = path.join(root, 'src/show');
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
  for (const file of await filesBelow(folder, '.ts')) {
    const source = ts.createSourceFile(file, await readFile(file, 'utf8'), ts.ScriptTarget.Latest, true);
    /** @param {ts.Node} node @param {string} why */
    const complain = (node, why) => {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      if (/^src\/show\/(?:panel|values|webview)\//.test(path.relative(root, file))) return;
      problems.push(`${path.relative(root, file)}:${line + 1}: ${why}: ${node.getText()}`);
    };
    /** @param {ts.Node} node */
    const visit = (node) => {
      if (ts.isTypeNode(node) || ts.isImportDeclaration(node)) return;
      if (isForMachines(node)) {
        if (ts.isCallExpression(node)) visit(node.expression);
        return;
      }
      if (isTranslation(node)) {
        const [message, ...values] = node.arguments;
        if (message !== undefined && ts.isStringLiteralLike(message)) messages.add(message.text);
        else complain(node, 'no literal that can be collected');
        values.forEach(visit);
        return;
      }
      const text = textOf(node);
      if (text !== undefined && isForPeople(text)) complain(node, 'not translated');
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return { messages: [...messages].sort(), problems };
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
const machines =
  /(?:^|\.)(?:log|querySelector|querySelectorAll|matches|closest|test|exec|startsWith|endsWith|includes)$/;

/**
 * What is compared with, names something, or goes to a log or a selector.
 * @param {ts.Node} node
 */
function isForMachines(node) {
  if (ts.isCallExpression(node)) return machines.test(node.expression.getText());
  if (ts.isNewExpression(node)) return /^(?:Error|TypeError|RegExp)$/.test(node.expression.getText());
  return ts.isCaseClause(node.parent ?? node) && ts.isStringLiteral(node);
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
  if (/^Farcall(?:: \{\})?$|<\p{L}|^(?:[a-z]+-)+[a-z]+ /u.test(text)) return false;
  return (
    /\p{L}[\p{L}’']*[,:;]? (?:\{\} ?)*\p{L}/u.test(text) ||
    /^\p{Lu}\p{Ll}+[ …:.!?]*$/u.test(text) ||
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
