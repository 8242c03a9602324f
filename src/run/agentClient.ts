import type { z } from 'zod';
import {
  blobsResultSchema,
  cancelResultSchema,
  cleanResultSchema,
  checkResultSchema,
  fetchResultSchema,
  followResultSchema,
  jobsResultSchema,
  loadResultSchema,
  putResultSchema,
  pythonsResultSchema,
  removeResultSchema,
  startResultSchema,
  type CheckResult,
  type CleanResult,
  type Interpreter,
  type JobSpec,
  type JobSummary,
  type LoadResult,
  type Wanted,
} from '../contract/agent';
import type { JobState } from '../contract/jobStates';
import { parse } from '../contract/parse';
import type { AgentLink } from '../ship/link';

/** The agent's methods with their types: what goes in is typed, what comes out is parsed. */
export class AgentClient {
  readonly link: AgentLink;

  constructor(link: AgentLink) {
    this.link = link;
  }

  async put(params: { bundle: string; base: string | null; stream: number }): Promise<readonly Wanted[]> {
    return (await this.#ask('put', params, putResultSchema)).want;
  }

  async blobs(params: { stream: number }): Promise<number> {
    return (await this.#ask('blobs', params, blobsResultSchema)).stored;
  }

  start(spec: JobSpec): Promise<{ state: JobState; known: boolean }> {
    return this.#ask('start', spec, startResultSchema);
  }

  follow(params: { job: string; offset: number; stream: number }): Promise<{ state: JobState; size: number }> {
    return this.#ask('follow', params, followResultSchema);
  }

  async cancel(job: string): Promise<JobState> {
    return (await this.#ask('cancel', { job }, cancelResultSchema)).state;
  }

  async jobs(): Promise<readonly JobSummary[]> {
    return (await this.#ask('jobs', {}, jobsResultSchema)).jobs;
  }

  /** Takes an ended job away with its output, result and artifacts. */
  async remove(job: string): Promise<void> {
    await this.#ask('remove', { job }, removeResultSchema);
  }

  /** Bytes of a file of the job's folder; `size` is the whole file's. */
  async fetch(params: { job: string; path: string; offset: number; stream: number }): Promise<number> {
    return (await this.#ask('fetch', params, fetchResultSchema)).size;
  }

  clean(dry: boolean): Promise<CleanResult> {
    return this.#ask('clean', { dry }, cleanResultSchema);
  }

  async pythons(): Promise<readonly Interpreter[]> {
    return (await this.#ask('pythons', {}, pythonsResultSchema)).pythons;
  }

  check(): Promise<CheckResult> {
    return this.#ask('check', {}, checkResultSchema);
  }

  load(): Promise<LoadResult> {
    return this.#ask('load', {}, loadResultSchema);
  }

  async #ask<S extends z.ZodType>(
    method: string,
    params: Readonly<Record<string, unknown>>,
    schema: S,
  ): Promise<z.output<S>> {
    return parse(schema, await this.link.request(method, params), `The host's answer to ${method}`);
  }
}
