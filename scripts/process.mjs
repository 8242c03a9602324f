// @ts-check
// Child processes for the scripts: run one to its end, quietly, and say what it printed if it failed.
import { spawn } from 'node:child_process';
import { accessSync, constants, realpathSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** What `npm run package` makes. */
export const vsix = path.join(root, 'farcall.vsix');

/**
 * Whether a module is the script that was started, rather than imported by one.
 * @param {string} url its `import.meta.url`
 */
export function isStarted(url) {
  return process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(url);
}

/** A failure that needs no stack trace: the sentence says it all. */
export class ScriptError extends Error {}

/**
 * Runs a program to its end.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, quiet?: boolean }} [options] `quiet` keeps what it prints, and shows it only if it fails.
 * @returns {Promise<void>} rejected with a ScriptError where the program cannot be started or its status is not 0
 */
export async function run(program, args, { cwd = root, env = process.env, quiet = false } = {}) {
  const { status, output } = await collect(program, args, { cwd, env, echo: !quiet });
  if (status === 0) return;
  throw new ScriptError(`${[program, ...args].join(' ')} ended with ${status}${quiet && output ? `:\n${output}` : ''}`);
}

/**
 * Runs a program to its end and returns its status and all that it printed.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, echo?: boolean }} [options]
 * @returns {Promise<{ status: number | string, output: string }>}
 */
export function collect(program, args, { cwd = root, env = process.env, echo = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env,
      stdio: ['ignore', echo ? 'inherit' : 'pipe', echo ? 'inherit' : 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text));
    }
    child.on('error', (error) => reject(new ScriptError(`${program} cannot be started: ${error.message}`)));
    child.on('close', (code, signal) => resolve({ status: code ?? signal ?? 'nothing', output: output.trim() }));
  });
}

/**
 * Where a program lies on PATH.
 * @param {string} name
 * @returns {string | undefined}
 */
export function which(name) {
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    const file = path.join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      continue;
    }
  }
  return undefined;
}

/**
 * This process's environment without what `npm run` added to it, which would turn an npm elsewhere to this project.
 * @returns {NodeJS.ProcessEnv}
 */
export function cleanEnvironment() {
  const added =
    /^(npm_(package|lifecycle)_|npm_(command|execpath|node_execpath)$|npm_config_(local_prefix|node_gyp)$|INIT_CWD$|NODE_TEST_CONTEXT$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !added.test(name)));
}

/**
 * The cache that outlives a clone: `${XDG_CACHE_HOME:-~/.cache}/farcall/<name>`.
 * @param {string} name
 * @returns {string}
 */
export function cacheFolder(name) {
  const home = process.env['XDG_CACHE_HOME'] || path.join(process.env['HOME'] ?? '/tmp', '.cache');
  return path.join(home, 'farcall', name);
}

/**
 * Ends a script by its one sentence, or with the stack where the failure was not foreseen.
 * @param {() => Promise<unknown>} body
 */
export async function main(body) {
  try {
    await body();
  } catch (error) {
    console.error(error instanceof ScriptError ? error.message : error);
    process.exitCode = 1;
  }
}
