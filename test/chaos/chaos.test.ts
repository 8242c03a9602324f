import { after, before, describe, it } from 'node:test';
import { sshdMissing } from '../hosts/sshd';
import { Arena } from './arena';
import { chaosRun } from './chaosRun';
import { planOf } from './plan';

const skip = sshdMissing();
const [firstSeed, runs] = [1000, 40];

let arena: Arena;
before(async () => {
  if (skip === false) arena = await Arena.open();
});
after(async () => {
  if (skip === false) await arena.close();
});

describe('whatever is killed or cut, a job runs once, and all it wrote arrives once', { skip }, () => {
  for (let seed = firstSeed; seed < firstSeed + runs; seed += 1) {
    it(`by the plan of seed ${seed}`, async (t) => {
      const blows = await chaosRun(arena, planOf(seed, arena.cable !== undefined));
      t.diagnostic(blows.join(' '));
    });
  }
});
