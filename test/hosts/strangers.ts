import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const cache = path.join(process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'farcall', 'strangers');

/** Fetches source distributions without building them, and makes environments in a second. */
const tools = ['uv==0.13.8', 'unearth==0.19.0'];

/** Made aside and renamed into place, so that what is in the cache is whole. */
export async function cached(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const target = path.join(cache, name);
  if (existsSync(target)) return target;
  await mkdir(path.dirname(target), { recursive: true });
  const aside = await mkdtemp(path.join(path.dirname(target), '.making-'));
  try {
    await make(aside);
    await rename(aside, target);
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
  return target;
}

/** The first letters of a hash, for names in the cache. */
export function digest(...texts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 16);
}

/** Runs one of the tools. They are modules of a virtual environment, which keeps working when it is renamed. */
async function tool(name: 'uv' | 'unearth', args: readonly string[]): Promise<string> {
  const folder = await cached(`tools-${digest(...tools)}`, async (aside) => {
    await run('python3', ['-m', 'venv', aside]);
    const python = path.join(aside, 'bin', 'python');
    await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...tools]);
  });
  const python = path.join(folder, 'bin', 'python');
  const told = await run(python, ['-m', name, ...args], {
    maxBuffer: 1 << 26,
  });
  return told.stdout;
}

/**
 * The unpacked source distribution of a public project, as its authors released it, or a folder of it; a checkout, as
 * people have one, has a `.git`.
 */
export function sourceOf(project: string, version: string, part = ''): Promise<string> {
  const name = [project, version, ...part.split('/').filter((each) => each !== '')].join('-');
  return cached(path.join('checkouts', name), async (aside) => {
    const fetched = path.join(aside, '.fetched');
    await mkdir(fetched);
    await tool('unearth', [`${project}==${version}`, '--no-binary', '--download', fetched]);
    const [archive] = await readdir(fetched);
    if (archive === undefined) throw new Error(`There is no source distribution of ${project} ${version}.`);
    await run('python3', [
      '-c',
      'import shutil, sys; shutil.unpack_archive(*sys.argv[1:])',
      path.join(fetched, archive),
      fetched,
    ]);
    await rm(path.join(fetched, archive));
    const [top] = await readdir(fetched);
    const wanted = path.join(fetched, top ?? '', part);
    for (const each of await readdir(wanted)) await rename(path.join(wanted, each), path.join(aside, each));
    await rm(fetched, { recursive: true });
    await mkdir(path.join(aside, '.git'), { recursive: true });
    await writeFile(path.join(aside, '.git', 'HEAD'), 'ref: refs/heads/main\n');
  });
}

/** A virtual environment that has these requirements and what they need, and nothing else. */
export interface PythonEnvironment {
  readonly folder: string;
  readonly python: string;
  /** All that is installed, as pinned requirements: gives the same versions to another environment. */
  readonly frozen: string;
}

/** What an environment has besides requirements. */
export interface EnvironmentOptions {
  /** Pinned requirements that hold for whatever else comes along. */
  readonly constraints?: string;
  /** A checkout as `pip install --editable` leaves it: its folder of packages on the path, and its metadata. */
  readonly editable?: {
    readonly name: string;
    readonly version: string;
    readonly checkout: string;
    readonly root: string;
  };
}

export async function pythonWith(
  requirements: readonly string[],
  { constraints = '', editable }: EnvironmentOptions = {},
): Promise<PythonEnvironment> {
  const wanted = [...requirements].sort();
  const key = digest(...wanted, constraints, JSON.stringify(editable ?? ''));
  const folder = await cached(path.join('pythons', key), async (aside) => {
    const python = ['--python', '>=3.10,<3.13', '--no-python-downloads'];
    await tool('uv', ['venv', '--quiet', '--relocatable', '--allow-existing', ...python, aside]);
    const limits = path.join(aside, 'constraints.txt');
    await writeFile(limits, constraints);
    const into = ['--python', path.join(aside, 'bin', 'python')];
    if (wanted.length > 0) await tool('uv', ['pip', 'install', '--quiet', ...into, '--constraint', limits, ...wanted]);
    await writeFile(path.join(aside, 'frozen.txt'), await tool('uv', ['pip', 'freeze', '--quiet', ...into]));
    if (editable) await installEditable(aside, editable);
  });
  const frozen = await readFile(path.join(folder, 'frozen.txt'), 'utf8');
  return { folder, python: path.join(folder, 'bin', 'python'), frozen };
}

/** Nothing of the project is built or run: a source distribution has its metadata already. */
async function installEditable(
  environment: string,
  { name, version, checkout, root }: NonNullable<EnvironmentOptions['editable']>,
): Promise<void> {
  const [python = ''] = await readdir(path.join(environment, 'lib'));
  const packages = path.join(environment, 'lib', python, 'site-packages');
  const escaped = name.replace(/[-.]/g, '_');
  const info = path.join(packages, `${escaped}-${version}.dist-info`);
  await mkdir(info);
  await copyFile(path.join(checkout, 'PKG-INFO'), path.join(info, 'METADATA'));
  await writeFile(path.join(info, 'INSTALLER'), 'pip\n');
  const origin = { dir_info: { editable: true }, url: pathToFileURL(checkout).href };
  await writeFile(path.join(info, 'direct_url.json'), JSON.stringify(origin));
  await writeFile(path.join(packages, `__editable__.${escaped}-${version}.pth`), `${path.join(checkout, root)}\n`);
}
