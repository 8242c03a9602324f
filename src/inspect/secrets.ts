const secretNames =
  /^(?:\.env(?:\..+)?|\.netrc|_netrc|\.pypirc|\.git-credentials|\.htpasswd|\.pgpass|id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?|.+\.(?:pem|key|p12|pfx|jks|kdbx|ppk|gpg))$/i;
const secretFolders = new Set(['.ssh', '.aws', '.gnupg', '.azure', '.kube']);
const templates = /^\.env\.(?:example|sample|template|dist)$/i;

/** Whether a path names what must not leave the machine: keys, passwords, `.env`. */
export function isSecret(path: string): boolean {
  // The folders begin with a dot, which hardly any path has.
  if (path.startsWith('.') || path.includes('/.')) {
    if (
      path
        .split('/')
        .slice(0, -1)
        .some((part) => secretFolders.has(part))
    )
      return true;
  }
  const name = path.slice(path.lastIndexOf('/') + 1);
  return secretNames.test(name) && !templates.test(name);
}

const neverPacked = new Set([
  '.git',
  '.hg',
  '.svn',
  '.bzr',
  '__pycache__',
  '.mypy_cache',
  '.pytest_cache',
  '.ruff_cache',
  '.hypothesis',
  '.tox',
  '.nox',
  '.eggs',
  '.ipynb_checkpoints',
  'node_modules',
]);

/** Whether a folder of this name is never packed: history, caches, what other tools installed. */
export function isNeverPackedFolder(name: string): boolean {
  return neverPacked.has(name) || secretFolders.has(name);
}
