import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { t } from '@vscode/l10n';
import {
  modify,
  parseTree,
  applyEdits,
  getNodeValue,
  printParseErrorCode,
  type JSONPath,
  type ParseError,
} from 'jsonc-parser';
import { FarcallError, isMissing } from '../base/errors';
import { hostsFileSchema, type HostsFile } from '../contract/hosts';
import { unknownOptions } from './unknownOptions';

const empty = '{\n  "hosts": {}\n}\n';

/** What the file says, and sentences about options in it that no host has. */
interface ReadHosts extends HostsFile {
  readonly unknown: readonly string[];
}

/** Where every editor, the terminal and Python look for it. */
export function hostsFilePath(environment: NodeJS.ProcessEnv): string {
  const config = environment['XDG_CONFIG_HOME'];
  const folder =
    config !== undefined && path.isAbsolute(config) ? config : path.join(environment['HOME'] ?? homedir(), '.config');
  return path.join(folder, 'farcall', 'hosts.json');
}

/**
 * `hosts.json`. People edit it too: a change here moves what it is about and leaves the rest as it was written. What
 * cannot be read is an error that names the place, and is never written over.
 */
export class HostsFileStore {
  readonly file: string;
  #writing: Promise<void> = Promise.resolve();

  constructor(file: string) {
    this.file = file;
  }

  /** A file that is not there has no hosts. Throws `bad-settings`. */
  async read(): Promise<ReadHosts> {
    return parseHostsFile((await this.#text()) ?? empty, this.file);
  }

  /** Sets what lies at `place`, or removes it where `value` is undefined. */
  set(place: JSONPath, value: unknown): Promise<void> {
    const write = this.#writing.then(() => this.#set(place, value));
    this.#writing = write.catch(() => undefined);
    return write;
  }

  async #set(place: JSONPath, value: unknown): Promise<void> {
    const text = (await this.#text()) ?? empty;
    parseHostsFile(text, this.file);
    const edits = modify(text, place, value, { formattingOptions: { insertSpaces: true, tabSize: 2 } });
    const changed = applyEdits(text, edits);
    if (changed !== text) await this.#replace(changed);
  }

  async #text(): Promise<string | undefined> {
    try {
      const text = await readFile(this.file, 'utf8');
      return text.trim() === '' ? undefined : text;
    } catch (cause) {
      if (isMissing(cause)) return undefined;
      throw new FarcallError('bad-settings', t('{0} cannot be read.', this.file), {
        cause,
        next: t('Check who may read it.'),
      });
    }
  }

  async #replace(text: string): Promise<void> {
    const aside = `${this.file}.${process.pid}`;
    try {
      await mkdir(path.dirname(this.file), { recursive: true, mode: 0o700 });
      const handle = await open(aside, 'w', 0o600);
      try {
        await handle.writeFile(text);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(aside, this.file);
    } catch (cause) {
      await rm(aside, { force: true });
      throw new FarcallError('file-unwritable', t('{0} cannot be written.', this.file), {
        cause,
        next: t('Check who may write it.'),
      });
    }
  }
}

function parseHostsFile(text: string, file: string): ReadHosts {
  const value = parseSettings(text, file);
  const result = hostsFileSchema.safeParse(value);
  if (result.success) return { ...result.data, unknown: unknownOptions(hostsIn(value), file) };
  if (typeof value === 'object' && value !== null && !('hosts' in value)) {
    throw new FarcallError('bad-settings', t('This does not describe hosts: it has no "hosts".'), {
      at: { file },
      next: t('Write them as {"hosts": {"NAME": {…}}}; nothing was changed.'),
    });
  }
  const issue = result.error.issues[0];
  const reason = issue?.message ?? t('no reason given');
  throw new FarcallError(
    'bad-settings',
    issue === undefined || issue.path.length === 0
      ? t('This does not describe hosts: {0}.', reason)
      : t('This does not describe hosts at {0}: {1}.', issue.path.join('.'), reason),
    {
      at: { file },
      next: t('Correct it; nothing was changed.'),
    },
  );
}

/** As they were written, what nobody knows included. */
function hostsIn(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'hosts' in value ? value.hosts : undefined;
}

/** JSON with comments and trailing commas. Throws `bad-settings` with line and column. */
export function parseSettings(text: string, file: string): unknown {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error !== undefined || tree === undefined) {
    const before = text.slice(0, error?.offset ?? 0).split('\n');
    throw new FarcallError(
      'bad-settings',
      t('This is not JSON: {0}.', error === undefined ? t('it is empty') : printParseErrorCode(error.error)),
      {
        at: { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 },
        next: t('Correct it; nothing was changed.'),
      },
    );
  }
  const value: unknown = getNodeValue(tree);
  return value;
}
