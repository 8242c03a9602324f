import { Language, Parser, type Node, type Tree } from 'web-tree-sitter';
import { findIndentationProblem } from './indentation';

export interface SyntaxProblem {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in characters. */
  readonly column: number;
  /** One sentence for the person. */
  readonly message: string;
}

/** A parsed source. Its tree lives outside JavaScript's heap: `dispose` frees it. */
export interface ParsedSource {
  readonly text: string;
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
  readonly #parser: Parser;

  private constructor(parser: Parser) {
    this.#parser = parser;
  }

  static async load(wasm: GrammarBytes): Promise<PythonSyntax> {
    await Parser.init({ wasmBinary: wasm.runtime });
    const parser = new Parser();
    parser.setLanguage(await Language.load(wasm.python));
    return new PythonSyntax(parser);
  }

  parse(text: string): ParsedSource {
    // Lone carriage returns end lines in Python but not in the grammar, and a form feed is white space; both are
    // replaced by one character each, so that every offset stays true.
    const readable = text.replace(/\r(?!\n)/g, '\n').replace(/\f/g, ' ');
    const tree: Tree | null = this.#parser.parse(readable);
    if (!tree) throw new Error('tree-sitter gave no tree, though it has a language and no time limit.');
    return { text, root: tree.rootNode, dispose: () => tree.delete() };
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
}

/** As `PythonSyntax.problem`, for a source that is parsed already. */
export function problemOf(source: ParsedSource): SyntaxProblem | undefined {
  const indentation = findIndentationProblem(source.text);
  const error = source.root.hasError ? firstError(source.root) : undefined;
  const old = firstPython2(source.root);
  const problems = [indentation, error && describeError(error, source.text), old].filter((one) => one !== undefined);
  problems.sort((a, b) => a.line - b.line || a.column - b.column);
  return problems[0];
}

function firstError(node: Node): Node | undefined {
  if (node.isError || node.isMissing) return node;
  for (const child of node.children) {
    const found = child.hasError || child.isMissing ? firstError(child) : undefined;
    if (found) return found;
  }
  return undefined;
}

function describeError(node: Node, text: string): SyntaxProblem {
  const place = { line: node.startPosition.row + 1, column: node.startPosition.column + 1 };
  if (node.isMissing) return { ...place, message: `\`${node.type}\` is missing here.` };
  const word = text.slice(node.startIndex, node.endIndex).split(/\r|\n/, 1)[0]?.trim() ?? '';
  const shown = word.length > 40 ? `${word.slice(0, 40)}…` : word;
  return { ...place, message: shown === '' ? 'Python cannot read this line.' : `Python cannot read \`${shown}\`.` };
}

function firstPython2(root: Node): SyntaxProblem | undefined {
  for (const node of root.descendantsOfType(['print_statement', 'exec_statement'])) {
    if (!node) continue;
    const name = node.type === 'print_statement' ? 'print' : 'exec';
    // `print >>f, x` is a shift and a tuple in Python 3, and `print -1` a difference: both compile.
    if (/^(?:print|exec)\s*(?:>>|[-+*~([]|$)/.test(node.text)) continue;
    return {
      line: node.startPosition.row + 1,
      column: node.startPosition.column + 1,
      message: `\`${name}\` is a function since Python 3: its arguments stand in parentheses.`,
    };
  }
  return undefined;
}
