import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { RunLine } from '../../src/contract/lines';
import { runProgress } from '../../src/show/runProgress';

const says = (text: string, stream: 'stdout' | 'stderr' = 'stderr'): RunLine => ({
  type: 'output',
  stream,
  offset: 0,
  text,
});
const percentOf = (text: string): number | undefined => runProgress([says(text)]);
const esc = '\u001b';

// As these programs write them to a terminal.
const barsAt45: Readonly<Record<string, string>> = {
  tqdm: '\r 44%|████▍     | 44/100 [00:04<00:05, 10.02it/s]\r 45%|████▌     | 45/100 [00:04<00:05, 10.02it/s]',
  'tqdm in ASCII': '\rtrain:  45%|##############4                 | 45/100 [00:00<00:00, 43240.25it/s]',
  'tqdm without room for a bar': '\r 44% 44/100 [00:00<00:00, 100293.07it/s]\r 45% 45/100 [00:00<00:00, 95663.29it/s] ',
  'tqdm in a loop over files': '\rDownloading:  45%|████▌     | 2.05G/4.55G [01:02<01:16, 32.9MB/s]',
  rich: `${esc}[?25l\r${esc}[2KTraining ${esc}[38;2;249;38;114m━━━━━━━━━━━━━━━━━━${esc}[0m${esc}[38;5;237m╺${esc}[0m${esc}[38;5;237m━━━━━━━━━━━━━━━━━━━━━${esc}[0m ${esc}[35m 45%${esc}[0m ${esc}[36m0:00:01${esc}[0m`,
  'rich, of bytes': `\r${esc}[2KTraining ${esc}[38;2;249;38;114m━━━━━━━━━━━━━━━━━━${esc}[0m${esc}[38;5;237m╺━━━━━━━━━━━━━━━━━━━━━${esc}[0m ${esc}[32m45/100 bytes${esc}[0m ${esc}[31m59.8 kB/s${esc}[0m ${esc}[36m0:00:01${esc}[0m`,
  pip: `Downloading numpy-2.1.0.whl (16.0 MB)\n\r${esc}[?25l     ${esc}[90m━━━━━━━━━━━━━━━━━━${esc}[91m╸${esc}[90m━━━━━━━━━━━${esc}[0m ${esc}[32m7.2/16.0 MB${esc}[0m ${esc}[31m10.2 MB/s${esc}[0m eta ${esc}[36m0:00:01${esc}[0m`,
  'Keras 2': 'Epoch 1/10\n 45/100 [============>.................] - ETA: 5s - loss: 0.3012 - accuracy: 0.9100',
  'Keras 3': 'Epoch 1/10\n\r 45/100 ━━━━━━━━━━━━━━━━━━━━ 5s 100ms/step - accuracy: 0.9 - loss: 0.3',
  click: '\rUploading  [################--------------------]   45%  00:00:05',
  progressbar2: '\r 45% (45 of 100) |#########          | Elapsed Time: 0:00:04 ETA:   0:00:05',
  wget: '\rmodel.bin        45%[========>           ]   2.05G  32.9MB/s    eta 76s',
};

for (const [program, text] of Object.entries(barsAt45)) {
  test(`a bar of ${program} tells how far a run is`, () => {
    assert.equal(Math.floor(percentOf(text) ?? NaN), 45);
  });
}

test('a bar tells from its first frame on', () => {
  assert.equal(percentOf('\r  0%|          | 0/100 [00:00<?, ?it/s]'), 0);
});

test('of bars within each other, the outermost counts, however often the inner one is drawn', () => {
  const outer = '\repoch:  30%|####8           | 3/10 [00:00<00:00, 482.27it/s]';
  const inner = (percent: number): string =>
    `\n\rbatch:  ${percent}%|##8           | ${percent}/100 [00:00<00:00, 52544.71it/s]${esc}[A`;
  assert.equal(percentOf(outer + [20, 40, 60].map(inner).join('')), 30);
  assert.equal(percentOf(outer + Array.from({ length: 400 }, (_, step) => inner(step % 100)).join('')), 30);
  const row = (name: string, percent: number): string => `${name} ━━━━━━━━╺━━━━━━━━ ${percent}% 0:00:01`;
  const again = `\r${esc}[2K${esc}[1A${esc}[2K`;
  const frames = [20, 45].map((percent) => `${row('Training', percent)}\n${row('Batch', 70)}`);
  assert.equal(percentOf(frames.join(again)), 45);
});

test('of bars after each other, the one that is not full counts', () => {
  const full = '\repoch 0: 100%|##########| 5/5 [00:00<00:00, 35010.88it/s]\n';
  assert.equal(percentOf(`${full}\repoch 1:  60%|######    | 3/5 [00:00<00:00, 52515.73it/s]`), 60);
  assert.equal(percentOf(full), undefined, 'what comes next is not known');
});

test('prints beside a bar change nothing, nor do frames that come in pieces', () => {
  const bar = barsAt45['tqdm'] ?? '';
  assert.equal(runProgress([says(bar), says('epoch 3\nloss 0.2\n', 'stdout')]), 45);
  assert.equal(runProgress([says(bar.slice(0, -30)), says('x\n', 'stdout'), says(bar.slice(-30))]), 45);
  assert.equal(runProgress([says(bar, 'stdout')]), 45);
});

test('lines after the bar, or a bar that was cleared, end it', () => {
  const bar = barsAt45['tqdm'] ?? '';
  assert.equal(percentOf(`${bar}\nInterrupted\n`), undefined);
  assert.equal(percentOf(`${bar}\r${' '.repeat(70)}\r`), undefined);
});

test('how far its files are sent says nothing of how far it is', () => {
  assert.equal(runProgress([{ type: 'progress', done: 3, total: 4, label: 'Sending to gpu1' }]), undefined);
});

test('lines that only speak of percents, fractions and frames are no bars', () => {
  const lines = [
    'accuracy 45%',
    'epoch 45/100 loss 0.3',
    '45it [00:00, 118001.90it/s]',
    '| model | 45% | 12.5 |',
    '|-------|-----|------|',
    '| a     | 45% |      |',
    '[2026-01-05 09:30:00] 45% of rows read',
    '=====================================',
    'saved 45/100 [checkpoint-45.pt]',
    '',
  ];
  for (const line of lines) assert.equal(percentOf(`${line}\n`), undefined, line);
});

test('whatever is printed, it is a percentage below 100 or none', () => {
  const pieces = fc.constantFrom(
    ...Object.values(barsAt45),
    '\r',
    '\n',
    `${esc}[A`,
    `${esc}[9A`,
    '100%',
    '|###  |',
    '7/0',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string())), (texts) => {
      const percent = runProgress(texts.map((text) => says(text)));
      assert.ok(percent === undefined || (percent >= 0 && percent < 100), String(percent));
    }),
  );
});
