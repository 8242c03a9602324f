/** Where a job stands that its host lets wait. */
export function waitingText(host: string, ahead: number): string {
  if (ahead === 0) return `Waits for a slot of ${host}; it is the next to run.`;
  return `Waits for a slot of ${host}, behind ${ahead} other ${ahead === 1 ? 'job' : 'jobs'}.`;
}
