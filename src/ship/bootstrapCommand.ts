import { t } from '@vscode/l10n';
import { FarcallError } from '../base/errors';
import type { HostOptions } from '../contract/hosts';
import type { Runtime } from './assets';
import type { UnaskedRuntime } from './unaskedRuntime';

/** The exit status of a Python that is too old to run the stub. */
const tooOld = 97;

/**
 * Runs in any Python from 2.6 up. The path is cleared of the current folder before anything is imported from it: a
 * `base64.py` in the home folder is not the standard one.
 */
const starter = [
  'import sys',
  `sys.version_info<(3,8) and sys.exit(${tooOld})`,
  'sys.path[:]=[p for p in sys.path if p]',
  'import base64',
  'sys.argv[2]=base64.b64decode(sys.argv[2]).decode()',
  'exec(base64.b64decode(sys.argv[1]))',
].join(';');

const names = ['python3', ...[13, 12, 11, 10, 9, 8].map((minor) => `python3.${minor}`)];
const folders = ['/usr/local/bin', '/usr/bin', '/opt/homebrew/bin', '/opt/conda/bin', '/opt/*/bin'];
const homeFolders = ['.pyenv/shims', 'miniconda3/bin', 'anaconda3/bin', 'mambaforge/bin', 'miniforge3/bin'];

/** Where a Python is looked for, as a person reads it. */
export const pythonPlaces = [
  'PATH',
  ...folders.filter((folder) => folder !== '/opt/conda/bin'),
  ...homeFolders.map((folder) => `~/${folder}`),
];

/**
 * Looks for a Python that runs the starter, each candidate being started once: one that is too old says so by its exit
 * status, and only then is asked for its version. -E and -s: what the user's variables and site packages would change
 * is not wanted by a program that uses the standard library alone; -S: nor is the time it takes to look there.
 *
 * Arguments: 1 a double quote (a string within cannot hold one), 2 the stub and 3 the folder, both in base64, 4 the
 * runtime's hash, with a plus and a length where it comes unasked, 5 the one Python to use, or nothing.
 */
const finder = [
  'q=$1; b=$2; d=$3; h=$4; o=$5; t=; s=:',
  // try PATH: returns where the next candidate is to be tried.
  'try() { case $s in *:$1:*) return;; esac; s=$s$1:; [ -x "$1" ] || return',
  `"$1" -E -s -S -c "${starter}" "$b" "$d" "$h"`,
  `r=$?; case $r in ${tooOld}) v=$("$1" -V 2>&1 </dev/null);; 126|127) v="status $r";; *) exit $r;; esac`,
  't="$t, $1 ($v)"; }',
  'if [ -n "$o" ]; then case $o in "~/"*) o=$HOME/${o#??};; */*) ;; *) o=$(command -v "$o" || echo "$o");; esac',
  'try "$o"; [ -n "$t" ] || t=", $o (not found)"; else',
  `for n in ${names.join(' ')}; do try "$(command -v "$n")"; done`,
  `for f in ${[...folders, ...homeFolders.map((folder) => `"$HOME"/${folder}`)].join(' ')}`,
  `do for n in ${names.join(' ')}; do try "$f/$n"; done; done`,
  'try "$(command -v python)"; fi',
  't=$(printf %s "${t#, }" | tr -cd "[:alnum:] .,:/_()+~-")',
  'echo; echo "@farcall:{${q}stub${q}:${q}no-python${q},${q}tried${q}:${q}$t${q}}"',
]
  .join('; ')
  .replaceAll('else;', 'else');

/** What every login shell passes on unchanged between single quotes. */
const passesEveryShell = /^[^'!\\\r\n\0]*$/;

/**
 * The one line that, run by a login shell of any make (or read by a bare one), turns the channel into one to the stub.
 */
export function bootstrapCommand(runtime: Runtime, options: HostOptions, unasked?: UnaskedRuntime): string {
  const python = options.python ?? '';
  if (!passesEveryShell.test(python)) {
    throw new FarcallError('bad-settings', t('The host option python cannot be used: {0}.', JSON.stringify(python)), {
      next: t('Name the interpreter by a path without quotes, backslashes or exclamation marks.'),
    });
  }
  const words = [
    finder,
    'farcall',
    '"',
    Buffer.from(runtime.stub).toString('base64'),
    Buffer.from(options.directory ?? '~/.farcall').toString('base64'),
    unasked === undefined ? runtime.sha256 : `${runtime.sha256}+${unasked.length}`,
    python,
  ];
  return `exec sh -c ${words.map((word) => `'${word}'`).join(' ')}`;
}
