import type { RunLine } from '../../../src/contract/lines';
import type { Details } from '../../../src/show/panel/details';
import { detailsOf } from '../../../src/show/panel/jobDetails';
import type { JobSource } from '../../../src/show/panel/jobStatus';
import { sources } from './samples';

const sha = (digit: string): string => digit.repeat(64);

const file = (path: string, size: number, because: string): (RunLine & { type: 'closure' })['files'][number] => ({
  path,
  size,
  sha256: sha('a'),
  because,
});

const usage = Array.from({ length: 120 }, (_, at): RunLine => ({
  type: 'usage',
  time: 1_767_605_400_000 + 2000 * at,
  cpuPercent: 380 + 90 * Math.sin(at / 9) + 40 * Math.sin(at * 3),
  memory: 2e9 + 9e7 * at + 3e8 * Math.sin(at / 5),
  gpuPercent: 55 + 40 * Math.sin(at / 4),
  gpuMemory: 11e9,
}));

/** What the panel knows of a job that used much, wrote files, and was followed from its start. */
export const detailedLines: readonly RunLine[] = [
  {
    type: 'closure',
    entry: 'shop.forecast:train',
    files: [
      file('data/sales.csv', 1_284_113, 'named in shop/forecast.py:41'),
      file('shop/__init__.py', 0, 'the package of shop.forecast'),
      file('shop/cleaning.py', 1843, 'imported by shop/forecast.py:3'),
      file('shop/forecast.py', 5120, 'the entry'),
    ],
    thirdParty: [
      { name: 'numpy', version: '2.1.0' },
      { name: 'scikit-learn', version: '1.4.0' },
    ],
    unresolved: [],
    dropped: [],
  },
  { type: 'bundle', id: sha('b'), files: 4, bytes: 1_291_076, sentBytes: 2210, sentFiles: 1 },
  {
    type: 'about',
    system: 'Linux 6.1.0 x86_64',
    hostname: 'node7',
    cpus: 64,
    distributions: { numpy: '1.26.4', pandas: '2.2.2', scikit_learn: '1.4.0', torch: '2.3.1+cu121' },
  },
  ...usage,
];

export function detailedSource(): JobSource {
  const table = sources['table'];
  if (table === undefined) throw new Error('no such sample');
  const { record, lines } = table;
  return {
    ...table,
    record: {
      ...record,
      gpus: [2, 3],
      environment: { CUDA_VISIBLE_DEVICES: '2,3', OMP_NUM_THREADS: '8', WANDB_API_KEY: null },
      revision: { commit: '4f2a9c81d07be6f0a1f2b3c4d5e6f708192a3b4c', branch: 'main', changed: 3 },
      timings: { inspect: 41, pack: 6, connect: 0, ship: 130, start: 9, run: 240_300, total: 240_500 },
    },
    lines: [...detailedLines, ...lines],
  };
}

export function detailsSample(): Details {
  return detailsOf({ ...detailedSource(), refused: false }, undefined);
}
