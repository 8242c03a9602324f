import { deflateSync } from 'node:zlib';
import { t } from '@vscode/l10n';
import { FarcallError } from '../base/errors';
import { formatManifestDifference } from '../contract/manifest';
import { incompleteSchema, type JobSpec, type Wanted } from '../contract/agent';
import type { JobState } from '../contract/jobStates';
import type { Bundle } from '../pack/bundle';
import type { AgentLink, OutgoingStream } from '../ship/link';
import { AgentClient } from './agentClient';
import { archiveBlobs, type Blob, type BlobPart } from './blobArchive';
import type { KnownBundles } from './knownBundles';

export interface Started {
  readonly state: JobState;
  /** True where the job had been started by an earlier attempt. */
  readonly known: boolean;
  /** Bytes that the transfer put on the channel, manifest included. */
  readonly sentBytes: number;
  readonly sentFiles: number;
}

export interface TransferEvents {
  /** The job was asked for, perhaps not for the last time: what names it may be asked for behind that. */
  asked(): void;
  /** Bytes of the files that were handed on, of all that this step sends. */
  progress(done: number, total: number): void;
}

/** What a host that was asked to start a job answers. */
type Answer =
  | { readonly state: JobState; readonly known: boolean }
  /** What it lacks of the bundle, where it has the manifest, without which it cannot tell. */
  | { readonly lacks: readonly Wanted[] | undefined };

const pieceSize = 256 * 1024;
/** A bare host lacks every file; so many bytes are sent to it sooner than it could ask for them. */
const mostUnasked = 256 * 1024;

/**
 * Brings a bundle to a host and starts a job of it. Where the host is believed to hold the bundle, `start` goes out
 * alone; else manifest, the files it probably lacks and `start` go out in one breath, and only what the host still
 * wants follows. The display goes with them where the host is not known to have it, so that it costs no question.
 */
export class BundleTransfer {
  readonly #known: KnownBundles;

  constructor(known: KnownBundles) {
    this.#known = known;
  }

  /** The host itself has just said that it holds all of a bundle. */
  heldBy(host: string, bundle: string): Promise<void> {
    return this.#known.believe(host, bundle);
  }

