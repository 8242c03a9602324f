import './show/language';
import * as vscode from 'vscode';
import { outline } from './inspect/outline';
import { AddHost } from './show/addHost';
import { tellAway } from './show/awayNotice';
import { AwaySummary } from './show/awaySummary';
import { ArgumentsPrompt } from './show/argumentsPrompt';
import { hostOf, jobOf, jobsOf, lensTargetOf, meansSelected, textOf } from './show/commandArguments';
import { registerCommands, runCommand, type CommandHandlers } from './show/commands';
import { CompareCommand } from './show/compare/compareCommand';
import { RunDocuments } from './show/compare/runDocuments';
import { RunTexts } from './show/compare/runTexts';
import { ErrorMarks } from './show/editor/errorMarks';
import { GutterStates } from './show/editor/gutterStates';
import { LastRuns } from './show/editor/lastRuns';
import { Runnables } from './show/editor/runnables';
import { cellTarget, fileTarget, selectionTarget } from './show/editor/runPlaces';
import { EditorLog } from './show/editorLog';
import { EditorPrompts, forgetPasswords } from './show/editorPrompts';
import { ErrorReporter } from './show/errorReporter';
import { HostChooser } from './show/hostChooser';
import { HostCommands } from './show/hostCommands';
import { HostsTree } from './show/hostsTree';
import { JobCommands } from './show/jobCommands';
import { Lazy } from './show/lazy';
import { RunLensProvider } from './show/lensProvider';
import { tellLongRun } from './show/longRunNotice';
import { Monitor } from './show/monitor';
import { ArtifactFiles } from './show/panel/artifactFiles';
import { FrameOpener } from './show/panel/frameOpener';
import { JobPanel } from './show/panel/jobPanel';
import { OutputWidth } from './show/panel/outputWidth';
import { pageCommands } from './show/panel/pageMenu';
import type { OutputReader } from './show/panel/shownJob';
import { panelViewId } from './show/panel/viewId';
import { PreviewCommand } from './show/preview/previewCommand';
import { PreviewPanel, previewViewType } from './show/preview/previewPanel';
import { PreviewSerializer } from './show/preview/previewSerializer';
import { ResultCommands } from './show/resultCommands';
import { ResultsView } from './show/resultsView';
import { resumeLater } from './show/resumeJobs';
import type { Rooms } from './show/rooms';
import { RunLauncher } from './show/runLauncher';
import { SecretBook } from './show/secretBook';
import { Settings } from './show/settings';
import { StatusBar } from './show/statusBar';
import { guarded } from './show/trustGuard';
import { UnseenEnds } from './show/unseenEnds';
import { ValueCommands } from './show/values/valueCommands';

