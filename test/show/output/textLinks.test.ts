import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textLinks } from '../../../src/show/webview/output/textLinks';

const job = '20260105-093000-3f9a0c2b';
const found = (text: string): unknown[] =>
  textLinks(text, job).map((link) => [
    text.slice(link.from, link.to),
    'url' in link ? link.url : `${link.file} at ${link.line}`,
  ]);

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
