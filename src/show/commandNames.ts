/** Every command that package.json contributes; a test holds the two equal. */
export const commandNames = [
  'farcall.runOnRemote',
  'farcall.runOnRemoteWithArguments',
  'farcall.previewBundle',
  'farcall.addHost',
  'farcall.editHost',
  'farcall.removeHost',
  'farcall.testHost',
  'farcall.cleanHost',
  'farcall.forgetPasswords',
  'farcall.selectHost',
  'farcall.showJob',
  'farcall.rerunJob',
  'farcall.rerunJobWithArguments',
  'farcall.cancelJob',
  'farcall.saveResult',
  'farcall.pinJob',
  'farcall.unpinJob',
  'farcall.renameJob',
  'farcall.noteJob',
  'farcall.deleteJob',
  'farcall.compareJobs',
  'farcall.groupResults',
  'farcall.filterResults',
  'farcall.clearResultsFilter',
] as const;
export type CommandName = (typeof commandNames)[number];

/** These run code or let the workspace's settings decide what runs, so the workspace must be trusted. */
export const trustedCommands: ReadonlySet<CommandName> = new Set([
  'farcall.runOnRemote',
  'farcall.runOnRemoteWithArguments',
  'farcall.previewBundle',
  'farcall.rerunJob',
  'farcall.rerunJobWithArguments',
  'farcall.addHost',
  'farcall.testHost',
  'farcall.cleanHost',
]);
