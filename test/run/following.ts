import type { Run } from '../../src/run/service';

/** What a run has shown of its job's output. */
export function outputOf(run: Run): string {
  return run.lines.map((line) => (line.type === 'output' ? line.text : '')).join('');
}

/** Resolves as soon as a run's lines or its state fulfil a condition. */
export function until(run: Run, condition: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const check = (): void => {
      if (!condition()) return;
      lines.dispose();
      changes.dispose();
      resolve();
    };
    const lines = run.onLine(check);
    const changes = run.onChanged(check);
    check();
  });
}
