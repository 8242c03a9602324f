import { t } from '@vscode/l10n';
import { Language, Parser, type Node, type Tree } from 'web-tree-sitter';
import { findIndentationProblem } from './indentation';
import { copyTree, type SyntaxNode } from './syntaxTree';
import type { Turns } from './turns';

export interface SyntaxProblem {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in characters. */
  readonly column: number;
  /** One sentence for the person. */
  readonly message: string;
}

/** A text and its tree. */
export interface SyntaxSource {
  readonly text: string;
  readonly root: SyntaxNode;
}

/** A parsed source. Its tree lives outside JavaScript's heap: `dispose` frees it. */
export interface ParsedSource extends SyntaxSource {
  readonly root: Node;
  dispose(): void;
}

/** The grammar as bytes, since a bundled extension has no file beside its code. */
export interface GrammarBytes {
  readonly runtime: Uint8Array;
  readonly python: Uint8Array;
}

/** Parses Python (3.8 to 3.14) with tree-sitter. */
export class PythonSyntax {
  readonly #language: Language;
  readonly #parser: Parser;

  private constructor(language: Language) {
    this.#language = language;
    this.#parser = new Parser();
    this.#parser.setLanguage(language);
  }

  static async load(wasm: GrammarBytes): Promise<PythonSyntax> {
    await Parser.init({ wasmBinary: wasm.runtime });
    return new PythonSyntax(await Language.load(wasm.python));
  }

  parse(text: string): ParsedSource {
    const tree: Tree | null = this.#parser.parse(readable(text));
    if (!tree) throw new Error('tree-sitter gave no tree, though it has a language and no time limit.');
    return { text, root: tree.rootNode, dispose: () => tree.delete() };
  }

  /** Parses without holding the thread: the tree as a copy that needs no freeing, and the first problem. */
  async read(text: string, turns: Turns): Promise<{ source: SyntaxSource; problem: SyntaxProblem | undefined }> {
    return this.#inTurns(text, turns, async (root, parsed) => {
      const problem = problemOf({ text, root });
      return { source: { text, root: await copyTree(root, parsed, turns) }, problem };
    });
  }

  /**
   * The first thing in a source that no Python 3 accepts, as far as a grammar can tell. It says nothing where it is
   * not sure: CPython on the host has the last word.
   */
  problem(text: string): SyntaxProblem | undefined {
    const source = this.parse(text);
    try {
      return problemOf(source);
    } finally {
      source.dispose();
    }
  }

  /** The same without holding the thread. */
  async problemInTurns(text: string, turns: Turns): Promise<SyntaxProblem | undefined> {
    return this.#inTurns(text, turns, (root) => problemOf({ text, root }));
  }

  async #inTurns<T>(text: string, turns: Turns, use: (root: Node, parsed: string) => T | Promise<T>): Promise<T> {
    // A parser that was interrupted goes on where it was: nobody else may use it meanwhile.
    const parser = new Parser();
    try {
      parser.setLanguage(this.#language);
      const parsed = readable(text);
      let tree: Tree | null = null;
      while (!tree) {
        await turns.yieldIfDue();
        tree = parser.parse(parsed, null, { progressCallback: () => turns.isDue() });
      }
      try {
        return await use(tree.rootNode, parsed);
      } finally {
        tree.delete();
      }
    } finally {
      parser.delete();
    }
  }
}

/**
 * Lone carriage returns end lines in Python but not in the grammar, and a form feed is white space; both are replaced
 * by one character each, so that every offset stays true.
 */
function readable(text: string): string {
  return text.replace(/\r(?!\n)/g, '\n').replace(/\f/g, ' ');
}

/** As `PythonSyntax.problem`, for a source that is parsed already. */
export function problemOf(source: Pick<ParsedSource, 'text' | 'root'>): SyntaxProblem | undefined {
  const error = source.root.hasError ? firstError(source.root, source.text) : undefined;
  const problems = [
    findIndentationProblem(source.text),
    error && describeError(error, source.text),
    firstPython2(source.root, source.text),
  ].filter((one) => one !== undefined);
  problems.sort((a, b) => a.line - b.line || a.column - b.column);
  return problems[0];
}

