import { createHash } from 'node:crypto';
import type { Bundle, BundleFile } from './bundle';

/**
 * Words of source that may change what libraries do when they are loaded: variables that they read, patches, start
 * methods, import hooks. A word too many costs a fresh interpreter after an edit of that file, no more.
 */
const words =
  /environ|putenv|start_method|monkey|patch_all|eventlet|meta_path|path_hooks|__import__|setdlopenflags|setrlimit/;

/**
 * A hash of the entry and of the files that may change what its imports do: as long as it is the same, what an earlier
 * job of it loaded holds for the next.
 */
export class ImportConditions {
  readonly #matches = new WeakMap<Uint8Array, boolean>();

  /** Undefined where the content of some source is not at hand, so that nobody can tell. */
  key(bundle: Bundle): string | undefined {
    const { entry, roots, lastRoots } = bundle.manifest.header;
    const hash = createHash('sha256').update(JSON.stringify([entry, roots, lastRoots]));
    for (const file of bundle.files) {
      const matters = this.#matters(file);
      if (matters === undefined) return undefined;
      if (matters) hash.update(`\n${file.path} ${file.sha256}`);
    }
    return hash.digest('hex');
  }

  #matters({ path, content }: BundleFile): boolean | undefined {
    if (!path.endsWith('.py')) return false;
    if (!(content instanceof Uint8Array)) return undefined;
    let matters = this.#matches.get(content);
    if (matters === undefined) {
      matters = words.test(Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('latin1'));
      this.#matches.set(content, matters);
    }
    return matters;
  }
}
