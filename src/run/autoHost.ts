import { t } from '@vscode/l10n';
import { FarcallError } from '../base/errors';
import { isEndState } from '../contract/jobStates';
import type { Host } from '../ship/host';
import { autoName, type HostPool } from '../ship/hostBook';
import { AgentClient } from './agentClient';
import { gpusWanted, type GpuLedger } from './gpus';
import { loadParts } from './hostLoad';
import type { RunPorts } from './ports';
import { isInRange, requiredPython } from './pythonRange';
import type { FoundHost, HostRequest } from './service';

/** How long the others may still answer once one host is known to fit; milliseconds. */
const othersWithin = 5_000;

/** What a call asks of the host that it is to run on. */
interface CallNeeds {
  /** `requires-python`; undefined where any will do. */
  readonly python: string | undefined;
  /** Free GPUs; undefined where the options of `auto` or of each host say how many. */
  readonly gpus: number | undefined;
}

export interface AutoPorts extends Pick<RunPorts, 'connect' | 'clock' | 'findHost' | 'pool'> {
  readonly ledger: GpuLedger;
}

/** The host that a run goes to: the one that is named or, for `auto`, the one that suits best now. */
export async function findHost(
  { host: name, workspace, entry, gpus }: HostRequest,
  ports: AutoPorts,
  signal: AbortSignal,
): Promise<FoundHost> {
  if (name !== autoName || ports.pool === undefined) {
    return { host: await ports.findHost(name, workspace), choice: undefined };
  }
  const needs = { python: await requiredPython(entry.file, workspace), gpus };
  return chooseHost(await ports.pool(workspace), needs, ports, signal);
}

type Answer =
  | { readonly host: Host; readonly fits: true; readonly busy: number; readonly because: string }
  | { readonly host: Host; readonly fits: false; readonly because: string };

/**
 * The host that is least busy among those that answer and have what the call needs. Busy is, per core, what ran
 * there over the last minute, which is late to tell of new jobs, and the jobs that run or wait there now. Throws
 * `no-host-fits`.
 */
async function chooseHost(
  { hosts, gpus }: HostPool,
  needs: CallNeeds,
  ports: AutoPorts,
  signal: AbortSignal,
): Promise<FoundHost> {
  if (hosts.length === 0) {
    throw new FarcallError('no-host-fits', t('There is no host that auto could choose.'), {
      next: t('Add the hosts that it may choose from with Add Host…, or name them in hosts.json.'),
    });
  }
  const late = new AbortController();
  const either = AbortSignal.any([signal, late.signal]);
  const answers = new Map<string, Answer>();
  let timing: Promise<void> | undefined;
  const asked = hosts.map(async (host) => {
    const answer = await ask(host, { ...needs, gpus: needs.gpus ?? gpus }, ports, either);
    if (late.signal.aborted) return;
    answers.set(host.name, answer);
    if (answer.fits)
      timing ??= ports.clock.sleep(othersWithin, either).then(
        () => late.abort(),
        () => undefined,
      );
  });
  await Promise.race([
    Promise.all(asked),
    new Promise<void>((resolve) => either.addEventListener('abort', () => resolve())),
  ]);
  // Whoever has not answered by now is left alone, and so is the clock.
  late.abort();
  signal.throwIfAborted();
  const all = hosts.map(
    (host): Answer => answers.get(host.name) ?? { host, fits: false, because: t('it has not answered in time') },
  );
  const fitting = all.filter((answer) => answer.fits).sort((a, b) => a.busy - b.busy);
  const [best, next] = fitting;
  const others = all
    .filter(({ host }) => host !== best?.host)
    .map(({ host, because }) => ({ host: host.name, because }));
  if (best === undefined) {
    throw new FarcallError(
      'no-host-fits',
      t("None of auto's hosts can run it: {0}.", others.map(({ host, because }) => `${host}: ${because}`).join('; ')),
      { next: t('Test these hosts, or name one that fits.') },
    );
  }
  const because =
    next === undefined ? t('the only one that fits: {0}', best.because) : t('the least busy: {0}', best.because);
  return { host: best.host, choice: { because, others } };
}

async function ask(host: Host, needs: CallNeeds, { connect, ledger }: AutoPorts, signal: AbortSignal): Promise<Answer> {
  try {
    const link = await connect(host, signal);
    const agent = new AgentClient(link);
    const { python, cores } = link.hello;
    if (needs.python !== undefined && !isInRange(python, needs.python))
      return { host, fits: false, because: t('its Python is {0}, and the project wants {1}', python, needs.python) };
    const gpus = gpusWanted(needs.gpus, host.options);
    const unclaimed = gpus > 0 ? await ledger.claims(host.name) : undefined;
    const [load, jobs] = await Promise.all([agent.load(), agent.jobs()]);
    const { length: free } = unclaimed?.(load.gpus, jobs) ?? [];
    if (free < gpus)
      return {
        host,
        fits: false,
        because:
          free === 1
            ? t('1 GPU of it free, and {0} asked for', gpus)
            : t('{0} GPUs of it free, and {1} asked for', free, gpus),
      };
    const open = jobs.filter(({ state }) => !isEndState(state));
    const waiting = open.filter(({ state }) => state === 'queued').length;
    const running = open.length - waiting;
    const [processor, ...memory] = loadParts(load, cores);
    const parts = [
      processor,
      ...(running > 0 ? [running === 1 ? t('1 job running') : t('{0} jobs running', running)] : []),
      ...(waiting > 0 ? [waiting === 1 ? t('1 job waiting') : t('{0} jobs waiting', waiting)] : []),
      ...memory,
      ...(gpus > 0 ? [free === 1 ? t('1 GPU free') : t('{0} GPUs free', free)] : []),
    ];
    const busy = (load.average + running + waiting) / Math.max(1, cores);
    return { host, fits: true, busy, because: parts.join(', ') };
  } catch (error) {
    if (!(error instanceof FarcallError)) throw error;
    return { host, fits: false, because: error.message.replace(/\.$/, '') };
  }
}
