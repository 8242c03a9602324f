import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it, test, type TestContext } from 'node:test';
import { config } from '@vscode/l10n';
import { z } from 'zod';
import { collect, root } from '../../scripts/process.mjs';
import { hostMessages } from '../../src/ship/hostMessages';
import { hostWords } from '../../src/ship/hostWords';

/** Words in the code for hosts that are no messages; those that end in `…` are longer. */
const noMessages: Readonly<Record<string, readonly string[]>> = {
  'part of what the job prints': ['farcall: this host has no terminal to give…', 'farcall: breakpoint() at…'],
  'part of a value as it is shown': [
    '<{0} that cannot be shown: {1}>',
    '<{0} nested too deeply to be shown>',
    '<{0} whose repr raised {1}>',
    '<{0} whose repr takes too long>',
    '<{0} of {1} items>',
    '<int of {0} bits>',
    'LazyFrame, not collected\n',
    '{0} item{1}',
    'one of those above',
    'Figure {0}',
  ],
  "part of an exception's text or traceback, which is Python's": [
    '<{0} whose text cannot be had: its __str__ raised {1}>',
    '{0}: {1}\n(its traceback cannot be printed: {2})',
    'File "{0}", cell {1}, line {2}',
    '{0} cannot be loaded as a module',
    "module '__main__' has no attribute {0}",
  ],
  'for the log of the agent': [
    'farcall: the client sent {0}\n',
    'farcall: {0}\n',
    'a message that is not an object',
    'a message that is not JSON',
    'a message that is no request',
    'a stream that is not a new one',
    'questions whose answers are not read',
    'credit that is not a number',
    'more data than there was credit for',
    'a frame of the unknown type {0}',
    'a frame of type {0} with {1} bytes',
  ],
  'caught by other code there': [
    'the job has ended',
    'the system tells what is not understood',
    'it was changed',
    '<frozen importlib',
  ],
  'code, and what names settings': [
    'KillUserProcesses={0}, Linger={1}, RemoveIPC={2}',
    '# farcall: the code cells of ',
    'File "([^"\\n]+)", line (\\d+)',
    'bytes | None',
    'def {0}(): pass',
    'lambda {0}: {1}',
    'exec "$FARCALL_PYTHON"…',
    'farcall_status=$?;…',
    'import sys\nruntime, way, argument = sys.argv…',
    'import json,os;os.write…',
    'import sys;sys.path.insert…',
    'import os,sys;print…',
  ],
};

const saidSchema = z.array(z.object({ file: z.string(), text: z.string() }));

/** Python's places as the client writes them; what goes on behind another message has that in front. */
function templateOf(text: string): string {
  let places = 0;
  const whole = text.startsWith(' ') ? `%s${text}` : text;
  return whole.replace(/%[sdr]/g, () => `{${places++}}`);
}

const matches = (entry: string, template: string): boolean =>
  entry.endsWith('…') ? template.startsWith(entry.slice(0, -1)) : template === entry;

describe('what the code on hosts says', () => {
  const exceptions = Object.values(noMessages).flat();
  const read = async (): Promise<z.infer<typeof saidSchema>> => {
    const script = path.join(root, 'test/ship/saidOnHosts.py');
    const { status, output } = await collect('python3', [script, path.join(root, 'python/farcall')]);
    assert.equal(status, 0, output);
    const said = saidSchema.parse(JSON.parse(output)).map(({ file, text }) => ({ file, text: templateOf(text) }));
    assert.ok(said.length > 100);
    return said;
  };

  it('is in the list that translations are made from, as far as it is said to people', async () => {
    const unknown = (await read()).filter(
      ({ text }) => !hostMessages.includes(text) && !exceptions.some((entry) => matches(entry, text)),
    );
    assert.deepEqual(unknown, []);
  });

  it('is all that is in the list', async () => {
    const said = await read();
    const stale = [...hostMessages, ...exceptions].filter((entry) => !said.some(({ text }) => matches(entry, text)));
    assert.deepEqual(stale, []);
    assert.equal(new Set(hostMessages).size, hostMessages.length);
  });
});

function inGerman(t: TestContext): void {
  const texts = z
    .record(z.string(), z.string())
    .parse(JSON.parse(readFileSync(path.join(root, 'l10n/bundle.l10n.de.json'), 'utf8')));
  config({ contents: texts });
  t.after(() => config({ contents: {} }));
}

test('a message of a host is said in the language of the person, with what stands in its places', (t) => {
  const full = 'The disk of /home/me/.farcall is full: No space left on device.';
  assert.equal(hostWords(full), full);
  inGerman(t);
  assert.equal(hostWords(full), 'Die Platte von /home/me/.farcall ist voll: No space left on device.');
  assert.equal(hostWords('Choose another Python for this host.'), 'Wählen Sie ein anderes Python für diesen Host.');
  assert.equal(
    hostWords('The folder {1} cannot be used: a: b (c).'),
    'Der Ordner {1} kann nicht benutzt werden: a: b (c).',
  );
});

test('words within a message, and a sentence behind another, are said as well', (t) => {
  inGerman(t);
  assert.equal(
    hostWords('The arguments do not parse at line 2, column 5: invalid syntax.'),
    'Die Argumente sind kein gültiges Python, Zeile 2, Spalte 5: invalid syntax.',
  );
  assert.equal(hostWords('The archive was cut short.'), 'Das Archiv wurde abgeschnitten.');
  assert.equal(
    hostWords(
      "The arguments cannot be evaluated: NameError: name 'x' is not defined. They are evaluated on the host, in the function's module: the laptop's variables are not visible.",
    ),
    "Die Argumente können nicht ausgewertet werden: NameError: name 'x' is not defined. Sie werden auf dem Host im Modul der Funktion ausgewertet: Die Variablen des Laptops sind nicht sichtbar.",
  );
});

test('what is none of its messages stays as it came, of whatever length', (t) => {
  inGerman(t);
  for (const text of ['', 'Choose another Python.', 'The disk is full', 'wrong: The archive was cut shorter']) {
    assert.equal(hostWords(text), text);
  }
  const endless = 'a was cut short.'.repeat(500_000);
  assert.ok(hostWords(endless).startsWith('a was cut short.'));
});