function firstError(node: Node, text: string): Node | undefined {
  if (node.isError || node.isMissing) return inTypeParameters(node, text) ? undefined : node;
  for (const child of node.children) {
    const found = child.hasError || child.isMissing ? firstError(child, text) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** The grammar does not know defaults of type parameters (`class A[T = int]`, PEP 696): they are no errors. */
function inTypeParameters(node: Node, text: string): boolean {
  const lineStart = text.lastIndexOf('\n', node.startIndex - 1) + 1;
  const before = text.slice(lineStart, node.startIndex);
  const opened = /\b(?:def|class|type)[ \t]+\w+[ \t]*(?=\[)/.exec(before);
  if (!opened) return false;
  let depth = 0;
  for (const character of before.slice(opened.index + opened[0].length)) {
    if (character === '[') depth += 1;
    else if (character === ']' && (depth -= 1) === 0) return false;
  }
  return true;
}

function at(node: Node): { line: number; column: number } {
  return { line: node.startPosition.row + 1, column: node.startPosition.column + 1 };
}

function describeError(node: Node, text: string): SyntaxProblem {
  if (node.isMissing) return { ...at(node), message: t('`{0}` is missing here.', node.type) };
  const open = unclosed(node);
  if (open) {
    const message =
      open.type === 'string_start' ? t('This string is never closed.') : t('`{0}` is never closed.', open.text);
    return { ...at(open), message };
  }
  const line = text.slice(node.startIndex, node.endIndex).split(/\r|\n/, 1)[0]?.trim() ?? '';
  if (/^(?:async\s+)?(?:if|elif|else|for|while|def|class|with|try|except|finally)\b[^#]*[^\s:,#]$/.test(line)) {
    return { ...at(node), message: t('A `:` is missing at the end of this line.') };
  }
  const shown = line.length > 40 ? `${line.slice(0, 40)}…` : line;
  return {
    ...at(node),
    message: shown === '' ? t('Python cannot read this line.') : t('Python cannot read `{0}`.', shown),
  };
}

/** The innermost bracket or quote of a broken statement that is opened and not closed. */
function unclosed(error: Node): Node | undefined {
  const open: Node[] = [];
  for (const child of error.children) {
    if (['(', '[', '{', 'string_start'].includes(child.type)) open.push(child);
    else if ([')', ']', '}', 'string_end'].includes(child.type)) open.pop();
  }
  return open.at(-1);
}

/** What Python 2 allowed and the grammar still does. Looked for only where the text holds something like it. */
function firstPython2(root: Node, text: string): SyntaxProblem | undefined {
  const types = ['print_statement', 'exec_statement'];
  if (text.includes('<>')) types.push('<>');
  if (/\braise\b[^\n(]*,/.test(text)) types.push('raise_statement');
  if (/\b0\d*[1-9]\d*\b|\d[lL]\b/.test(text)) types.push('integer');
  for (const node of root.descendantsOfType(types)) {
    const message = python2Message(node);
    if (message !== undefined) return { ...at(node), message };
  }
  return undefined;
}

function python2Message(node: Node): string | undefined {
  switch (node.type) {
    case 'print_statement':
    case 'exec_statement': {
      // `print >>f, x` is a shift and a tuple in Python 3, and `print -1` a difference: both compile.
      if (/^(?:print|exec)\s*(?:>>|[-+*~([]|$)/.test(node.text)) return undefined;
      const name = node.type === 'print_statement' ? 'print' : 'exec';
      return t('`{0}` is a function since Python 3: its arguments stand in parentheses.', name);
    }
    case '<>':
      return t('`<>` is written `!=` since Python 3.');
    case 'raise_statement':
      return node.namedChild(0)?.type === 'expression_list'
        ? t('Since Python 3 an exception is raised as a call: `raise Error("text")`.')
        : undefined;
    default:
      return /^0\d*[1-9]|[lL]$/.test(node.text) && /^[\dlL_]+$/.test(node.text)
        ? t('`{0}` is no number since Python 3.', node.text)
        : undefined;
  }
}
