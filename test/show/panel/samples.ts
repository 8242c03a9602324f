import { FarcallError } from '../../../src/base/errors';
import type { Frame, RunLine } from '../../../src/contract/lines';
import type { JobRecord } from '../../../src/contract/registry';
import { jobStatus, outputSoFar, type JobSource } from '../../../src/show/panel/jobStatus';
import type { EditorToPanel } from '../../../src/show/panel/protocol';
import { shownSoFar } from '../../../src/show/panel/shownValues';

/** Jobs in each of the states a person meets, for looking at the panel without VS Code. */

const began = Date.UTC(2026, 0, 5, 9, 30);
const job = '20260105-093000-3f9a0c2b';
const bundle = 'ab'.repeat(32);

const record: JobRecord = {
  version: 1,
  job,
  host: 'gpu1',
  label: 'shop.forecast:train',
  workspace: '/home/me/shop',
  file: '/home/me/shop/shop/forecast.py',
  qualname: 'train',
  args: '"sales.csv", epochs=3',
  argv: [],
  bundle,
  state: 'running',
  created: began,
  ended: null,
  python: '3.11.7 (/usr/bin/python3)',
  reason: null,
  result: null,
  error: null,
  timings: {},
};

const says = (text: string, stream: 'stdout' | 'stderr' = 'stdout', offset = 0): RunLine => ({
  type: 'output',
  stream,
  offset,
  text,
});
const output: readonly RunLine[] = [
  says('Reading sales.csv: 48,201 rows\n'),
  says('\u001b[32mepoch 1\u001b[0m  loss 0.8123  accuracy 0.71\n'),
  says('/usr/lib/python3/site-packages/sklearn/base.py:465: UserWarning: X does not have feature names\n', 'stderr'),
  says('\u001b[32mepoch 2\u001b[0m  loss 0.5210  accuracy 0.83\n'),
  says(' 33%|███▎      | 1/3 [00:02<00:04]', 'stderr'),
  says('\r 66%|██████▋   | 2/3 [00:04<00:02]', 'stderr'),
  says('\u001b[1;34mcheckpoint\u001b[0m saved to model-2.pt\n'),
];
const result: RunLine & { type: 'result' } = {
  type: 'result',
  valueType: 'pandas.DataFrame',
  previews: {
    'text/plain': '   month  sales\n0      1    310\n1      2    295',
    'text/html':
      '<table><thead><tr><th></th><th>month</th><th>sales</th><th>forecast</th></tr></thead><tbody><tr><th>0</th><td>1</td><td>310</td><td>308.2</td></tr><tr><th>1</th><td>2</td><td>295</td><td>301.7</td></tr><tr><th>2</th><td>3</td><td>342</td><td>330.0</td></tr></tbody></table><script>document.body.textContent="scripts run"</script><img src="https://example.org/x.png">',
  },
  artifacts: [
    { path: 'out/forecast.png', size: 48_213 },
    { path: 'model-2.pt', size: 12_482_113 },
  ],
};

const closure: RunLine = {
  type: 'closure',
  entry: 'shop.forecast:train',
  files: [],
  thirdParty: [],
  unresolved: [],
  dropped: [
    { file: 'shop/forecast.py', line: 12, text: 'PRICES = load()', key: 'PRICES = load()', binds: ['PRICES'] },
    { file: 'shop/forecast.py', line: 40, text: 'print(PRICES)', key: 'print(PRICES)', binds: [] },
  ],
};
const nameError: RunLine & { type: 'error' } = {
  type: 'error',
  errorType: 'NameError',
  message: "name 'PRICES' is not defined",
  traceback: [{ file: 'shop/forecast.py', line: 41, function: 'train', local: true, text: '    return PRICES' }],
  text: 'Traceback (most recent call last):\n  File "shop/forecast.py", line 41, in train\nNameError: name \'PRICES\' is not defined\n',
};

const packages = '/usr/lib/python3/site-packages/';
const foreign = (file: string, line: number, name: string, text: string): Frame => ({
  file: `${packages}${file}`,
  line,
  function: name,
  local: false,
  text,
});
const deepError: RunLine & { type: 'error' } = {
  type: 'error',
  errorType: 'shop.errors.ForecastError',
  message: 'the prices of March cannot be read\n(in sales.csv)',
  traceback: [
    {
      file: 'shop/forecast.py',
      line: 41,
      function: 'train',
      local: true,
      text: 'frame = clean(read(path))',
      locals: [
        { name: 'path', type: 'str', text: "'sales.csv'" },
        { name: 'epochs', type: 'int', text: '3' },
        { name: 'api_key', type: 'str', text: '•••' },
        { name: 'prices', type: 'numpy.ndarray', text: 'array of 48201 float64, from 0.5 to 310.0' },
        {
          name: 'options',
          type: 'dict',
          text: "{'columns': ['month', 'sales', 'price', 'region', 'shop'], 'missing': 'drop', 'encoding': 'utf-8', 'decimal': ',', 'thousands': '.'}",
        },
      ],
    },
    {
      file: 'shop/cleaning.py',
      line: 14,
      function: 'clean',
      local: true,
      text: 'raise ForecastError(text) from error',
    },
  ],
  causes: [
    {
      relation: 'cause',
      errorType: 'ValueError',
      message: "could not convert string to float: 'n/a'",
      traceback: [
        {
          file: 'shop/cleaning.py',
          line: 12,
          function: 'clean',
          local: true,
          text: "return frame['price'].astype(float)",
          locals: [{ name: 'frame', type: 'pandas.DataFrame', text: 'DataFrame of 48201 rows, 5 columns' }],
        },
        foreign('pandas/core/generic.py', 6643, 'astype', 'new_data = self._mgr.astype(dtype=dtype)'),
        foreign('pandas/core/internals/managers.py', 430, 'astype', 'return self.apply('),
        foreign('pandas/core/dtypes/astype.py', 133, '_astype_nansafe', 'return arr.astype(dtype, copy=True)'),
        foreign('numpy/core/fromnumeric.py', 57, '_wrapfunc', 'return bound(*args, **kwds)'),
      ],
    },
    { relation: 'context', errorType: 'KeyError', message: "'price'", traceback: [] },
  ],
  text: 'Traceback (most recent call last):\n  File "shop/forecast.py", line 41, in train\nshop.errors.ForecastError: …\n',
};
const usage: readonly RunLine[] = [90e6, 8.2e9, 31.4e9, 31.2e9].map((memory, at) => ({
  type: 'usage',
  time: began + 1000 * at,
  cpuPercent: 100 + 30 * at,
  memory,
}));

