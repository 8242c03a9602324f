// Takes the output of jobs, and tells how long that took and how this process grew (outputRows.ts). Given the OpenSSH
// config, the workspace, the file that has the same bytes, and the words of `ssh HOST` over a master connection.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, statSync, writeFileSync } from 'node:fs';
import { FarcallRooms } from './farcallRooms';
import type { OutputMeasured } from './outputRows';

const rounds = 20;

const [configFile = '', workspace = '', output = '', ...ssh] = process.argv.slice(2);

async function main(): Promise<void> {
  const rooms = await FarcallRooms.open('box', configFile);
  for (let i = 0; i < 3; i += 1) await rooms.run(workspace, 'flood.py', 'small');
  writeFileSync('/proc/self/clear_refs', '5');
  const before = megabytes('VmRSS');
  const hash = createHash('sha256');
  await flood(rooms, (text) => hash.update(text));
  const whole = hash.digest('hex') === (await hashOf(output));
  const times: number[] = [];
  const cat: number[] = [];
  for (let i = 0; i < rounds; i += 1) {
    times.push(await flood(rooms, () => undefined));
    cat.push(await catOnce());
  }
  const bytes = statSync(output).size;
  const measured: OutputMeasured = { times, cat, bytes, whole, growth: megabytes('VmHWM') - before };
  process.stdout.write(JSON.stringify(measured));
  await rooms.dispose();
}

/** Milliseconds from the request to the last output. */
async function flood(rooms: FarcallRooms, take: (text: string) => void): Promise<number> {
  const began = performance.now();
  let last = began;
  let received = 0;
  await rooms.run(workspace, 'flood.py', 'flood', (line) => {
    if (line.type !== 'output') return;
    if (line.offset !== received) throw new Error(`Output of byte ${line.offset} came for byte ${received}.`);
    received += Buffer.byteLength(line.text);
    last = performance.now();
    take(line.text);
  });
  const { size } = statSync(output);
  if (received !== size) throw new Error(`${received} bytes came of ${size}.`);
  return last - began;
}

function catOnce(): Promise<number> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(ssh[0] ?? '', [...ssh.slice(1), `cat ${output}`], { stdio: ['ignore', 'ignore', 'inherit'] });
    child.on('error', reject);
    child.on('close', () => resolve(performance.now() - began));
  });
}

async function hashOf(file: string): Promise<string> {
  const found = createHash('sha256');
  for await (const piece of createReadStream(file)) found.update(piece as Buffer);
  return found.digest('hex');
}

function megabytes(key: string): number {
  const kilobytes = new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 70;
});