  async start(
    link: AgentLink,
    host: string,
    bundle: Bundle,
    spec: JobSpec,
    events: TransferEvents,
    signal: AbortSignal,
  ): Promise<Started> {
    const attempt = new Attempt(new AgentClient(link), bundle, spec, events, signal);
    const held = await this.#known.holds(host, bundle.id);
    const display = displayOf(link);
    const unsent = display && !(await this.#known.holdsDisplay(host, display.sha256)) ? [display] : [];
    let answer = held
      ? await attempt.sendAndStart(whole(unsent))
      : await this.#putAndStart(attempt, link, host, bundle, unsent);
    if (held && 'lacks' in answer) await this.#known.forget(host);
    if ('lacks' in answer) {
      const lacks = answer.lacks;
      answer = await attempt.sendAndStart(lacks ? attempt.parts(lacks) : await attempt.putAnew());
    }
    if ('lacks' in answer) {
      throw new FarcallError('protocol', t('The host still lacks part of the bundle after it was sent whole.'));
    }
    await this.#known.remember(host, bundle.id, bundle.manifest, display?.sha256);
    return attempt.done(answer);
  }

  async #putAndStart(
    attempt: Attempt,
    link: AgentLink,
    host: string,
    bundle: Bundle,
    unsent: readonly Blob[],
  ): Promise<Answer> {
    const base = await this.#known.base(host);
    const contents = new Map(bundle.files.map((file) => [file.sha256, file]));
    const guessed = [...unsent];
    // A guess is worth its bytes only where this process knows what the host holds, or the host can hold nothing.
    if (base) {
      for (const [sha, file] of contents) if (!(await this.#known.holdsBlob(host, sha))) guessed.push(file);
    } else if (link.bare && [...contents.values()].reduce((sum, { size }) => sum + size, 0) <= mostUnasked) {
      guessed.push(...contents.values());
    }
    return attempt.putAndStart(base, guessed);
  }
}

class Attempt {
  readonly #agent: AgentClient;
  readonly #bundle: Bundle;
  readonly #display: Blob | undefined;
  readonly #spec: JobSpec;
  readonly #events: TransferEvents;
  readonly #signal: AbortSignal;
  #sentBytes = 0;
  #sentFiles = 0;

  constructor(agent: AgentClient, bundle: Bundle, spec: JobSpec, events: TransferEvents, signal: AbortSignal) {
    this.#agent = agent;
    this.#bundle = bundle;
    this.#display = displayOf(agent.link);
    this.#spec = spec;
    this.#events = events;
    this.#signal = signal;
  }

  done(started: { state: JobState; known: boolean }): Started {
    return { ...started, sentBytes: this.#sentBytes, sentFiles: this.#sentFiles };
  }

  async start(): Promise<Answer> {
    this.#signal.throwIfAborted();
    try {
      const answer = this.#agent.start(this.#spec);
      this.#events.asked();
      return await answer;
    } catch (error) {
      if (!(error instanceof FarcallError) || error.code !== 'bundle-incomplete') throw error;
      const { data } = incompleteSchema.safeParse(error.data);
      return { lacks: data?.manifest === true ? data.want : undefined };
    }
  }

  async putAndStart(base: Parameters<Attempt['put']>[0], guessed: readonly Blob[]): Promise<Answer> {
    const [, , answer] = await Promise.all([
      this.put(base).catch((error: unknown) => {
        // The host's answer to `start` says the same; what to do about it is decided there.
        if (error instanceof FarcallError && error.code === 'unknown-base') return [];
        throw error;
      }),
      guessed.length > 0 ? this.send(whole(guessed)) : Promise.resolve(),
      this.start(),
    ]);
    return answer;
  }

  async sendAndStart(wanted: readonly BlobPart[]): Promise<Answer> {
    const [, answer] = await Promise.all([wanted.length > 0 ? this.send(wanted) : Promise.resolve(), this.start()]);
    return answer;
  }

  /** What is to be sent to a host that wants these. */
  parts(lacks: readonly Wanted[]): readonly BlobPart[] {
    const bySha = new Map<string, Blob>(this.#bundle.files.map((file) => [file.sha256, file]));
    if (this.#display) bySha.set(this.#display.sha256, this.#display);
    return lacks.map(({ sha256, have }) => {
      const file = bySha.get(sha256);
      if (!file) throw new FarcallError('protocol', t('The host wants {0}, which the bundle does not hold.', sha256));
      return { file, have: Math.min(have, file.size) };
    });
  }

  /** Of a host that lost even the manifest: what it lacks then. */
  async putAnew(): Promise<readonly BlobPart[]> {
    const files = this.parts(await this.put(undefined));
    return this.#display ? [...files, ...whole([this.#display])] : files;
  }

  async put(base: Awaited<ReturnType<KnownBundles['base']>>): Promise<readonly Wanted[]> {
    const text = base ? formatManifestDifference(base.manifest, this.#bundle.manifest) : this.#bundle.text;
    const bytes = deflateSync(text);
    const stream = this.#agent.link.send();
    const answer = this.#agent.put({ bundle: this.#bundle.id, base: base?.id ?? null, stream: stream.id });
    this.#sentBytes += bytes.length;
    const sent = this.#write(stream, bytes);
    const [want] = await Promise.all([answer, sent]);
    return want;
  }

  async send(files: readonly BlobPart[]): Promise<void> {
    const total = files.reduce((sum, { file, have }) => sum + file.size - have, 0);
    // The stream is opened before the archive is made, so that requests keep the order in which they were asked for.
    const stream = this.#agent.link.send();
    const answer = this.#agent.blobs({ stream: stream.id });
    this.#sentFiles += files.filter(({ file }) => file.sha256 !== this.#display?.sha256).length;
    const archived = this.#writeArchive(stream, files, total);
    await Promise.all([answer, archived]);
  }

  async #writeArchive(stream: OutgoingStream, parts: readonly BlobPart[], total: number): Promise<void> {
    try {
      for await (const { bytes, done } of archiveBlobs(parts, total)) {
        this.#signal.throwIfAborted();
        this.#sentBytes += bytes.length;
        await stream.write(bytes);
        this.#events.progress(done, total);
      }
      await stream.end();
    } catch (error) {
      stream.reset();
      throw error;
    }
  }

  async #write(stream: OutgoingStream, bytes: Uint8Array): Promise<void> {
    try {
      for (let at = 0; at < bytes.length; at += pieceSize) {
        this.#signal.throwIfAborted();
        await stream.write(bytes.subarray(at, at + pieceSize));
      }
      await stream.end();
    } catch (error) {
      stream.reset();
      throw error;
    }
  }
}

function displayOf({ display }: AgentLink): Blob | undefined {
  return display && { sha256: display.sha256, size: display.bytes.length, content: display.bytes };
}

function whole(files: readonly Blob[]): readonly BlobPart[] {
  return files.map((file) => ({ file, have: 0 }));
}
