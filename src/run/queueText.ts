import { t } from '@vscode/l10n';
/** Where a job stands that its host lets wait. */
export function waitingText(host: string, ahead: number): string {
  if (ahead === 0) return t('Waits for a slot of {0}; it is the next to run.', host);
  return ahead === 1
    ? t('Waits for a slot of {0}, behind 1 other job.', host)
    : t('Waits for a slot of {0}, behind {1} other jobs.', host, ahead);
}
