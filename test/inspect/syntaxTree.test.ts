import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { copyTree, type SyntaxNode } from '../../src/inspect/syntaxTree';
import { Turns } from '../../src/inspect/turns';
import { loadSyntax, workspaces } from './project';

const syntax = loadSyntax();
const fields = ['name', 'left', 'right', 'body', 'function', 'arguments', 'object', 'attribute', 'condition', 'value'];

/** All that a node says, and all below it. */
function all(node: SyntaxNode): unknown {
  return {
    type: node.type,
    span: [node.startIndex, node.endIndex],
    from: [node.startPosition.row, node.startPosition.column],
    to: [node.endPosition.row, node.endPosition.column],
    text: node.text,
    parent: node.parent?.type,
    named: node.namedChildren.map((child) => child.type),
    fields: fields.map((name) => [
      node.childForFieldName(name)?.startIndex,
      node.childrenForFieldName(name).map((child) => child.endIndex),
    ]),
    identifiers: node.descendantsOfType(['identifier', 'string']).map((one) => one.startIndex),
    children: node.children.map(all),
  };
}

const awkward = [
  '# -*- coding: utf-8 -*-',
  'π = "naïve 🐍"; x = f"{π!r:>{len(π)}}" \\',
  '    + r"\\d"',
  '@deco(1)',
  'async def f(a, /, b=1, *c: int, d, **e) -> None:',
  '\treturn [y async for y in a if y] or (z := 3)',
  'match x:',
  '    case {"k": [1, *rest]} if rest: pass',
  'print(',
];

test('a copied tree says what the tree says', async () => {
  const files = readdirSync(workspaces, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.py'));
  const texts = files.map((file) => readFileSync(path.join(workspaces, file), 'utf8'));
  assert.ok(texts.length > 5);
  for (const text of [...texts, '', '\n', awkward.join('\n'), awkward.join('\r\n')]) {
    const parsed = (await syntax).parse(text);
    assert.deepEqual(all(await copyTree(parsed.root, text, new Turns(undefined))), all(parsed.root));
    parsed.dispose();
  }
});

test('reading a long source gives way to others, ends where it is cancelled, and finds the same', async () => {
  const text = 'def f(x):\n    return {"a": [x, (x, x)]}\n\n\n'.repeat(6_000);
  const grammar = await syntax;
  const { source, problem } = await grammar.read(text, new Turns(undefined));
  assert.deepEqual([source.root.namedChildren.length, problem], [6_000, undefined]);

  const stop = new AbortController();
  const order: string[] = [];
  const cancelled = grammar.read(text, new Turns(stop.signal)).then(
    () => order.push('read'),
    (error: unknown) => order.push(String((error as { code?: string }).code)),
  );
  const other = new Promise<void>((resolve) =>
    setImmediate(() => {
      order.push('other');
      stop.abort();
      resolve();
    }),
  );
  // Another source is parsed meanwhile, and neither disturbs the other.
  const broken = grammar.read('def g(:\n    pass\n', new Turns(undefined));
  await Promise.all([cancelled, other]);
  assert.deepEqual(order, ['other', 'cancelled']);
  assert.equal((await broken).problem?.line, 1);
});
