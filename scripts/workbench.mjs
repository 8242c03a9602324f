// @ts-check
// A real VS Code without its desktop: the server and workbench that the npm package `code-server` carries, on the
// Node that it wants, kept in the user's cache. The npm package's own start-up (passwords, proxies) is left aside.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { ScriptError, cacheFolder, cleanEnvironment, run } from './process.mjs';
import { ensure } from './system.mjs';

const codeServer = '4.139.1';
const nodeMajor = '24';
const nodePackage = `node-linux-${process.arch}`;
/** Native modules that the server cannot start without; extensions need none of the others. */
const nativeModules = ['@vscode/spdlog', '@vscode/native-watchdog'];

/**
 * @typedef {object} Installation
 * @property {string} node the Node that runs the server
 * @property {string} server `server-main.js`
 */

/** Whether this machine can have the workbench at all. */
export const workbenchSupported = process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch);

/** @param {string} folder */
function installationIn(folder) {
  return {
    node: path.join(folder, 'node_modules', nodePackage, 'bin/node'),
    server: path.join(folder, 'node_modules/code-server/lib/vscode/out/server-main.js'),
  };
}

/**
 * Installs the server once per version: built aside and renamed into place, so that it is whole or not there.
 * @returns {Promise<Installation>}
 */
export async function installWorkbench() {
  if (!workbenchSupported) {
    throw new ScriptError(`VS Code in the browser is had on Linux only (x64, arm64), not on ${process.platform}.`);
  }
  const folder = cacheFolder(`code-server-${codeServer}`);
  if (!existsSync(folder)) {
    await ensure(['build-essential', 'python3']);
    console.log(`Installing VS Code for the browser (once, about 700 MB) in ${folder} …`);
    await mkdir(path.dirname(folder), { recursive: true });
    const aside = await mkdtemp(`${folder}.`);
    try {
      await build(aside);
      await rename(aside, folder);
    } catch (error) {
      await rm(aside, { recursive: true, force: true });
      if (!existsSync(folder)) throw error;
    }
  }
  return installationIn(folder);
}

/** @param {string} folder */
async function build(folder) {
  const nodeHome = path.join(folder, 'node_modules', nodePackage);
  const vscode = path.join(folder, 'node_modules/code-server/lib/vscode');
  const env = { ...cleanEnvironment() };
  const npm = (/** @type {string} */ cwd, /** @type {string[]} */ ...args) =>
    run('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], { cwd, env, quiet: true });
  await writeFile(path.join(folder, 'package.json'), '{"private":true}\n');
  await npm(folder, 'install', `${nodePackage}@${nodeMajor}`, `code-server@${codeServer}`, '--ignore-scripts');
  env['PATH'] = `${path.join(nodeHome, 'bin')}${path.delimiter}${env['PATH'] ?? ''}`;
  await npm(vscode, 'install', '--omit=dev', '--ignore-scripts');
  env['npm_config_nodedir'] = nodeHome;
  await npm(vscode, 'rebuild', ...nativeModules, '--ignore-scripts=false');
  await symlink('node_modules', path.join(vscode, 'node_modules.asar'));
}

/**
 * @typedef {object} WorkbenchOptions
 * @property {string} [data] where the server keeps its data and extensions; without it a folder that is removed at the end
 * @property {readonly string[]} [extensions] VSIX files to install first
 * @property {Readonly<Record<string, unknown>>} [settings] the user's settings
 * @property {boolean} [trust] whether workspace trust is on, as it is for users; off by default
 * @property {boolean} [driver] lets a page name an extension under development
 * @property {NodeJS.ProcessEnv} [env] more variables for the server and its extension hosts
 */

/**
 * @typedef {object} Workbench
 * @property {string} authority host and port, as in `vscode-remote://<authority>/…`
 * @property {(folder: string, parameters?: Readonly<Record<string, string>>) => string} url the page that opens a folder
 * @property {() => Promise<void>} stop ends the server and all that it started
 * @property {() => string} log what the server printed
 * @property {string} logs the folder of its logs, and of those of its extension hosts
 */

/**
 * Starts a server on a free port of the loopback address. Its pages ask for a token, which `url` carries.
 * @param {WorkbenchOptions} [options]
 * @returns {Promise<Workbench>}
 */
export async function startWorkbench({
  data,
  extensions = [],
  settings = {},
  trust = false,
  driver = false,
  env = {},
} = {}) {
  const { node, server } = await installWorkbench();
  const temporary = data === undefined;
  const folder = data ?? (await mkdtemp(path.join(os.tmpdir(), 'farcall-workbench-')));
  const token = randomBytes(16).toString('hex');
  const tokenFile = path.join(folder, 'token');
  await mkdir(path.join(folder, 'data/User'), { recursive: true });
  await mkdir(path.join(folder, 'extensions'), { recursive: true });
  await writeFile(tokenFile, token, { mode: 0o600 });
  const userSettings = path.join(folder, 'data/User/settings.json');
  if (temporary || !existsSync(userSettings)) {
    await writeFile(userSettings, JSON.stringify({ ...quietSettings, ...settings }, undefined, 2));
  }
  const serverEnv = { ...cleanEnvironment(), ...env };
  const places = ['--server-data-dir', folder, '--user-data-dir', path.join(folder, 'data')];
  const common = ['--accept-server-license-terms', ...places, '--extensions-dir', path.join(folder, 'extensions')];
  for (const vsix of extensions) {
    await run(node, [server, ...common, '--install-extension', vsix, '--force'], { env: serverEnv, quiet: true });
  }
  const args = ['--host', '127.0.0.1', '--port', '0', '--connection-token-file', tokenFile, '--disable-telemetry'];
  if (driver) args.push('--enable-smoke-test-driver');
  if (!trust) args.push('--disable-workspace-trust');
  // A process group of its own: extension hosts and terminals end with the server.
  const child = spawn(node, [server, ...common, ...args], {
    env: serverEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const kill = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // The group has ended already.
    }
  };
  process.once('exit', kill);
  const ended = new Promise((resolve) => child.once('close', resolve));
  let output = '';
  /** @type {Promise<number>} */
  const listening = new Promise((resolve, reject) => {
    const read = (/** @type {string} */ text) => {
      output += text;
      const port = /Extension host agent listening on (\d+)/.exec(output)?.[1];
      if (port !== undefined) resolve(Number(port));
    };
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);
    child.once('error', reject);
    void ended.then(() => reject(new ScriptError(`The VS Code server ended:\n${output}`)));
  });
  const port = await listening;
  const authority = `127.0.0.1:${port}`;
  return {
    authority,
    url: (workspace, parameters = {}) =>
      `http://${authority}/?${new URLSearchParams({ tkn: token, folder: workspace, ...parameters }).toString()}`,
    log: () => output,
    logs: path.join(folder, 'data/logs'),
    stop: async () => {
      process.removeListener('exit', kill);
      kill();
      await ended;
      if (temporary) await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

/** A window without welcome pages, chat and news. */
const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'git.openRepositoryInParentFolders': 'never',
};
