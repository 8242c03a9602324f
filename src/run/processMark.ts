import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import os from 'node:os';
import type { ProcessMark } from '../contract/registry';

export function markOf(pid: number): ProcessMark {
  return { place: place(), pid, started: startOf(pid) ?? '' };
}

/** What became of a process. Of one on another machine, or in another container, nothing can be told from here. */
export function whereabouts({ place: of, pid, started }: ProcessMark): 'alive' | 'gone' | 'elsewhere' {
  if (of !== place()) return 'elsewhere';
  // A number is given again to another process: that one started at another time.
  return startOf(pid) === started ? 'alive' : 'gone';
}

/** Containers may share the host's name, and count their processes by themselves. */
function place(): string {
  const table = process.platform === 'linux' ? quietly(() => readlinkSync('/proc/self/ns/pid')) : undefined;
  return table === undefined ? os.hostname() : `${os.hostname()} ${table}`;
}

/** Undefined where there is no such (living) process. */
function startOf(pid: number): string | undefined {
  switch (process.platform) {
    case 'linux':
      return linuxStartOf(pid);
    case 'darwin': {
      // The time is told to the second, as the environment has it.
      const env = { PATH: process.env['PATH'] ?? '/bin:/usr/bin', LC_ALL: 'C', TZ: 'UTC' };
      const told = quietly(() => execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { env, encoding: 'utf8' }));
      return told?.trim();
    }
    default:
      return isThere(pid) ? '' : undefined;
  }
}

/** Ticks since the boot, and which boot that was. */
function linuxStartOf(pid: number): string | undefined {
  const stat = quietly(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  if (stat === undefined) return undefined;
  // The command's name may hold spaces and parentheses: the fields are counted from its end.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
  const boot = quietly(() => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()) ?? '';
  return `${boot} ${fields[19] ?? ''}`;
}

/** By its number alone, which may be another process's by now. */
export function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function quietly<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
