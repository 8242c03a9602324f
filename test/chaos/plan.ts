import { Dice } from './dice';

/** Where a run stands when something is done to it: a phase of the client, or what the job has come to. */
export const stages = ['begin', 'connecting', 'shipping', 'starting', 'following', 'running', 'output'] as const;
export type Stage = (typeof stages)[number];

export const blows = [
  /** The process of sshd that serves the connection is killed. */
  'sshd',
  /** The agent is. */
  'agent',
  /** The fork server is, where there is one. */
  'forkserver',
  /** The client itself is; another one opens its job. */
  'client',
  /** The job's supervisor is: the one blow that may cost the job. */
  'supervisor',
  /** The connection is reset. */
  'cut',
  /** Nothing passes for a while, then all of it. */
  'stall',
  /** What one side sends is swallowed, and the connection reset in the end. */
  'half-open',
  /** The cable of the host is pulled, and put back. */
  'link',
  /** The client's clock is set. */
  'clock',
] as const;
export type Blow = (typeof blows)[number];

export interface Strike {
  readonly blow: Blow;
  readonly stage: Stage;
  /** Milliseconds after the stage was first reached. */
  readonly delay: number;
  /** Milliseconds, of what lasts. */
  readonly lasts: number;
}

export type Ending = 'returns' | 'raises' | 'exits' | 'dies';

/** One run, all of it from the seed. */
export interface Plan {
  readonly seed: number;
  readonly force: 'ssh2' | 'openssh';
  /** Bytes of a file that travels with the call. */
  readonly data: number;
  readonly lines: number;
  /** How often the job rests while it writes them, and for how many milliseconds. */
  readonly rests: number;
  readonly rest: number;
  readonly ending: Ending;
  /** Whether the job leaves a process behind that has made itself a daemon. */
  readonly daemon: boolean;
  /** Whether a job ran before, so that a fork server is there. */
  readonly warm: boolean;
  /** Milliseconds after which a second client runs a job of the same bundle there; null for none. */
  readonly second: number | null;
  readonly slots: number | null;
  /** Whether the jobs write to terminals. */
  readonly terminal: boolean;
  /** Milliseconds after its first output at which the job is cancelled; null for not at all. */
  readonly cancel: number | null;
  readonly strikes: readonly Strike[];
}

export function planOf(seed: number, hasLink: boolean): Plan {
  const dice = new Dice(seed);
  const second = dice.chance(0.3) ? dice.whole(0, 300) : null;
  const strikes = Array.from({ length: dice.whole(1, 4) }, () => strike(dice, hasLink));
  const killsClient = strikes.some(({ blow }) => blow === 'client');
  return {
    seed,
    force: dice.chance(0.8) ? 'ssh2' : 'openssh',
    data: dice.scaled(1, 2_000_000),
    lines: dice.scaled(1, 4000),
    rests: dice.whole(1, 12),
    rest: dice.scaled(1, 60),
    ending: dice.chance(0.7) ? 'returns' : dice.pick(['raises', 'exits', 'dies']),
    daemon: dice.chance(0.1),
    warm: !killsClient && (dice.chance(0.2) || strikes.some(({ blow }) => blow === 'forkserver')),
    second,
    slots: second !== null && dice.chance(0.5) ? 1 : null,
    cancel: dice.chance(0.12) && !killsClient ? dice.whole(0, 200) : null,
    terminal: dice.chance(0.25),
    strikes,
  };
}

function strike(dice: Dice, hasLink: boolean): Strike {
  const often: Blow[] = ['sshd', 'agent', 'cut', 'cut', 'stall', 'half-open', ...(hasLink ? (['link'] as const) : [])];
  const seldom: readonly [Blow, ...Blow[]] = ['client', 'client', 'forkserver', 'supervisor', 'clock'];
  return {
    blow: dice.chance(0.3) ? dice.pick(seldom) : dice.pick(['sshd', ...often.slice(1)]),
    stage: dice.pick(stages),
    delay: dice.scaled(1, 400) - 1,
    lasts: dice.scaled(50, 2000),
  };
}
