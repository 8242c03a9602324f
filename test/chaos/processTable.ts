import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';

export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly argv: readonly string[];
  readonly environment: readonly string[];
}

/** The living processes of this machine that have to do with one Farcall folder or with one of these jobs. */
export function processesOf(directory: string, jobs: readonly string[]): readonly Process[] {
  const inBase64 = Buffer.from(directory).toString('base64');
  const tags = new Set(jobs.map((job) => `FARCALL_JOB=${job}`));
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => read(Number(name)))
    .filter((found) => found !== undefined)
    .filter(
      ({ argv, environment }) =>
        argv.some((word) => word === inBase64 || word.startsWith(`${directory}/`) || word === directory) ||
        environment.some((entry) => tags.has(entry)),
    );
}

/** Of those, the agents: what their shells started, and what speaks with a client. */
export function agentsOf(processes: readonly Process[]): readonly Process[] {
  const shells = new Set(processes.filter((one) => !isPython(one)).map(({ pid }) => pid));
  return processes.filter((one) => isPython(one) && shells.has(one.parent) && standardInput(one.pid) !== '/dev/null');
}

/** Of those, the fork servers. What they have forked has their command line, and one of them for its parent. */
export function forkServersOf(processes: readonly Process[], supervisors: readonly number[]): readonly Process[] {
  const serving = processes.filter(({ argv }) => argv.includes('serve'));
  const pids = new Set(serving.map(({ pid }) => pid));
  return serving.filter(({ pid, parent }) => !pids.has(parent) && !supervisors.includes(pid));
}

/** The supervisors that the jobs' folders name. */
export function supervisorsOf(directory: string): readonly number[] {
  const jobs = path.join(directory, 'jobs');
  return listing(jobs).flatMap((job) => {
    try {
      const record: unknown = JSON.parse(readFileSync(path.join(jobs, job, 'supervisor.json'), 'utf8'));
      const pid = typeof record === 'object' && record !== null && 'pid' in record ? Number(record.pid) : 0;
      return pid > 0 ? [pid] : [];
    } catch {
      return [];
    }
  });
}

function isPython({ argv }: Process): boolean {
  return path.basename(argv[0] ?? '').startsWith('python');
}

function standardInput(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/fd/0`);
  } catch {
    return '';
  }
}

function read(pid: number): Process | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command's name may hold spaces and parentheses: the fields are counted from its end.
    const [state = '', parent = ''] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z' || state === 'X') return undefined;
    return { pid, parent: Number(parent), argv: words(pid, 'cmdline'), environment: words(pid, 'environ') };
  } catch {
    // It has ended meanwhile.
    return undefined;
  }
}

function words(pid: number, file: string): readonly string[] {
  return readFileSync(`/proc/${pid}/${file}`, 'utf8').split('\0');
}

function listing(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
