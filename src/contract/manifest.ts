import { z } from 'zod';
import { FarcallError } from '../base/errors';
import { bundlePath, parseJson, sha256 } from './parse';

/**
 * What a bundle is, in text: a header line and one line per file, sorted by the bytes of the path. The bundle's id is
 * the sha256 of exactly these bytes, so the lines are written in one way only: the keys in the order below, no
 * spaces, `\n` after each line.
 */
export const entrySchema = z.strictObject({
  /**
   * `function`: call `qualname`; `class`: call `qualname(*args).main()`; `file`: as `python FILE`; `cell`: as `file`,
   * the value being that of the last statement.
   */
  kind: z.enum(['function', 'class', 'file', 'cell']),
  file: bundlePath,
  /** The dotted name the file's root gives it; for `file` it runs as `__main__` all the same. */
  module: z.string().min(1),
  /** Empty for `file`; `%3` for the third code cell. */
  qualname: z.string(),
});
export type Entry = z.infer<typeof entrySchema>;

export const manifestHeaderSchema = z.strictObject({
  farcall: z.literal(1),
  entry: entrySchema,
  /** Import roots in order, relative to the working folder; `.` is the working folder itself. */
  roots: z.array(z.union([z.literal('.'), bundlePath])),
  /** Roots searched after the interpreter's own path (a package file's own folder). */
  lastRoots: z.array(z.union([z.literal('.'), bundlePath])),
  /** Folders that are there though no file travels in them, sorted like files: the job may write into them. */
  folders: z.array(bundlePath),
});
export type ManifestHeader = z.infer<typeof manifestHeaderSchema>;

export const manifestFileSchema = z.strictObject({
  path: bundlePath,
  sha256,
  size: z.number().int().nonnegative(),
  executable: z.boolean(),
});
export type ManifestFile = z.infer<typeof manifestFileSchema>;

export interface Manifest {
  readonly header: ManifestHeader;
  readonly files: readonly ManifestFile[];
}

/** Order of paths in a manifest: by their UTF-8 bytes, which is also Python's order of `str.encode()`. */
export function comparePaths(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8'));
}

export function headerLine(header: ManifestHeader): string {
  const { kind, file, module, qualname } = header.entry;
  return JSON.stringify({
    farcall: header.farcall,
    entry: { kind, file, module, qualname },
    roots: header.roots,
    lastRoots: header.lastRoots,
    folders: header.folders,
  });
}

export function fileLine({ path, sha256, size, executable }: ManifestFile): string {
  return JSON.stringify({ path, sha256, size, executable });
}

/** The manifest's canonical text, whatever order its files came in. */
export function formatManifest(manifest: Manifest): string {
  const files = [...manifest.files].sort((a, b) => comparePaths(a.path, b.path));
  for (let i = 1; i < files.length; i += 1) {
    const path = files[i]?.path ?? '';
    if (files[i - 1]?.path === path) throw new FarcallError('protocol', `The manifest names ${path} twice.`);
  }
  return `${[headerLine(manifest.header), ...files.map(fileLine)].join('\n')}\n`;
}

export function parseManifest(text: string): Manifest {
  const lines = text.split('\n');
  if (lines.pop() !== '') throw new FarcallError('protocol', 'The manifest does not end with a line break.');
  const header = parseJson(manifestHeaderSchema, lines[0] ?? '', 'The manifest header');
  const files = lines.slice(1).map((line) => parseJson(manifestFileSchema, line, 'A manifest line'));
  const manifest = { header, files };
  if (formatManifest(manifest) !== text) throw new FarcallError('protocol', 'The manifest is not in canonical form.');
  return manifest;
}

/**
 * A manifest as a difference from another: the header line, then `-"path"` for each file that is gone and `+{…}` for
 * each that is new or changed.
 */
export function formatManifestDifference(base: Manifest, manifest: Manifest): string {
  const before = new Map(base.files.map((file) => [file.path, fileLine(file)]));
  const after = new Map(manifest.files.map((file) => [file.path, fileLine(file)]));
  const lines = [headerLine(manifest.header)];
  for (const path of before.keys()) if (!after.has(path)) lines.push(`-${JSON.stringify(path)}`);
  for (const [path, line] of after) if (before.get(path) !== line) lines.push(`+${line}`);
  return `${lines.join('\n')}\n`;
}
