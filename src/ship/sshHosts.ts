import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { parse, LineType, glob, type Line } from 'ssh-config';
import { accountHome } from './sshSettings';

/** Deeper, OpenSSH gives up too. */
const deepestInclude = 16;

/**
 * The names that a person gave to hosts in the OpenSSH config, in its order: `Host` lines without patterns, through
 * `Include`. For listing alone; what a name means, `ssh -G` says. A file that is missing or unreadable has none.
 */
export async function listSshHosts(configFile: string): Promise<string[]> {
  const names = new Set<string>();
  await collect(configFile, path.join(accountHome(), '.ssh'), names, 0);
  return [...names];
}

async function collect(file: string, base: string, names: Set<string>, depth: number): Promise<void> {
  if (depth > deepestInclude) return;
  let lines: readonly Line[];
  try {
    lines = parse(await readFile(file, 'utf8'));
  } catch {
    return;
  }
  await collectLines(lines, base, names, depth);
}

async function collectLines(lines: readonly Line[], base: string, names: Set<string>, depth: number): Promise<void> {
  for (const line of lines) {
    if (line.type !== LineType.DIRECTIVE) continue;
    const words = typeof line.value === 'string' ? [line.value] : line.value.map(({ val }) => val);
    const keyword = line.param.toLowerCase();
    if (keyword === 'host') {
      for (const word of words.flatMap((each) => each.split(/\s+/)))
        if (!/[*?!]/.test(word) && word !== '') names.add(word);
    }
    if (keyword === 'include') {
      for (const word of words) {
        for (const included of await filesOf(word, base)) await collect(included, base, names, depth + 1);
      }
    }
    if ('config' in line) await collectLines(line.config, base, names, depth);
  }
}

/** An Include may hold `~` and wildcards in its last parts, and is relative to ~/.ssh wherever the config lies. */
async function filesOf(word: string, base: string): Promise<string[]> {
  const home = word.startsWith('~/') ? path.join(accountHome(), word.slice(2)) : word;
  const parts = path
    .resolve(base, home)
    .split('/')
    .filter((part) => part !== '');
  let found = ['/'];
  for (const part of parts) {
    if (!/[*?[]/.test(part)) {
      found = found.map((folder) => path.join(folder, part));
      continue;
    }
    const next: string[] = [];
    for (const folder of found) {
      const entries = await readdir(folder).catch(() => []);
      next.push(
        ...entries
          .filter((entry) => glob(part, entry))
          .sort()
          .map((entry) => path.join(folder, entry)),
      );
    }
    found = next;
  }
  return found;
}
