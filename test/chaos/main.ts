import { Arena } from './arena';
import { chaosRun } from './chaosRun';
import { planOf } from './plan';

// `npm run chaos [-- --seed N --runs N]`: N runs from one seed on. A run that fails can be run again alone by its seed.

function option(name: string, usual: number): number {
  const at = process.argv.indexOf(`--${name}`);
  const value = at < 0 ? usual : Number(process.argv[at + 1]);
  if (!Number.isSafeInteger(value)) throw new Error(`--${name} needs a whole number.`);
  return value;
}

async function main(): Promise<boolean> {
  const seed = option('seed', Math.floor(Date.now() / 1000));
  const runs = option('runs', 300);
  const began = performance.now();
  const fallen = new Map<string, number>();
  const failed: number[] = [];
  const arena = await Arena.open();
  try {
    console.log(`${runs} runs from seed ${seed} on; the host's cable can${arena.cable ? '' : 'not'} be pulled here.`);
    for (let number = seed; number < seed + runs; number += 1) {
      const plan = planOf(number, arena.cable !== undefined);
      const start = performance.now();
      try {
        const blows = await chaosRun(arena, plan);
        for (const blow of blows) fallen.set(blow, (fallen.get(blow) ?? 0) + 1);
        console.log(`ok ${number} ${Math.round(performance.now() - start)} ms: ${blows.join(' ') || 'nothing fell'}`);
      } catch (error) {
        failed.push(number);
        console.log(
          `FAILED ${number}: npm run chaos -- --seed ${number} --runs 1\n${JSON.stringify(plan)}\n${String(error)}`,
        );
      }
    }
  } finally {
    await arena.close();
  }
  const blows = [...fallen].map(([blow, count]) => `${count} ${blow}`).join(', ');
  console.log(`${runs} runs in ${Math.round((performance.now() - began) / 1000)} s; blows: ${blows}.`);
  console.log(failed.length === 0 ? 'All held.' : `${failed.length} failed: ${failed.join(' ')}.`);
  return failed.length === 0;
}

main().then(
  (held) => (process.exitCode = held ? 0 : 1),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
