import type { ClosureFile } from '../inspect/closure';
import type { Manifest, ManifestFile } from '../contract/manifest';

export interface BundleFile extends ManifestFile {
  readonly content: ClosureFile['content'];
}

/** A closure frozen: the manifest, whose text's sha256 is the id, and the bytes it names. */
export interface Bundle {
  readonly id: string;
  readonly manifest: Manifest;
  /** The manifest's canonical text. */
  readonly text: string;
  readonly files: readonly BundleFile[];
  /** Sum of the files' sizes. */
  readonly bytes: number;
}
