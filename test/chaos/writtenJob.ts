import { createHash } from 'node:crypto';
import type { Ending } from './plan';

export interface JobText {
  readonly seed: number;
  readonly lines: number;
  readonly rests: number;
  readonly rest: number;
  readonly ending: Ending;
  readonly daemon: boolean;
  /** A file outside the job, to which each of its runs adds a letter. */
  readonly ran: string;
}

/** A function that writes what `expectedOutput` tells, and ends as the plan has it. */
export function jobSource({ seed, lines, rests, rest, ending, daemon, ran }: JobText): string {
  return `import hashlib, os, signal, subprocess, sys, time


def f():
    with open(${JSON.stringify(ran)}, "a") as file:
        file.write("x")
    if ${daemon ? 'True' : 'False'}:
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
    for number in range(${lines}):
        digest = hashlib.sha256(b"%d:%d" % (${seed}, number)).hexdigest()
        stream = sys.stderr if int(digest[:2], 16) < 64 else sys.stdout
        stream.write("%06d é %s\\n" % (number, digest * (int(digest[2:4], 16) % 32)))
        if number % ${Math.ceil(lines / rests)} == 0:
            time.sleep(${rest / 1000})
    ${statement(ending)}
    return ${lines}
`;
}

function statement(ending: Ending): string {
  switch (ending) {
    case 'returns':
      return 'pass';
    case 'raises':
      return 'raise ValueError("as planned")';
    case 'exits':
      return 'sys.exit(3)';
    case 'dies':
      return 'os.kill(os.getpid(), signal.SIGKILL)';
  }
}

export interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

export function expectedOutput(seed: number, lines: number): Output {
  const texts = { stdout: '', stderr: '' };
  for (let number = 0; number < lines; number += 1) {
    const digest = createHash('sha256').update(`${seed}:${number}`).digest('hex');
    const stream = parseInt(digest.slice(0, 2), 16) < 64 ? 'stderr' : 'stdout';
    texts[stream] += `${String(number).padStart(6, '0')} é ${digest.repeat(parseInt(digest.slice(2, 4), 16) % 32)}\n`;
  }
  return texts;
}
