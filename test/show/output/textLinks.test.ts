import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineStore } from '../../../src/show/webview/output/lineStore';
import { TerminalText } from '../../../src/show/webview/output/terminalText';
import { linksOf } from '../../../src/show/webview/output/textLinks';

const job = '20260105-093000-3f9a0c2b';
/** Of a line as a job writes it. */
function found(written: string): unknown[] {
  const store = new LineStore(10, 10_000);
  new TerminalText(store).feed('stdout', written);
  const line = store.line(0) ?? { text: '', runs: [] };
  return linksOf(line, job).map((link) => [
    line.text.slice(link.from, link.to),
    'url' in link ? link.url : `${link.file} at ${link.line}`,
  ]);
}

test('addresses end where a sentence or its brackets do', () => {
  assert.deepEqual(found('See https://example.org/a?b=c#d, or (http://localhost:8888/lab).'), [
    ['https://example.org/a?b=c#d', 'https://example.org/a?b=c#d'],
    ['http://localhost:8888/lab', 'http://localhost:8888/lab'],
  ]);
  assert.deepEqual(found('https://example.org/a_(b)'), [['https://example.org/a_(b)', 'https://example.org/a_(b)']]);
  assert.deepEqual(found('ftp://example.org javascript://x file:///etc/passwd'), []);
});

test("a traceback's frames and a warning's place lead to the workspace, from the job's folder too", () => {
  const folder = `/home/me/.farcall/jobs/${job}/work`;
  assert.deepEqual(found('  File "shop/forecast.py", line 41, in train'), [
    ['shop/forecast.py", line 41', 'shop/forecast.py at 41'],
  ]);
  assert.deepEqual(found(`  File "${folder}/shop/my file.py", line 7`), [
    [`${folder}/shop/my file.py", line 7`, 'shop/my file.py at 7'],
  ]);
  assert.deepEqual(found(`${folder}/run.py:12: UserWarning: no`), [[`${folder}/run.py:12`, 'run.py at 12']]);
  assert.deepEqual(found('lint: ./a/b.py:3:9 and data.csv:5'), [
    ['./a/b.py:3', 'a/b.py at 3'],
    ['data.csv:5', 'data.csv at 5'],
  ]);
});

test('what lies elsewhere on the host, or outside of the workspace, is no link', () => {
  assert.deepEqual(found('  File "/usr/lib/python3/site-packages/pandas/core/frame.py", line 4102, in x'), []);
  assert.deepEqual(found('  File "<string>", line 1, in <module>'), []);
  assert.deepEqual(found('~/a.py:3 ../secret.py:1 a/../../b.py:2 /jobs/other/work/c.py:4'), []);
  assert.deepEqual(found('gpu1.example.com:8080 at 12:30:15, ratio 3.5:1'), []);
});

test('what a program made a link leads where it says, whatever its text and its colours are', () => {
  const linked = (address: string, text: string): string => `\u001b]8;id=1;${address}\u001b\\${text}\u001b]8;;\u001b\\`;
  assert.deepEqual(found(`see ${linked('https://example.org/a b', 'the \u001b[1mdocs\u001b[0m here')}, or not`), [
    ['the docs here', 'https://example.org/a%20b'],
  ]);
  assert.deepEqual(found(`${linked('http://a.org', 'one')}${linked('http://b.org', 'http://c.org')}`), [
    ['one', 'http://a.org/'],
    ['http://c.org', 'http://b.org/'],
  ]);
  const folder = `/home/me/.farcall/jobs/${job}/work`;
  assert.deepEqual(found(linked(`file://gpu1${folder}/my%20file.py#L7`, 'my file.py:7')), [
    ['my file.py:7', 'my file.py at 7'],
  ]);
  assert.deepEqual(found(linked(`file://${folder}/run.py`, 'run')), [['run', 'run.py at 1']]);
  for (const address of [
    'javascript:alert(1)',
    'file:///etc/passwd',
    'no address',
    `file://${folder}/%ff`,
    'vscode://x',
  ])
    assert.deepEqual(found(linked(address, 'text')), [], address);
});

test('a link that comes in pieces is one, and its end ends it', () => {
  const store = new LineStore(10, 10_000);
  const text = new TerminalText(store);
  for (const piece of `\u001b]8;;https://example.org/${'long/'.repeat(100)}\u0007a\u001b]8;;\u0007b`)
    text.feed('stdout', piece);
  const line = store.line(0);
  assert.equal(line?.text, 'ab');
  assert.deepEqual(
    line.runs.map(({ from, to }) => [from, to]),
    [[0, 1]],
  );
});
