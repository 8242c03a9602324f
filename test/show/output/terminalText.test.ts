import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LineStore, type Stream, type TextLine } from '../../../src/show/webview/output/lineStore';
import { longestLine, TerminalText } from '../../../src/show/webview/output/terminalText';

function lines(...pieces: readonly (readonly [Stream, string])[]): readonly TextLine[] {
  const store = new LineStore(1000, 1_000_000);
  const text = new TerminalText(store);
  for (const [stream, piece] of pieces) text.feed(stream, piece);
  return everyLine(store);
}

function everyLine(store: LineStore): readonly TextLine[] {
  const found: TextLine[] = [];
  for (let id = store.first; id < store.end; id += 1) {
    const line = store.line(id);
    if (line) found.push(line);
  }
  return found;
}

const shown = (...pieces: readonly (readonly [Stream, string])[]): string[] => lines(...pieces).map(({ text }) => text);
/** The styled stretches of the first line, without what is not set. */
function styled(text: string): unknown[] {
  const [line] = lines(out(text));
  return (line?.runs ?? []).map(({ from, to, style }) => [
    line?.text.slice(from, to),
    Object.fromEntries(Object.entries(style).filter(([, value]) => value !== undefined && value !== false)),
  ]);
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

test('what a progress bar leaves of a longer line before it stays, as on a terminal', () => {
  assert.deepEqual(shown(out('loading 100 files\rloaded')), ['loadedg 100 files']);
  assert.deepEqual(shown(out('loading 100 files\r\u001b[Kloaded')), ['loaded']);
});

test('lines that a program moves up to are written over, those of the other stream between them untouched', () => {
  const twoBars = (n: number): [Stream, string] => out(`a ${n}%\nb ${n}%\n`);
  assert.deepEqual(shown(twoBars(1), err('warning\n'), out('\u001b[2A'), twoBars(50), out('end\n')), [
    'a 50%',
    'b 50%',
    'warning',
    'end',
  ]);
});

test('the cursor goes up no further than the first line', () => {
  assert.deepEqual(shown(out('a\nb\n\u001b[9AX')), ['X', 'b']);
  assert.deepEqual(shown(out('\u001b[3Aa')), ['a']);
});

test('a live display of rich, which clears each of its lines on the way up, is shown once', () => {
  const clear = '\r\u001b[2K\u001b[1A\u001b[2K\u001b[1A\u001b[2K';
  assert.deepEqual(shown(out(`one\ntwo\nthree${clear}uno\ndue\ntre\n`)), ['uno', 'due', 'tre']);
});

test('columns are gone to, and parts of lines cleared', () => {
  assert.deepEqual(shown(out('abcdef\u001b[3GX\u001b[K')), ['abX']);
  assert.deepEqual(shown(out('abcdef\u001b[2D\u001b[1K')), ['     f']);
  assert.deepEqual(shown(out('a\u001b[3Cb')), ['a   b']);
  assert.deepEqual(shown(out('a\nb\nc\n\u001b[2A\u001b[J')), ['a', '', '']);
});

test('what was printed is not cleared off the screen', () => {
  assert.deepEqual(shown(out('kept\n\u001b[2J\u001b[Hnew\n')), ['kept', 'new']);
});

test('a program that goes to rows by their number draws its screen in one place, below what was printed', () => {
  const frame = (n: number): string => `\u001b[H\u001b[Kstatus ${n}\n\u001b[3;4Hrow\u001b[4d${n}\r\n`;
  const screen = ['kept', 'status 2', '', '   row', '      2'];
  assert.deepEqual(shown(out(`kept\n${frame(1)}${frame(2)}`)), screen);
  const own = `kept\n\u001b[?1049h${frame(1)}${frame(2)}\u001b[?1049lafter\n`;
  assert.deepEqual(shown(out(own)), [...screen, 'after']);
});

test('a screen that is cleared is followed by the next one', () => {
  const clear = '\u001b[H\u001b[2J';
  assert.deepEqual(shown(out(`${clear}one\n${clear}two\n`)).filter(Boolean), ['one', 'two']);
});

test('rows that are gone to by very large numbers make no screen of that size', () => {
  assert.ok(shown(out('\u001b[99999;1Hx')).length <= 100);
});

test('a place that was kept is come back to', () => {
  assert.deepEqual(shown(out('\u001b[sABC\u001b[uX')), ['XBC']);
  assert.deepEqual(shown(out('one\u001b7\nbelow\u001b8 more')), ['one more', 'below']);
});

test('wide, combining and surrogate characters are written over by the columns they take', () => {
  assert.deepEqual(shown(out('🔄 working\r✅ done')), ['✅ doneing']);
  assert.deepEqual(shown(out('🔄\r✅')), ['✅']);
  assert.deepEqual(shown(out('🎉🎉\ra')), ['a 🎉']);
  assert.deepEqual(shown(out('日本語\r12345')), ['12345 ']);
  assert.deepEqual(shown(out('e\u0301a\rx')), ['xa']);
  assert.deepEqual(shown(out('日本語\u001b[3Gx')), ['日x 語']);
  assert.deepEqual(shown(out('日本\u001b[8Gx')), ['日本   x']);
  const [line] = lines(out('日\u001b[31m本\u001b[0m語\rab'));
  assert.deepEqual([line?.text, line?.runs.map(({ from, to }) => [from, to])], ['ab本語', [[2, 3]]]);
});

test('what programs tell terminals apart from text is dropped', () => {
  assert.deepEqual(shown(out('\u001bP1$r0m\u001b\\a\u001b_Gf=100;AAAA\u001b\\b\u001b^x\u0007c')), ['abc']);
  assert.deepEqual(shown(out('a\fb\vc')), ['a', 'b', 'c']);
});

test('colours and styles are kept until they are reset', () => {
  assert.deepEqual(styled('\u001b[1;31mbad\u001b[0m and \u001b[92mgood\u001b[39m, \u001b[3;4;7;9;2mall\u001b[m end'), [
    ['bad', { bold: true, foreground: 1 }],
    ['good', { foreground: 10 }],
    ['all', { dim: true, italic: true, underline: true, inverse: true, strike: true }],
  ]);
});

test('the 256 colours and true colour are what xterm makes of them, in either way to write them', () => {
  assert.deepEqual(
    styled(
      '\u001b[38;5;4ma\u001b[38;5;196mb\u001b[38;5;244mc\u001b[38;2;1;2;3md\u001b[38:2::255:0:16me\u001b[38:5:21mf\u001b[0;48;2;9;9;9;1mg',
    ),
    [
      ['a', { foreground: 4 }],
      ['b', { foreground: '#ff0000' }],
      ['c', { foreground: '#808080' }],
      ['d', { foreground: '#010203' }],
      ['e', { foreground: '#ff0010' }],
      ['f', { foreground: '#0000ff' }],
      ['g', { background: '#090909', bold: true }],
    ],
  );
});

test('text written over a styled stretch has its own style, what is left of the stretch keeps its', () => {
  assert.deepEqual(styled('\u001b[31mabcdef\u001b[0m\u001b[3GXY'), [
    ['ab', { foreground: 1 }],
    ['ef', { foreground: 1 }],
  ]);
});

test('other control sequences, titles and bells are dropped', () => {
  assert.deepEqual(shown(out('\u001b]0;title\u0007b\u0007c\u001b(B\u001b[?25l\u001b[>4;2m')), ['bc']);
});

test('a backspace takes the last character back', () => {
  assert.deepEqual(shown(out('12\b3')), ['13']);
});

test('a line without a break is folded, so that no line grows without bound', () => {
  assert.deepEqual(
    shown(out('x'.repeat(2 * longestLine + 5))).map((line) => line.length),
    [longestLine, longestLine, 5],
  );
});

test('an escape that never ends does not hold back what follows for long', () => {
  assert.match(shown(out(`\u001b]${'x'.repeat(400)}`)).join(''), /x{300}/);
});

test('lines are told as changed from the first that is, once', () => {
  const store = new LineStore(1000, 1_000_000);
  const text = new TerminalText(store);
  text.feed('stdout', 'a\nb\n');
  assert.equal(store.takeChanged(), 0);
  text.feed('stdout', 'c\u001b[1Ad');
  assert.equal(store.takeChanged(), 1);
  assert.equal(store.takeChanged(), store.end);
});

test('beyond the bounds the oldest lines are let go, and what is kept keeps its id', () => {
  const store = new LineStore(160, 1_000_000);
  const text = new TerminalText(store);
  for (let i = 0; i < 1000; i += 1) text.feed('stdout', `line ${i}\n`);
  assert.ok(store.end - store.first >= 160 && store.end - store.first <= 170);
  assert.equal(store.line(store.first)?.text, `line ${store.first}`);
  assert.equal(store.line(999)?.text, 'line 999');
  const small = new LineStore(1_000_000, 1600);
  const long = new TerminalText(small);
  for (let i = 0; i < 100; i += 1) long.feed('stderr', `${'x'.repeat(99)}\n`);
  assert.ok(small.end - small.first <= 18);
  assert.equal(small.end, 100);
});

const drawn = (...pieces: readonly (readonly [Stream, string])[]): unknown[] =>
  lines(...pieces).map(({ text, runs }) => [text, runs]);

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
    '\u001b[1A',
    '\u001b[2D',
    '\u001b[K',
    '\u001b[J',
    '日',
    'e\u0301',
    '\u001b[2;3H',
    '\u001b[2J',
    '\u001b7',
    '\u001b8',
    '\u001bPq\u001b\\',
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
      assert.deepEqual(drawn(...pieces), drawn(out(text)));
    }),
  );
});
