// @ts-check
// Programs that come from the operating system: installed on Debian as root, elsewhere named with the command that does.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { ScriptError, run, which } from './process.mjs';

/** The command that each Debian package is wanted for, and its name for Homebrew where it has one. */
const packages = {
  chromium: { command: 'chromium', brew: 'chromium' },
  'openssh-server': { command: 'sshd', brew: undefined },
  'openssh-client': { command: 'ssh', brew: undefined },
  rsync: { command: 'rsync', brew: 'rsync' },
  // Login shells that hosts have.
  zsh: { command: 'zsh', brew: 'zsh' },
  ksh: { command: 'ksh', brew: 'ksh93' },
  fish: { command: 'fish', brew: 'fish' },
  tcsh: { command: 'tcsh', brew: 'tcsh-shell' },
  'build-essential': { command: 'g++', brew: undefined },
  python3: { command: 'python3', brew: 'python' },
};

/** Debian's Python comes without its module for virtual environments. */
const venv = 'python3-venv';

/** @typedef {keyof typeof packages} SystemPackage */

/** @param {SystemPackage | typeof venv} name */
function isThere(name) {
  if (name !== venv) return programOf(name) !== undefined;
  return spawnSync('python3', ['-c', 'import ensurepip'], { stdio: 'ignore' }).status === 0;
}

/** @param {SystemPackage | typeof venv} name */
function labelOf(name) {
  return name === venv ? name : packages[name].command;
}

/**
 * Where the program of a system package lies; sbin folders count, since sshd lies in one.
 * @param {SystemPackage} name
 * @returns {string | undefined}
 */
export function programOf(name) {
  const { command } = packages[name];
  const places = ['/usr/sbin', '/sbin', '/usr/local/sbin'].map((folder) => `${folder}/${command}`);
  return which(command) ?? places.find((file) => existsSync(file));
}

/**
 * Sees that these packages are there.
 * @param {readonly (SystemPackage | typeof venv)[]} names
 */
export async function ensure(names) {
  const missing = names.filter((name) => !isThere(name));
  if (missing.length === 0) return;
  const apt = which('apt-get');
  const install = ['install', '-y', '--no-install-recommends', ...missing];
  if (apt !== undefined && process.getuid?.() === 0) {
    console.log(`Installing what the system lacks: apt-get ${install.join(' ')}`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await run(apt, ['update', '-qq'], { env, quiet: true });
    await run(apt, ['-qq', ...install], { env, quiet: true });
    return;
  }
  const wanted = missing.map(labelOf).join(', ');
  throw new ScriptError(`Missing: ${wanted}. Install with: ${advice(missing, apt !== undefined)}`);
}

/**
 * @param {readonly (SystemPackage | typeof venv)[]} missing
 * @param {boolean} debian
 */
function advice(missing, debian) {
  if (debian) return `sudo apt-get install ${missing.join(' ')}`;
  if (process.platform === 'darwin')
    return `brew install ${missing.map((name) => (name === venv ? name : (packages[name].brew ?? name))).join(' ')}`;
  return `your system's package manager (Debian calls the packages ${missing.join(' ')})`;
}
