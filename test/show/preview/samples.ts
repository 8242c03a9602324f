import type { Closure, ClosureFile, DataFile, Place, Statement } from '../../../src/inspect/closure';

/** A made-up closure with something in every section, for looking at the preview without VS Code. */

export const sampleSource: readonly string[] = [
  'import os',
  'import matplotlib.pyplot as plt',
  'import numpy as np',
  'from shop import model',
  '',
  'np.random.seed(7)',
  'RATE = 0.1',
  'PRICES = "data/prices.csv"',
  'exec(open("setup.txt").read())',
  'print("loading…")',
  'for name in os.listdir("."):',
  '    if name.endswith(".png"):',
  '        os.remove(name)',
  'plt.style.use("ggplot")',
  '',
  'def fit(epochs=3):',
  '    weights = np.fromfile("data/train.bin")',
  '    for epoch in range(epochs):',
  '        weights = model.step(weights, RATE)',
  '    return weights.mean()',
  '',
  'plt.plot(fit())',
  'plt.show()',
];

/** What a job called. */
export const pastCall = {
  label: 'train:fit',
  file: '/home/me/shop/train.py',
  qualname: 'fit',
  args: 'epochs=3',
  argv: [],
  workspace: '/home/me/shop',
  host: 'gpu1',
};

const train = (line: number): Place => ({ file: 'train.py', line });

const file = (path: string, size: number, because: string, from?: Place): ClosureFile => ({
  path,
  absolute: `/home/me/shop/${path}`,
  // Bytes of its own, so that no two files have one content.
  content: Buffer.from(path.padEnd(size, '#')),
  executable: false,
  role: from ? 'module' : 'entry',
  because,
  from,
});

const statement = (line: number, lastLine: number, because: string, more: Partial<Statement> = {}): Statement => ({
  file: 'train.py',
  line,
  lastLine,
  text: sampleSource[line - 1] ?? '',
  key: sampleSource.slice(line - 1, lastLine).join('\n'),
  kept: true,
  because,
  certain: true,
  chosen: false,
  binds: [],
  ...more,
});
const left = { kept: false } as const;

const data = (path: string, size: number, state: DataFile['state'], from: Place | undefined, more = {}): DataFile => ({
  path,
  absolute: `/home/me/shop/${path}`,
  folder: false,
  size,
  count: 1,
  from,
  because: from ? `named by ${from.file}:${from.line}` : 'included by a setting or option',
  state,
  ...more,
});

export function sampleClosure(): Closure {
  return {
    workspace: '/home/me/shop',
    entry: { kind: 'function', file: 'train.py', module: 'train', qualname: 'fit' },
    roots: ['.'],
    lastRoots: [],
    files: [
      file('shop/__init__.py', 12, 'the package of shop/model.py', train(4)),
      file('shop/layers.py', 2345, 'imported by shop/model.py:3', { file: 'shop/model.py', line: 3 }),
      file('shop/model.py', 14_567, 'imported by train.py:4', train(4)),
      file('train.py', 612, 'the entry'),
      { ...file('data/prices.csv', 1200, 'named by train.py:8', train(8)), role: 'included' },
    ],
    folders: [],
    thirdParty: [
      { name: 'matplotlib', version: '3.9.2' },
      { name: 'numpy', version: '2.1.0' },
      { name: 'scikit-learn' },
    ],
    unresolved: [
      { name: 'plugins.fast', file: 'shop/model.py', line: 21, optional: true },
      { name: 'cupy', file: 'shop/layers.py', line: 5, optional: true },
    ],
    statements: [
      statement(1, 1, 'names that are kept use it', { binds: ['os'] }),
      statement(2, 2, 'names that are kept use it', { binds: ['plt'] }),
      statement(3, 3, 'fit uses np', { binds: ['np'] }),
      statement(4, 4, 'it binds `model`, which `fit` uses', { binds: ['model'] }),
      statement(6, 6, 'it sets the random seed', { certain: false }),
      statement(7, 7, 'fit uses RATE', { binds: ['RATE'] }),
      statement(8, 8, 'you chose so', { binds: ['PRICES'], chosen: true }),
      statement(9, 9, 'nobody can tell what it binds', { certain: false }),
      statement(10, 10, 'the entry does not need it', left),
      statement(11, 13, 'the entry does not need it', { ...left, binds: ['name'] }),
      statement(14, 14, 'you chose so', { ...left, chosen: true }),
      statement(16, 20, 'it is the entry', { binds: ['fit'] }),
      statement(22, 22, 'it calls the entry: that is the run itself', left),
      statement(23, 23, 'the entry does not need it', left),
    ],
    data: [
      data('data/prices.csv', 1_234_567, 'sent', train(8)),
      data('data/train.bin', 1_200_000_000, 'asked', train(17)),
      data('/scratch/imagenet', 150_000_000_000, 'on-host', train(17), { folder: true, count: 1_281_167 }),
      data('.env', 210, 'secret', { file: 'shop/model.py', line: 9 }),
    ],
    notes: [
      {
        kind: 'import',
        at: { file: 'shop/model.py', line: 21 },
        message: 'Which of the plugins is imported here is known only when it runs.',
        include: 'plugins/**',
      },
    ],
    questions: [
      { kind: 'large-data', path: 'data/train.bin', size: 1_200_000_000, from: train(17) },
      {
        kind: 'undecidable-slice',
        at: train(9),
        message: '`exec` may bind any name, so nobody can tell what fit needs.',
      },
    ],
  };
}
