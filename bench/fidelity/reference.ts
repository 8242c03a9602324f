import { execFile } from 'node:child_process';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { cached, digest, pythonWith, sourceOf, type PythonEnvironment } from '../../test/hosts/strangers';
import type { Case } from './cases/case';

const traceSchema = z.object({
  loaded: z.record(z.string(), z.number()),
  read: z.record(z.string(), z.number()),
  printed: z.string(),
});

/** Bytes of files by their path in the checkout: what ran as a module, and what was read besides. */
export type Trace = z.infer<typeof traceSchema>;

/** The entry's file without what was left out: its path in the checkout, and its bytes as latin1. */
export interface EntryAsSent {
  readonly file: string;
  readonly content: string;
}

const comparisonSchema = z.object({ difference: z.string().nullable(), nothing: z.boolean(), shown: z.string() });

/** The call as its author would make it: in a full checkout, with all that the project needs installed. */
export class Reference {
  readonly checkout: string;
  readonly environment: PythonEnvironment;
  readonly #case: Case;
  readonly #kept: string;

  private constructor(of: Case, checkout: string, environment: PythonEnvironment, kept: string) {
    this.#case = of;
    this.checkout = checkout;
    this.environment = environment;
    this.#kept = kept;
  }

  /** Makes the call, unless it was made before: the same call in the same checkout gives the same value. */
  static async of(each: Case): Promise<Reference> {
    const { name, version, part, requirements, roots } = each.project;
    const checkout = await sourceOf(name, version, part);
    const editable = { name, version, checkout, root: roots[0] ?? '' };
    const environment = await pythonWith(requirements, each.project.editable ? { editable } : {});
    return new Reference(each, checkout, environment, await callLocally(each, checkout, environment));
  }

  trace(): Promise<Trace> {
    return readTrace(this.#kept);
  }

  /** The trace of the same call with the entry's file as it was sent, without the statements that were left out. */
  async traceAsSent(entry: EntryAsSent): Promise<Trace> {
    return readTrace(await callLocally(this.#case, this.checkout, this.environment, entry));
  }

  /** How the remote value differs from the local one, or undefined. */
  async differenceTo(remote: string): Promise<string | undefined> {
    const { view, within } = this.#case;
    const request = {
      ...locate(this.#case, this.checkout),
      local: path.join(this.#kept, 'value.pkl'),
      remote,
      view: view ?? '',
      within: within ?? 0,
    };
    const answer = await answerOf(this.environment, program('compare.py'), request, this.#kept);
    const { difference, nothing } = comparisonSchema.parse(JSON.parse(answer));
    return difference ?? (nothing && !this.#case.prints ? 'the value is None, which proves nothing' : undefined);
  }
}

/** The folder that keeps the value and the trace. */
async function callLocally(
  each: Case,
  checkout: string,
  environment: PythonEnvironment,
  asSent?: EntryAsSent,
): Promise<string> {
  const called = asSent ? { ...each, file: asSent.file } : each;
  const key = digest(
    JSON.stringify(each),
    environment.frozen,
    await readFile(program('reference.py'), 'utf8'),
    ...(asSent ? [asSent.content] : []),
  );
  return cached(path.join('references', `${each.id}-${key}`), async (folder) => {
    // What a script writes beside itself is not to touch the checkout.
    const copy = path.join(folder, 'checkout');
    await cp(checkout, copy, { recursive: true, verbatimSymlinks: true });
    if (asSent) await writeFile(path.join(copy, asSent.file), asSent.content, 'latin1');
    const { qualname, args } = each;
    const request = { ...locate(called, copy), qualname, args, checkout: copy, folder };
    const cwd = each.besideFile ? path.dirname(path.join(copy, each.file)) : copy;
    await answerOf(environment, program('reference.py'), request, cwd);
    await rm(copy, { recursive: true });
  });
}

async function readTrace(kept: string): Promise<Trace> {
  return traceSchema.parse(JSON.parse(await readFile(path.join(kept, 'trace.json'), 'utf8')));
}

function program(name: string): string {
  return path.join(import.meta.dirname, name);
}

interface Location {
  readonly file: string;
  readonly module: string;
  /** What comes first on the import path. */
  readonly roots: readonly string[];
}

/** Where the entry lies for an interpreter. */
function locate({ file, kind, project }: Case, checkout: string): Location {
  const roots = project.roots.map((root) => path.join(checkout, root));
  if (kind !== 'package') {
    return { file, module: path.parse(file).name, roots: [path.dirname(path.join(checkout, file)), ...roots] };
  }
  const root = project.roots.find((one) => file.startsWith(one)) ?? '';
  const inside = path.relative(root, file).replace(/(\/__init__)?\.py$/, '');
  return { file, module: inside.split('/').join('.'), roots };
}

const minutes = 60_000;

/** Runs one of the Python programs beside this file: a JSON object in, its standard output out. */
function answerOf(environment: PythonEnvironment, program: string, request: object, cwd: string): Promise<string> {
  // Nothing of this machine's own settings, and no byte code beside anybody's source.
  const { PATH, HOME, LANG } = process.env;
  const env = { PATH, HOME, LANG, PYTHONDONTWRITEBYTECODE: '1' };
  const options = { cwd, env, timeout: 10 * minutes, maxBuffer: 1 << 28 };
  return new Promise((resolve, reject) => {
    const child = execFile(environment.python, [program], options, (error, stdout, stderr) => {
      if (!error) resolve(stdout);
      else
        reject(
          new Error(`${path.basename(program)}: ${stderr.trim().split('\n').slice(-3).join(' ') || error.message}`),
        );
    });
    child.stdin?.end(JSON.stringify(request));
  });
}
