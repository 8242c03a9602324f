import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pythonPathOf } from './envFile';
import type { InspectRequest } from './inspect';
import { sitePackagesOf } from './interpreter';

/** What a workspace's settings say of every call in it, as an editor or the terminal read them. */
export interface ScopeSettings {
  /** `farcall.include`, `farcall.exclude`. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** `farcall.data.askAbove`: megabytes. */
  readonly askAbove: number;
  /** `python.analysis.extraPaths`. */
  readonly extraPaths: readonly string[];
  /** `python.envFile`; the workspace's `.env` where it is not set. */
  readonly envFile: string | undefined;
  /** `python.defaultInterpreterPath`. */
  readonly interpreter: string | undefined;
}

export type CallScope = Pick<InspectRequest, 'include' | 'exclude' | 'extraRoots' | 'sitePackages' | 'largestData'>;

const megabyte = 1_000_000;

/** The settings as an inspection takes them; the env file and the interpreter's folder are looked up on the disk. */
export async function callScope(settings: ScopeSettings, workspace: string): Promise<CallScope> {
  const { include, exclude, askAbove, extraPaths, envFile, interpreter } = settings;
  const expand = (text: string): string =>
    path.resolve(workspace, text.replaceAll(/\$\{workspaceFolder(:[^}]*)?\}/g, workspace));
  const variables = await readFile(expand(envFile ?? '.env'), 'utf8').catch(() => '');
  const sitePackages = interpreter === undefined ? undefined : await sitePackagesOf(interpreter, workspace);
  return {
    include,
    exclude,
    extraRoots: [...extraPaths, ...pythonPathOf(variables, path.delimiter)].map(expand),
    largestData: askAbove * megabyte,
    ...(sitePackages && { sitePackages }),
  };
}
