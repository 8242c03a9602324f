import { z } from 'zod';
import { callScope, type CallScope } from '../inspect/callScope';
import { readWorkspaceSettings } from '../ship/workspaceSettings';

const settingsSchema = z.object({
  'farcall.defaultHost': z.string().default(''),
  'farcall.include': z.array(z.string()).default([]),
  'farcall.exclude': z.array(z.string()).default([]),
  'farcall.data.askAbove': z.number().nonnegative().default(10),
  'farcall.terminal': z.boolean().default(false),
  'python.analysis.extraPaths': z.array(z.string()).default([]),
  'python.envFile': z.string().default(''),
  'python.defaultInterpreterPath': z.string().default(''),
});

/** The globs that were typed. */
export interface TypedGlobs {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/** What a workspace's settings and the command line say of a call; where they differ, what was typed holds. */
export async function scopeOf(typed: TypedGlobs, workspace: string): Promise<CallScope> {
  const settings = await readWorkspaceSettings(workspace, settingsSchema);
  return callScope(
    {
      include: [...settings['farcall.include'], ...typed.include],
      // The last glob that fits decides.
      exclude: [...settings['farcall.exclude'], ...typed.include.map((glob) => `!${glob}`), ...typed.exclude],
      askAbove: settings['farcall.data.askAbove'],
      extraPaths: settings['python.analysis.extraPaths'],
      envFile: settings['python.envFile'] || undefined,
      interpreter: settings['python.defaultInterpreterPath'] || undefined,
    },
    workspace,
  );
}

/** `farcall.defaultHost` of a workspace; undefined where hosts.json decides. */
export async function defaultHostOf(workspace: string): Promise<string | undefined> {
  return (await readWorkspaceSettings(workspace, settingsSchema))['farcall.defaultHost'].trim() || undefined;
}

/** `farcall.terminal` of a workspace. */
export async function terminalSetting(workspace: string): Promise<boolean> {
  return (await readWorkspaceSettings(workspace, settingsSchema))['farcall.terminal'];
}
