import { toDisposable, type Disposable } from '../base/disposables';

/** Calls back at each Ctrl-C (and TERM) and at a hang-up, in place of the process's end, until disposed. */
export function onInterrupt(interrupted: (kind: 'interrupt' | 'hang-up') => void): Disposable {
  const interrupt = (): void => interrupted('interrupt');
  const hangUp = (): void => interrupted('hang-up');
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  process.on('SIGHUP', hangUp);
  return toDisposable(() => {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
    process.off('SIGHUP', hangUp);
  });
}
