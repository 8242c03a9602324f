import { createHash } from 'node:crypto';
import { t } from '@vscode/l10n';
import { FarcallError } from '../base/errors';
import {
  comparePaths,
  formatManifest,
  manifestFileSchema,
  manifestHeaderSchema,
  type Manifest,
} from '../contract/manifest';
import { parse } from '../contract/parse';
import { sizeOf, type Closure, type FileContent } from '../inspect/closure';
import { isSecret } from '../inspect/secrets';
import type { Bundle, BundleFile } from './bundle';

/**
 * Freezes closures into bundles. A content that it has hashed before, as the same object, is not hashed again, and a
 * closure that it has frozen before is not frozen again.
 */
export class Packer {
  readonly #hashes = new WeakMap<Uint8Array, string>();
  readonly #bundles = new WeakMap<Closure, Bundle>();

  pack(closure: Closure): Bundle {
    let bundle = this.#bundles.get(closure);
    if (!bundle) this.#bundles.set(closure, (bundle = this.#freeze(closure)));
    return bundle;
  }

  #freeze(closure: Closure): Bundle {
    const files = closure.files.map((file): BundleFile => {
      // Inspection leaves secrets out; this holds whoever made the closure.
      if (isSecret(file.path) && file.named !== true) {
        throw new FarcallError('usage', t('{0} looks like a secret, and was not named to be sent.', file.path), {
          next: t('Exclude it, or include exactly this file if the host may have it.'),
          data: { setting: 'farcall.exclude' },
        });
      }
      const { path, executable, content } = file;
      return { path, sha256: this.#hash(content), size: sizeOf(content), executable, content };
    });
    files.sort((a, b) => comparePaths(a.path, b.path));
    const header = parse(
      manifestHeaderSchema,
      {
        farcall: 1,
        entry: closure.entry,
        roots: closure.roots,
        lastRoots: closure.lastRoots,
        folders: [...closure.folders].sort(comparePaths),
      },
      'The manifest header',
    );
    const manifest: Manifest = {
      header,
      files: files.map(({ path, sha256, size, executable }) =>
        parse(manifestFileSchema, { path, sha256, size, executable }, 'A manifest line'),
      ),
    };
    const text = formatManifest(manifest);
    const id = createHash('sha256').update(text).digest('hex');
    return { id, manifest, text, files, bytes: files.reduce((sum, file) => sum + file.size, 0) };
  }

  #hash(content: FileContent): string {
    if (!(content instanceof Uint8Array)) return content.sha256;
    let hash = this.#hashes.get(content);
    if (hash === undefined) {
      hash = createHash('sha256').update(content).digest('hex');
      this.#hashes.set(content, hash);
    }
    return hash;
  }
}

/** As `Packer.pack`, for a single closure. */
export function packClosure(closure: Closure): Bundle {
  return new Packer().pack(closure);
}
