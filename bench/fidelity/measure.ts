import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Sshd } from '../../test/hosts/sshd';
import type { Case } from './cases/case';
import { Reference, type Trace } from './reference';
import { RemoteCall, type RemoteRun } from './remote';
import type { Beginning } from './warm';

/** What was found of one call. */
export interface Row {
  readonly id: string;
  readonly kind: Case['kind'];
  readonly project: string;
  /** The results are equal, and the bundle has every module that CPython loads. */
  readonly right: boolean;
  /** Why it is not right. */
  readonly reason?: string;
  readonly files: number;
  readonly bundleBytes: number;
  /** What the first run on a cold host put on the channel. */
  readonly sentBytes: number;
  readonly wholeFiles: number;
  readonly wholeBytes: number;
  readonly loadedFiles: number;
  readonly loadedBytes: number;
  /** `bundleBytes / loadedBytes`. */
  readonly share?: number;
  readonly inspectMs?: number;
  /** Names told as missing, or for which the run was refused, although the call works without them. */
  readonly falseAlarms: readonly string[];
  /** Modules that CPython loads from the project and the bundle lacks. */
  readonly lacking: readonly string[];
  /** Large data about which a person is asked once, before it is sent. */
  readonly asked: readonly string[];
  /** The same call once its libraries were loaded ahead, where that was asked for. */
  readonly warm?: WarmRow;
}

export interface WarmRow {
  readonly beginning: Beginning;
  /** Why it is not right. */
  readonly reason?: string;
}

/** One call, locally and through Farcall. A failure of any step is the row's reason: the other cases go on. */
export async function measure(each: Case, sshd: Sshd, alsoWarm: boolean): Promise<Row> {
  const row = { ...nothing, id: each.id, kind: each.kind, project: `${each.project.name} ${each.project.version}` };
  try {
    const reference = await Reference.of(each);
    const [trace, whole] = await Promise.all([reference.trace(), weigh(reference.checkout)]);
    const { files, bytes } = whole;
    return { ...row, wholeFiles: files, wholeBytes: bytes, ...(await compare(each, reference, trace, sshd, alsoWarm)) };
  } catch (error) {
    return { ...row, reason: error instanceof Error ? error.message : String(error) };
  }
}

const nothing = {
  right: false,
  files: 0,
  bundleBytes: 0,
  sentBytes: 0,
  wholeFiles: 0,
  wholeBytes: 0,
  loadedFiles: 0,
  loadedBytes: 0,
  falseAlarms: [],
  lacking: [],
  asked: [],
};

async function compare(
  each: Case,
  reference: Reference,
  trace: Trace,
  sshd: Sshd,
  alsoWarm: boolean,
): Promise<Partial<Row> & Pick<Row, 'right'>> {
  const call = await RemoteCall.prepare(each, reference, sshd);
  try {
    const remote = await call.run();
    const needed = await neededBy(each, call, remote, reference, trace);
    const lacking = lackingOf(remote, needed, each);
    const reason =
      remote.failure?.reason ??
      (await differenceOf(each, remote.printed, call.valueFile, reference, trace)) ??
      told(lacking);
    const { bundle } = remote;
    const loaded = Object.values(needed.loaded);
    return {
      right: reason === undefined,
      ...(reason === undefined ? {} : { reason }),
      loadedFiles: loaded.length,
      loadedBytes: sum(loaded),
      ...(bundle ? { files: bundle.files, bundleBytes: bundle.bytes, sentBytes: bundle.sentBytes } : {}),
      ...(bundle && loaded.length > 0 ? { share: bundle.bytes / sum(loaded) } : {}),
      ...(remote.inspect === undefined ? {} : { inspectMs: Math.round(remote.inspect) }),
      falseAlarms: falseAlarmsOf(remote),
      lacking,
      asked: remote.asked,
      ...(alsoWarm && reason === undefined ? { warm: await warmly(each, call, reference, trace) } : {}),
    };
  } finally {
    await call.dispose();
  }
}

/**
 * What CPython loads for the call. Where the whole file loads what the bundle lacks, that is tried again without the
 * statements that were left out: they are no part of what is promised (DESIGN 4.4).
 */
async function neededBy(
  each: Case,
  call: RemoteCall,
  remote: RemoteRun,
  reference: Reference,
  trace: Trace,
): Promise<Trace> {
  if (remote.failure || lackingOf(remote, trace, each).length === 0) return trace;
  return reference.traceAsSent(await call.entryAsSent());
}

async function warmly(each: Case, call: RemoteCall, reference: Reference, trace: Trace): Promise<WarmRow> {
  const valueFile = `${call.valueFile}.warm`;
  const warm = await call.warm();
  try {
    const { beginning, printed, failure } = await warm.run(valueFile);
    const reason = failure ?? (await differenceOf(each, printed, valueFile, reference, trace));
    return { beginning, ...(reason === undefined ? {} : { reason }) };
  } finally {
    warm.close();
  }
}

async function differenceOf(
  each: Case,
  printed: string,
  valueFile: string,
  reference: Reference,
  trace: Trace,
): Promise<string | undefined> {
  // What stayed of the top level may print before the call does.
  if (each.prints && trace.printed === '') return 'it printed nothing, which proves nothing';
  if (each.prints && !printed.endsWith(trace.printed)) return 'it printed something else';
  // A value that cannot be unpickled here is none that a person can use.
  return reference
    .differenceTo(valueFile)
    .catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
}

function lackingOf(remote: RemoteRun, trace: Trace, each: Case): string[] {
  if (!remote.closure) return [];
  const sent = new Set(remote.closure.files.map((file) => file.path));
  // How a notebook's code travels is Farcall's own affair.
  return Object.keys(trace.loaded).filter((file) => !sent.has(file) && file !== each.file);
}

function told(lacking: readonly string[]): string | undefined {
  return lacking.length === 0 ? undefined : `the bundle lacks ${lacking.slice(0, 3).join(', ')}`;
}

function falseAlarmsOf(remote: RemoteRun): string[] {
  const sure = (remote.closure?.unresolved ?? []).filter((name) => name.optional !== true);
  const names = sure.map(({ name, file, line }) => `${name} (${file}:${line})`);
  return names.length === 0 && remote.failure?.missingModule ? [remote.failure.reason] : names;
}

/** Files and bytes of a checkout, which is what a copy of all of it would send. */
async function weigh(checkout: string): Promise<{ files: number; bytes: number }> {
  const entries = await readdir(checkout, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  return { files: files.length, bytes: sum(sizes) };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
