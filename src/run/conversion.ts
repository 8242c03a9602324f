import { t } from '@vscode/l10n';
import { FarcallError, isErrorCode } from '../base/errors';
import { incompleteSchema, type JobSpec } from '../contract/agent';
import { saveFormats, type ErrorLine, type SaveFormat } from '../contract/lines';
import type { JobRecord } from '../contract/registry';
import type { Host } from '../ship/host';
import type { AgentLink } from '../ship/link';
import { AgentClient } from './agentClient';
import { archiveBlobs } from './blobArchive';
import { fetchToFile } from './fetchToFile';
import type { FetchOptions } from './fetchStream';
import { hostPaths } from './hostPaths';
import { JobFollower } from './jobFollower';
import { mintJobId } from './jobIds';
import type { RunPorts } from './ports';

/** Whether a file's ending names a format that a value may be saved in. */
export function formatOf(file: string): SaveFormat | undefined {
  return saveFormats.find((format) => file.toLowerCase().endsWith(`.${format}`));
}

/**
 * A kept value as a file of another format. Its host makes that, in a job of the same bundle and Python: here nothing is
 * unpickled. The job is nobody's run: it has no record, and goes from the host in the end.
 */
export class Conversion {
  readonly #ports: Pick<RunPorts, 'connect' | 'clock'>;
  readonly #host: Host;
  readonly #link: AgentLink;
  readonly #agent: AgentClient;
  readonly #job: string;
  #ended = false;

  constructor(ports: Pick<RunPorts, 'connect' | 'clock'>, host: Host, link: AgentLink) {
    this.#ports = ports;
    this.#host = host;
    this.#link = link;
    this.#agent = new AgentClient(link);
    this.#job = mintJobId(new Date(ports.clock.now()));
  }

  /** @throws FarcallError `no-result` where the value does not fit, or what made it is not on its host any more. */
  async run(record: JobRecord, format: SaveFormat, target: string, options: FetchOptions): Promise<void> {
    if (record.bundle === null || record.result === null || record.result.pickled === false) {
      throw new FarcallError('no-result', t('{0} has no value that was kept.', record.label));
    }
    options.signal?.throwIfAborted();
    await this.#start(this.#spec(record.job, record.bundle, record.label, format));
    try {
      const failure = await this.#end(options.signal ?? new AbortController().signal);
      if (failure) throw failure;
      await fetchToFile(this.#agent, { job: this.#job, path: `work/value.${format}` }, target, options);
    } finally {
      // What cannot be removed now, because the way to the host is gone, the host's own cleaning finds.
      if (this.#ended) await this.#agent.remove(this.#job).catch(() => undefined);
      else void this.#giveUp().catch(() => undefined);
    }
  }

  #spec(job: string, bundle: string, label: string, format: SaveFormat): JobSpec {
    const { options } = this.#host;
    return {
      job: this.#job,
      bundle,
      label: `${label} as ${format}`,
      args: '',
      argv: [],
      python: options.python ?? null,
      setup: options.setup ?? [],
      env: options.env ?? {},
      paths: hostPaths(options),
      timeout: null,
      slots: null,
      preload: null,
      display: this.#link.display?.sha256 ?? null,
      convert: { job, format },
      terminal: null,
    };
  }

  async #start(spec: JobSpec): Promise<void> {
    try {
      await this.#agent.start(spec);
    } catch (error) {
      if (!(error instanceof FarcallError) || error.code !== 'bundle-incomplete') throw error;
      const { data } = incompleteSchema.safeParse(error.data);
      const lacksDisplay = data?.manifest === true && data.want.every(({ sha256 }) => sha256 === spec.display);
      if (!lacksDisplay) {
        throw new FarcallError(
          'no-result',
          t('{0} has removed the code that this value was made with.', this.#host.name),
          {
            cause: error,
            next: t('Save it as a pickle, or run it again.'),
          },
        );
      }
      await this.#sendDisplay();
      await this.#agent.start(spec);
    }
  }

  async #sendDisplay(): Promise<void> {
    const { display } = this.#link;
    if (!display) return;
    const stream = this.#link.send();
    const answer = this.#agent.blobs({ stream: stream.id });
    const file = { sha256: display.sha256, size: display.bytes.length, content: display.bytes };
    for await (const { bytes } of archiveBlobs([{ file, have: 0 }], file.size)) await stream.write(bytes);
    await Promise.all([answer, stream.end()]);
  }

  /** Waits until it has ended; resolves to what went wrong. */
  async #end(signal: AbortSignal): Promise<FarcallError | undefined> {
    let told: ErrorLine | undefined;
    const { state } = await this.#follower().follow(
      {
        records: (records) => {
          for (const record of records)
            if (record.kind === 'event' && record.event.type === 'error') told = record.event;
        },
        reconnecting: () => undefined,
        following: () => undefined,
      },
      signal,
      this.#link,
    );
    this.#ended = true;
    if (state === 'succeeded') return undefined;
    const code = told?.code ?? '';
    return new FarcallError(
      isErrorCode(code) ? code : 'no-result',
      told?.message ??
        t('The value could not be converted on {0}: the process that tried {1}.', this.#host.name, state),
      { next: told?.next ?? t('Save it as a pickle, which holds the value as it is.') },
    );
  }

  #follower(): JobFollower {
    return new JobFollower(this.#job, (stop) => this.#ports.connect(this.#host, stop), this.#ports.clock);
  }

  async #giveUp(): Promise<void> {
    await this.#agent.cancel(this.#job);
    await this.#end(new AbortController().signal);
    await this.#agent.remove(this.#job);
  }
}
