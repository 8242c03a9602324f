import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Farcall } from '../../test/cli/farcall';
import type { Sshd } from '../../test/hosts/sshd';
import { pythonWith } from '../../test/hosts/strangers';
import { WarmCall } from './warm';

const seeds = 100;
const unseededCalls = 20;

const source = `import random

import numpy as np


def estimate(seed):
    """Pi, by points drawn with each generator that simulations use."""
    random.seed(seed)
    np.random.seed(seed)
    generator = np.random.default_rng(seed)
    drawn = [
        [[random.random(), random.random()] for _ in range(1000)],
        np.random.rand(1000, 2),
        generator.random((1000, 2)),
    ]
    return [float(4 * np.mean(np.hypot(*np.transpose(points)) < 1)) for points in drawn] + [repr(generator.normal())]


def draw():
    return [random.random(), float(np.random.rand()), float(np.random.default_rng().random())]
`;

export interface Sweep {
  /** Seeds, and how many of them gave another estimate in a forked job than in a fresh interpreter. */
  readonly seeds: number;
  readonly different: number;
  /** Jobs of the warm half that were forked. */
  readonly forked: number;
  /** Of the numbers that unseeded calls drew, those that came more than once. */
  readonly repeated: number;
}

/** A Monte Carlo estimate for many seeds, in fresh interpreters and forked with numpy loaded; and without any seed. */
export async function monteCarloSweep(sshd: Sshd): Promise<Sweep> {
  const { python } = await pythonWith(['numpy==1.26.4']);
  const farcall = await Farcall.create({ FARCALL_SSH_CONFIG: sshd.configFile });
  const directory = path.join(farcall.home, 'host');
  await farcall.write({ 'sweep.py': source });
  const config = path.join(farcall.home, '.config', 'farcall');
  await mkdir(config, { recursive: true });
  const box = { python, directory };
  const hosts = { box, fresh: { ...box, preload: false, command: ['sh'] } };
  await writeFile(path.join(config, 'hosts.json'), JSON.stringify({ hosts }));
  const open = (qualname: string, host: string): Promise<WarmCall> =>
    WarmCall.open(
      { entry: { file: path.join(farcall.workspace, 'sweep.py'), qualname, args: '0' }, host },
      farcall,
      directory,
    );
  const calls = {
    fresh: await open('estimate', 'fresh'),
    warm: await open('estimate', 'box'),
    draw: await open('draw', 'box'),
  };
  try {
    await calls.warm.run(path.join(farcall.home, 'value.pkl'));
    let different = 0;
    let forked = 0;
    for (let seed = 0; seed < seeds; seed += 1) {
      const fresh = await valueOf(calls.fresh, `${seed}`);
      const warm = await valueOf(calls.warm, `${seed}`);
      if (warm.beginning === 'forked') forked += 1;
      if (fresh.value !== warm.value) different += 1;
    }
    const drawn: unknown[] = [];
    for (let call = 0; call < unseededCalls; call += 1) {
      const { value } = await valueOf(calls.draw, '');
      drawn.push(...(JSON.parse(value) as unknown[]));
    }
    return { seeds, different, forked, repeated: drawn.length - new Set(drawn).size };
  } finally {
    Object.values(calls).forEach((call) => call.close());
    await farcall.dispose();
  }
}

async function valueOf(call: WarmCall, args: string): Promise<{ value: string; beginning: string }> {
  const { done, lines, beginning } = await call.once(args);
  const result = lines.find((line) => line.type === 'result');
  if (done.state !== 'succeeded' || result?.type !== 'result') throw new Error(`A call of the sweep ${done.state}.`);
  return { value: JSON.stringify(result.json), beginning };
}

/** Nothing differed, and what was compared were forked jobs. */
export function holds({ seeds, forked, different, repeated }: Sweep): boolean {
  return different === 0 && repeated === 0 && forked > seeds / 2;
}

export function formatSweep({ seeds, forked, different, repeated }: Sweep): string {
  return [
    `Monte Carlo, ${seeds} seeds, ${forked} of them forked: ${different} differ from a fresh interpreter (0)`,
    `without a seed: ${repeated} numbers came twice (0)`,
    '',
  ].join('\n');
}
