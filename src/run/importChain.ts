import type { Closure, Place } from '../inspect/closure';

/** One step of the way from a file to the entry. */
export interface ChainLink {
  readonly path: string;
  /** Why it is there: `imported by pkg/a.py:3`. */
  readonly because: string;
  /** What names it; the next step is this file. */
  readonly from: Place | undefined;
}

/** Why a file is there: itself first, the entry's file (or what a person included) last. Empty for a path not in the closure. */
export function importChain(closure: Pick<Closure, 'files' | 'data'>, path: string): readonly ChainLink[] {
  const known = new Map<string, ChainLink>();
  for (const file of [...closure.data, ...closure.files]) known.set(file.path, file);
  const chain: ChainLink[] = [];
  const seen = new Set<string>();
  for (let at: string | undefined = path; at !== undefined && !seen.has(at);) {
    seen.add(at);
    const link = known.get(at);
    if (!link) break;
    chain.push({ path: link.path, because: link.because, from: link.from });
    at = link.from?.file;
  }
  return chain;
}
