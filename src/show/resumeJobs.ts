import * as vscode from 'vscode';
import type { Disposable } from '../base/disposables';
import { describe } from '../base/errors';
import type { Logger } from '../base/logging';
import { isEndState } from '../contract/jobStates';
import type { Run, RunService } from '../run/service';
import type { EditorPrompts } from './editorPrompts';
import type { Lazy } from './lazy';
import type { JobPanel } from './panel/jobPanel';
import type { Rooms } from './rooms';

/** Long enough after activation that nobody waits for it. */
const delayMs = 2000;

/** Resumes a while after activation, where the workspace is trusted. */
export function resumeLater(rooms: Lazy<Rooms>, prompts: EditorPrompts, panel: JobPanel, log: Logger): Disposable {
  const resume = async (): Promise<void> => {
    const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
    if (!vscode.workspace.isTrusted || folders.length === 0) return;
    const { runs } = await rooms.get();
    await resumeJobs(
      runs,
      folders,
      (work) => prompts.quietly(work),
      (run) => showFirst(run, panel),
      log,
    );
  };
  const timer = setTimeout(() => {
    resume().catch((error: unknown) => log.log('warn', `Jobs were not followed again: ${describe(error)}`));
  }, delayMs);
  return { dispose: () => clearTimeout(timer) };
}

/** A panel that shows nothing may as well show what is running. */
function showFirst(run: Run, panel: JobPanel): void {
  if (panel.shown === undefined) panel.showRun(run);
}

/**
 * Follows again what was running when the window was last open: the jobs of this window's folders. Quietly: where a
 * person would have to answer something, the job stays shown as not connected until somebody opens it.
 */
async function resumeJobs(
  runs: RunService,
  folders: readonly string[],
  quietly: <T>(work: () => Promise<T>) => Promise<T>,
  followed: (run: Run) => void,
  log: Logger,
): Promise<void> {
  const active = new Set(runs.active.map(({ job }) => job));
  const open = (await runs.records()).filter(
    ({ job, state, workspace, bundle }) =>
      // What was never handed to a host has nothing to be followed.
      !isEndState(state) && bundle !== null && folders.includes(workspace) && !active.has(job),
  );
  await Promise.all(
    open.map(({ job }) =>
      quietly(async () => {
        const run = await runs.open(job);
        followed(run);
        await run.done;
      }).catch((error: unknown) => log.log('info', `${job} is not followed: ${describe(error)}`)),
    ),
  );
}
