import type { BundleLine, ClosureLine } from '../contract/lines';
import type { Entry } from '../contract/manifest';
import { droppedOf, type Closure } from '../inspect/closure';
import type { Bundle } from '../pack/bundle';

/** An entry for people: `pkg.mod:f`, or the file's path where the whole file runs. */
export function labelOf(entry: Entry): string {
  return entry.kind === 'file' ? entry.file : `${entry.module}:${entry.qualname}`;
}

export function closureLine(closure: Closure, bundle: Bundle): ClosureLine {
  const because = new Map(closure.files.map((file) => [file.path, file.because]));
  return {
    type: 'closure',
    entry: labelOf(closure.entry),
    files: bundle.files.map(({ path, size, sha256 }) => ({ path, size, sha256, because: because.get(path) ?? '' })),
    thirdParty: closure.thirdParty.map((distribution) => ({ ...distribution })),
    unresolved: closure.unresolved.map((name) => ({ ...name })),
    dropped: droppedOf(closure),
  };
}

export function bundleLine(bundle: Bundle, sent: { sentBytes: number; sentFiles: number }): BundleLine {
  return { type: 'bundle', id: bundle.id, files: bundle.files.length, bytes: bundle.bytes, ...sent };
}