/** Builds the rooms by hand and registers them. What takes time to load is loaded when it is first needed. */
export function activate(context: vscode.ExtensionContext): void {
  const own = <T extends vscode.Disposable>(item: T): T => {
    context.subscriptions.push(item);
    return item;
  };

  const channel = own(vscode.window.createOutputChannel('Farcall Log', { log: true }));
  const log = new EditorLog(channel);
  const errors = new ErrorReporter(log, () => channel.show());
  const checklist = own(vscode.window.createOutputChannel('Farcall'));
  const settings = own(new Settings());
  const secrets = new SecretBook(context.secrets);
  const prompts = new EditorPrompts(secrets, (error) => errors.report(error));
  const rooms = new Lazy<Rooms>(async () => {
    const { buildRooms } = await import('./show/buildRooms');
    return own(await buildRooms({ extension: context.extensionUri.fsPath, prompts, settings, log }));
  });

  const hosts = new HostChooser(rooms, settings);
  const read: OutputReader = async (...request) => (await rooms.get()).readOutput(...request);
  const texts = new RunTexts(async () => (await rooms.get()).runs);
  const documents = own(new RunDocuments(texts));
  const width = new OutputWidth(context.workspaceState);
  const panel = own(
    new JobPanel({
      extension: context.extensionUri,
      run: runCommand,
      read,
      frames: new FrameOpener(rooms, documents),
      artifacts: own(new ArtifactFiles(rooms)),
      width,
      sent: async (job) => (await rooms.get()).runs.sent(job),
      recall: (job): Promise<boolean> => jobs.recall(job),
      errors,
      log,
    }),
  );
  const unseen = own(new UnseenEnds(panel));
  const monitor = new Monitor(rooms, hosts, unseen);
  const jobs: JobCommands = new JobCommands(rooms, panel, prompts, errors);
  const values = new ValueCommands(rooms, panel, jobs);
  const results = new ResultCommands(rooms, panel);
  const resultsView = own(new ResultsView(rooms, context.workspaceState));
  const comparing = new CompareCommand(rooms, texts, documents);
  const argumentsPrompt = new ArgumentsPrompt(context.workspaceState, async () => (await rooms.get()).code());
  const launcher = new RunLauncher({ rooms, settings, hosts, argumentsPrompt, panel, width, errors });
  const previewPanel = own(
    new PreviewPanel({
      extension: context.extensionUri,
      rooms,
      settings,
      chooseHost: () => hosts.select(undefined),
      errors,
      log,
    }),
  );
  const preview = new PreviewCommand({ settings, hosts, argumentsPrompt, launcher, panel: previewPanel });
  const addHost = new AddHost(rooms, hosts);
  const hostCommands = new HostCommands(rooms, hosts, checklist);
  const lastRuns = own(new LastRuns(rooms, log));
  const runnables = new Runnables(outline);
  const lenses = own(new RunLensProvider(runnables, settings, lastRuns));
  own(new GutterStates(runnables, lastRuns, settings));
  const errorMarks = own(new ErrorMarks(lastRuns));

  const these = (job: unknown, selected: unknown): readonly string[] =>
    meansSelected(job) ? resultsView.selected : jobsOf(job, selected);
  const handlers: CommandHandlers = {
    'farcall.runOnRemote': (target) => launcher.launch(lensTargetOf(target), false),
    'farcall.runOnRemoteWithArguments': (target) => launcher.launch(lensTargetOf(target), true),
    'farcall.previewBundle': async (target) => {
      const job = jobOf(target);
      const record = job === undefined ? undefined : await jobs.recordToRerun(job);
      return record ? preview.showCall(record) : preview.showTarget(lensTargetOf(target));
    },
    'farcall.runFile': (file) => launcher.launch(fileTarget(file), false),
    'farcall.runCell': (cell) => launcher.launch(cellTarget(cell), false),
    'farcall.runSelection': () => launcher.launch(selectionTarget(), false),
    'farcall.previewFile': (file) => preview.showTarget(fileTarget(file)),
    'farcall.dismissErrors': (job) => {
      errorMarks.dismiss(jobOf(job));
      return Promise.resolve();
    },
    'farcall.addHost': () => addHost.run(),
    'farcall.editHost': (host) => hostCommands.edit(hostOf(host)),
    'farcall.removeHost': (host) => hostCommands.remove(hostOf(host)),
    'farcall.testHost': (host) => hostCommands.test(hostOf(host)),
    'farcall.cleanHost': (host) => hostCommands.clean(hostOf(host)),
    'farcall.forgetPasswords': () => forgetPasswords(secrets),
    'farcall.selectHost': (host) => hosts.select(hostOf(host)),
    'farcall.showJob': (job) => jobs.show(jobOf(job)),
    'farcall.rerunJob': async (job, keep) => launcher.rerun(await jobs.recordToRerun(jobOf(job)), textOf(keep)),
    'farcall.rerunJobWithArguments': async (job) => launcher.rerunWithArguments(await jobs.recordToRerun(jobOf(job))),
    'farcall.rerunJobAsSent': async (job) => launcher.rerunAsSent(await jobs.recordToRerun(jobOf(job))),
    'farcall.cancelJob': (job) => jobs.cancel(jobOf(job)),
    'farcall.saveResult': (job, artifact) => values.save(jobOf(job), textOf(artifact)),
    'farcall.copyAsPython': (job) => values.copyAsPython(jobOf(job)),
    'farcall.pinJob': (job, selected) => results.pin(these(job, selected), true),
    'farcall.unpinJob': (job, selected) => results.pin(these(job, selected), false),
    'farcall.renameJob': (job, selected) => results.rename(these(job, selected)),
    'farcall.noteJob': (job, selected) => results.note(these(job, selected)),
    'farcall.deleteJob': (job, selected) => results.delete(these(job, selected)),
    'farcall.compareJobs': (job, selected) => comparing.compare(these(job, selected)),
    'farcall.groupResults': () => resultsView.chooseGrouping(),
    'farcall.filterResults': () => resultsView.chooseFilter(),
    'farcall.clearResultsFilter': () => resultsView.clearFilter(),
    'farcall.showRuns': () => monitor.show(),
    'farcall.showLog': () => Promise.resolve().then(() => channel.show()),
    ...pageCommands((item) => panel.choose(item)),
  };
  for (const command of registerCommands(handlers, (name, work) => guarded(name, work, errors))) own(command);

  for (const scheme of ['file', 'vscode-notebook-cell']) {
    own(vscode.languages.registerCodeLensProvider({ language: 'python', scheme }, lenses));
  }
  own(vscode.window.registerWebviewViewProvider(panelViewId, panel));
  own(
    vscode.window.registerWebviewPanelSerializer(previewViewType, new PreviewSerializer(previewPanel, preview, errors)),
  );
  own(new HostsTree(rooms, hosts, settings));
  own(new StatusBar(rooms, hosts, unseen, settings));
  const away = own(
    new AwaySummary((ended) => void guarded('farcall.showJob', () => tellAway(ended, jobs, panel), errors)),
  );
  own(unseen.onEnded((ended) => void guarded('farcall.showJob', () => tellLongRun(ended, jobs), errors)));
  rooms.whenLoaded(({ runs }) =>
    own(
      runs.onActiveChanged(() => {
        for (const run of runs.active) for (const watcher of [away, unseen]) watcher.watch(run);
      }),
    ),
  );
  own(resumeLater(rooms, prompts, panel, log));
}
