import type { Node, TreeCursor } from 'web-tree-sitter';
import type { Turns } from './turns';

export interface Point {
  /** 0-based. */
  readonly row: number;
  /** 0-based, in UTF-16 units. */
  readonly column: number;
}

/** A node of a syntax tree: tree-sitter's own, or a copy of it. */
export interface SyntaxNode {
  readonly id: number;
  readonly type: string;
  /** Offsets in the text. */
  readonly startIndex: number;
  readonly endIndex: number;
  readonly startPosition: Point;
  readonly endPosition: Point;
  readonly text: string;
  readonly parent: SyntaxNode | null;
  readonly children: readonly SyntaxNode[];
  readonly namedChildren: readonly SyntaxNode[];
  readonly namedChildCount: number;
  child(index: number): SyntaxNode | null;
  namedChild(index: number): SyntaxNode | null;
  childForFieldName(name: string): SyntaxNode | null;
  childrenForFieldName(name: string): readonly SyntaxNode[];
  /** The node itself among them, in the order of the text. */
  descendantsOfType(types: string | string[]): readonly SyntaxNode[];
}

/** A text and the offsets at which its lines start. */
interface Source {
  readonly text: string;
  readonly lines: readonly number[];
}

/** How many nodes are copied before it is asked whether others are due. */
const nodesAtATime = 512;

/**
 * Copies a tree into JavaScript. Asking a node of tree-sitter for anything crosses into its memory and back; whoever
 * goes over a tree several times is done sooner with a copy, and can be interrupted between any two nodes.
 */
export async function copyTree(root: Node, text: string, turns: Turns): Promise<SyntaxNode> {
  const source: Source = { text, lines: lineStarts(text) };
  const cursor = root.walk();
  try {
    let count = 0;
    const copy = (parent: CopiedNode | null): CopiedNode => {
      const node = new CopiedNode(source, parent, cursor, (count += 1));
      parent?.add(node);
      return node;
    };
    const top = copy(null);
    let current = top;
    for (;;) {
      if (count % nodesAtATime === 0) await turns.yieldIfDue();
      if (cursor.gotoFirstChild()) {
        current = copy(current);
        continue;
      }
      while (!cursor.gotoNextSibling()) {
        if (!cursor.gotoParent() || !current.parent) return top;
        current = current.parent;
      }
      current = copy(current.parent);
    }
  } finally {
    cursor.delete();
  }
}

class CopiedNode implements SyntaxNode {
  readonly id: number;
  readonly type: string;
  readonly startIndex: number;
  readonly endIndex: number;
  readonly parent: CopiedNode | null;
  readonly children: CopiedNode[] = [];
  readonly namedChildren: CopiedNode[] = [];
  readonly #source: Source;
  readonly #field: string | null;
  readonly #named: boolean;

  constructor(source: Source, parent: CopiedNode | null, cursor: TreeCursor, id: number) {
    this.#source = source;
    this.parent = parent;
    this.id = id;
    this.type = cursor.nodeType;
    this.startIndex = cursor.startIndex;
    this.endIndex = cursor.endIndex;
    this.#named = cursor.nodeIsNamed;
    this.#field = cursor.currentFieldName;
  }

  add(child: CopiedNode): void {
    this.children.push(child);
    if (child.#named) this.namedChildren.push(child);
  }

  get text(): string {
    return this.#source.text.slice(this.startIndex, this.endIndex);
  }

  get startPosition(): Point {
    return pointAt(this.#source.lines, this.startIndex);
  }

  get endPosition(): Point {
    return pointAt(this.#source.lines, this.endIndex);
  }

  get namedChildCount(): number {
    return this.namedChildren.length;
  }

  child(index: number): CopiedNode | null {
    return this.children[index] ?? null;
  }

  namedChild(index: number): CopiedNode | null {
    return this.namedChildren[index] ?? null;
  }

  childForFieldName(name: string): CopiedNode | null {
    return this.children.find((child) => child.#field === name) ?? null;
  }

  childrenForFieldName(name: string): CopiedNode[] {
    return this.children.filter((child) => child.#field === name);
  }

  descendantsOfType(types: string | string[]): CopiedNode[] {
    const wanted = new Set(typeof types === 'string' ? [types] : types);
    const found: CopiedNode[] = [];
    const visit = (node: CopiedNode): void => {
      if (wanted.has(node.type)) found.push(node);
      for (const child of node.children) visit(child);
    };
    visit(this);
    return found;
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function pointAt(lines: readonly number[], index: number): Point {
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lines[middle] ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  return { row: low, column: index - (lines[low] ?? 0) };
}