function source(change: Partial<JobRecord>, rest: Partial<JobSource> = {}): JobSource {
  return {
    record: { ...record, ...change },
    phase: 'following',
    safe: true,
    lines: output,
    failure: undefined,
    followed: true,
    ...rest,
  };
}

const ended = { ended: began + 7412, timings: { run: 7203 } } as const;

export const sources: Readonly<Record<string, JobSource>> = {
  shipping: source(
    { state: 'shipping', bundle: null },
    {
      phase: 'shipping',
      safe: false,
      lines: [{ type: 'bundle', id: bundle, files: 9, bytes: 51_000, sentFiles: 3, sentBytes: 12_345 }],
    },
  ),
  running: source({}),
  table: source({ state: 'succeeded', result, ...ended }, { phase: 'done', lines: [...output, result] }),
  value: source(
    {
      state: 'succeeded',
      args: '',
      label: 'examples.hello:greet',
      host: 'local',
      result: {
        type: 'result',
        valueType: 'dict',
        previews: { 'text/plain': "{'greeting': 'Hello from gpu1', 'cores': 64}" },
        artifacts: [],
        unpicklable: {
          path: 'result["lock"]',
          valueType: '_thread.lock',
          message: "cannot pickle '_thread.lock' object",
        },
      },
      ended: began + 320,
      timings: { run: 12 },
    },
    { phase: 'done', lines: [] },
  ),
  raised: source(
    {
      state: 'failed',
      ...ended,
      error: {
        type: 'error',
        errorType: 'KeyError',
        message: "'price'",
        traceback: [
          { file: 'shop/forecast.py', line: 41, function: 'train', local: true, text: '    frame = clean(read(path))' },
          {
            file: 'shop/cleaning.py',
            line: 12,
            function: 'clean',
            local: true,
            text: "    return frame['price'].dropna()",
          },
          {
            file: '/usr/lib/python3/site-packages/pandas/core/frame.py',
            line: 4102,
            function: '__getitem__',
            local: false,
            text: '    indexer = self.columns.get_loc(key)',
          },
        ],
        text: 'Traceback (most recent call last):\n  File "shop/forecast.py", line 41, in train\nKeyError: \'price\'\n',
      },
    },
    { phase: 'done' },
  ),
  deep: source({ state: 'failed', ...ended, error: deepError }, { phase: 'done', lines: [...output, deepError] }),
  memory: source(
    {
      state: 'failed',
      ...ended,
      reason: 'memory',
      error: {
        type: 'error',
        errorType: 'MemoryError',
        message: 'The host ran out of memory and its kernel killed the job.',
        traceback: [],
        next: 'Use less memory, or a larger host.',
      },
    },
    { phase: 'done', lines: [...output, ...usage] },
  ),
  leftOut: source(
    { state: 'failed', ...ended, error: nameError },
    { phase: 'done', lines: [closure, ...output, nameError] },
  ),
  refused: source(
    { state: 'shipping', bundle: null },
    {
      phase: 'done',
      safe: false,
      lines: [],
      failure: new FarcallError('unreachable', 'gpu1 (10.2.0.7, port 22) does not answer.', {
        next: 'Check that you are in its network, then test the host.',
      }),
    },
  ),
  disconnected: source(
    {},
    {
      failure: new FarcallError('connection-lost', 'The connection was lost and could not be made again.', {
        next: 'Reconnect when the network is back.',
      }),
      followed: true,
      phase: 'done',
    },
  ),
  cancelled: source({ state: 'cancelled', ...ended }, { phase: 'done' }),
};

const picture =
  'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mNk+M9Qz0AEYBxVSF+FABJADveWkH6oAAAAAElFTkSuQmCC';

export function samples(): Readonly<Record<string, EditorToPanel>> {
  const empty: EditorToPanel = { type: 'snapshot', status: null, output: [], truncated: false, shown: [] };
  const made = Object.entries(sources).map(([name, one]): [string, EditorToPanel] => [
    name,
    {
      type: 'snapshot',
      status: jobStatus(one, began + 12_000),
      ...outputSoFar(one.lines),
      shown: shownSoFar(one.lines),
    },
  ]);
  const table = sources['table'];
  const pictured =
    table &&
    jobStatus(
      { ...table, lines: [{ ...result, valueType: 'matplotlib.Figure', previews: { 'image/png': picture } }] },
      began,
    );
  return {
    empty,
    ...Object.fromEntries(made),
    ...(pictured ? { picture: { type: 'snapshot', status: pictured, output: [], truncated: true, shown: [] } } : {}),
  };
}
