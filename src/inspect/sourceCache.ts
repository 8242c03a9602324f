import { t } from '@vscode/l10n';
import type { SourceReader } from './closure';
import { asUtf8, decodeSource, type DecodedSource } from './decoding';
import { scanImportsOf } from './imports';
import { ModuleFacts } from './moduleFacts';
import type { FolderReader } from './sources';
import type { PythonSyntax, SyntaxProblem, SyntaxSource } from './syntax';
import type { Turns } from './turns';

/** One content of one file, and what was found out about it. */
export class SourceFile {
  readonly bytes: Uint8Array;
  #facts: ModuleFacts | undefined;
  #problem: { readonly found: SyntaxProblem | undefined } | undefined;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** Decoded anew each time, so that a cache of thousands of files holds their bytes only. */
  decode(): DecodedSource {
    return decodeSource(this.bytes);
  }

  get facts(): ModuleFacts {
    if (!this.#facts) {
      const text = (): string => this.decode().text;
      this.#facts = new ModuleFacts(scanImportsOf(asUtf8(this.bytes), text), text);
    }
    return this.#facts;
  }

  /** Whether the syntax was asked for already, so that asking again costs nothing. */
  get checked(): boolean {
    return this.#problem !== undefined;
  }

  async problem(syntax: PythonSyntax, turns: Turns): Promise<SyntaxProblem | undefined> {
    if (!this.#problem) {
      const source = this.decode();
      this.#problem = { found: unreadable(source) ?? (await syntax.problemInTurns(source.text, turns)) };
    }
    return this.#problem.found;
  }

  /** Parses its text without holding the thread; from then on its problem is known. The tree, being large, is not kept. */
  async parse(syntax: PythonSyntax, turns: Turns): Promise<SyntaxSource> {
    const decoded = this.decode();
    const { source, problem } = await syntax.read(decoded.text, turns);
    this.#problem ??= { found: unreadable(decoded) ?? problem };
    return source;
  }
}

/** What no parser need look at. */
function unreadable(source: DecodedSource): SyntaxProblem | undefined {
  const zero = source.text.indexOf('\0');
  const at = (offset: number, message: string): SyntaxProblem => {
    const before = source.text.slice(0, offset).split(/\r\n|\r|\n/);
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, message };
  };
  if (zero >= 0) return at(zero, t('The file holds a zero byte, which no Python source may.'));
  if (!source.sound) {
    return at(
      Math.max(source.text.indexOf('\ufffd'), 0),
      t('The file is not UTF-8, and no `# -*- coding: … -*-` line says what else it is.'),
    );
  }
  return undefined;
}

interface Known {
  readonly file: SourceFile;
  /** As they were read last: the same object as long as nothing about the file changed. */
  readonly read: Uint8Array;
  executable: boolean | undefined;
}

/**
 * Files as they are now, with what is known of their content. The same content is the same object from one call to
 * the next, so that whoever keeps something by it (a hash, a slice) finds it again.
 */
export class SourceCache {
  readonly #source: SourceReader;
  readonly #files = new Map<string, Known>();

  constructor(source: SourceReader) {
    this.#source = source;
  }

  get(absolute: string): SourceFile | undefined {
    return this.#know(absolute, this.#source.read(absolute));
  }

  /** Reads many files at once, where the source can; what is missing in the answer is got singly. */
  async getMany(files: readonly string[]): Promise<ReadonlyMap<string, SourceFile>> {
    const found = new Map<string, SourceFile>();
    for (const [file, bytes] of (await this.#source.readMany?.(files)) ?? []) {
      const known = this.#know(file, bytes);
      if (known) found.set(file, known);
    }
    return found;
  }

  /** Whether a file that was just got can be run by itself; asked of the disk where the file is not as it was. */
  isExecutable(absolute: string, folders: FolderReader): boolean {
    const known = this.#files.get(absolute);
    if (!known) return folders.about(absolute)?.executable ?? false;
    return (known.executable ??= folders.about(absolute)?.executable ?? false);
  }

  #know(absolute: string, bytes: Uint8Array | undefined): SourceFile | undefined {
    const known = this.#files.get(absolute);
    if (!bytes) {
      this.#files.delete(absolute);
      return undefined;
    }
    if (known?.read === bytes) return known.file;
    const file = known && Buffer.compare(known.file.bytes, bytes) === 0 ? known.file : new SourceFile(bytes);
    this.#files.set(absolute, { file, read: bytes, executable: undefined });
    return file;
  }
}
