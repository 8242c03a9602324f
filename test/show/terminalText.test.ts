import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { longestLine, TerminalText, type Stream } from '../../src/show/webview/terminalText';

function shown(...pieces: readonly (readonly [Stream, string])[]): string[] {
  const text = new TerminalText();
  for (const [stream, piece] of pieces) text.feed(stream, piece);
  return text.takeChanged().map(({ segments }) => segments.map((segment) => segment.text).join(''));
}
const out = (text: string): [Stream, string] => ['stdout', text];
const err = (text: string): [Stream, string] => ['stderr', text];

test('lines are lines, empty ones and a last one without a break included', () => {
  assert.deepEqual(shown(out('a\n\nb')), ['a', '', 'b']);
});

test('Windows line ends leave no trace', () => {
  assert.deepEqual(shown(out('a\r\nb\r\n')), ['a', 'b']);
});

test('a carriage return lets what follows overwrite the line', () => {
  assert.deepEqual(shown(out(' 10%'), out('\r 20%'), out('\r100%\ndone\n')), ['100%', 'done']);
});

test('a progress bar on standard error stays one line while prints go on below it', () => {
  assert.deepEqual(shown(err('\r 1/3'), out('one\n'), err('\r 2/3'), out('two\n'), err('\r 3/3\n')), [
    ' 3/3',
    'one',
    'two',
  ]);
});

test('colours become classes until they are reset', () => {
  const text = new TerminalText();
  text.feed(
    'stdout',
    '\u001b[1;31mbad\u001b[0m and \u001b[92mgood\u001b[39m, \u001b[38;5;4mblue\u001b[38;2;1;2;3m true',
  );
  assert.deepEqual(text.takeChanged()[0]?.segments, [
    { text: 'bad', style: 'sgr-bold sgr-fg1' },
    { text: ' and ', style: '' },
    { text: 'good', style: 'sgr-fg10' },
    { text: ', ', style: '' },
    { text: 'blue', style: 'sgr-fg4' },
    { text: ' true', style: '' },
  ]);
});

test('other control sequences, titles and bells are dropped', () => {
  assert.deepEqual(shown(out('\u001b]0;title\u0007a\u001b[2Kb\u001b[1A\u0007c\u001b(B\u001b[?25l')), ['bc']);
});

test('a backspace takes the last character back', () => {
  assert.deepEqual(shown(out('12\b3')), ['13']);
});

test('a line without a break is folded, so that no element grows without bound', () => {
  const lines = shown(out('x'.repeat(2 * longestLine + 5)));
  assert.deepEqual(
    lines.map((line) => line.length),
    [longestLine, longestLine, 5],
  );
});

test('an escape that never ends does not hold back what follows for long', () => {
  assert.match(shown(out(`\u001b]${'x'.repeat(400)}`)).join(''), /x{300}/);
});

test('only what changed since the last look is told again, under the same id', () => {
  const text = new TerminalText();
  text.feed('stdout', 'a\nb');
  const [, second] = text.takeChanged();
  text.feed('stdout', 'c');
  const again = text.takeChanged();
  assert.deepEqual(
    again.map(({ id, segments }) => [id, segments.map((one) => one.text).join('')]),
    [[second?.id, 'bc']],
  );
  assert.deepEqual(text.takeChanged(), []);
});

test('however output is cut into pieces, the same is shown', () => {
  const part = fc.constantFrom(
    'a',
    'wörd',
    ' ',
    '\n',
    '\r',
    '\b',
    '\u001b[31m',
    '\u001b[0m',
    '\u001b[2K',
    '\u001b]0;t\u0007',
  );
  fc.assert(
    fc.property(fc.array(part), fc.array(fc.nat()), (parts, cuts) => {
      const text = parts.join('');
      const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
      const pieces: [Stream, string][] = [];
      let from = 0;
      for (const to of [...places, text.length]) {
        pieces.push(out(text.slice(from, to)));
        from = to;
      }
      assert.deepEqual(shown(...pieces), shown(out(text)));
    }),
  );
});
