import path from 'node:path';
import { t } from '@vscode/l10n';
import { FarcallError } from '../base/errors';
import { formatPlace } from '../base/format';
import type { ClosureFile, FileRole, Place, UnresolvedImport } from './closure';
import type { DataPlace } from './dataWeighing';
import { largeFrom, type LargeFiles } from './largeFiles';
import type { ModuleGraph } from './moduleGraph';
import type { Reading } from './reading';
import { isSecret } from './secrets';
import type { SourceFile } from './sourceCache';
import type { FolderReader } from './sources';
import type { PythonSyntax, SyntaxProblem } from './syntax';
import type { TravelRules } from './travelRules';
import type { Turns } from './turns';

/** Imported files whose syntax is checked before anything is sent: the nearest, up to so many bytes of them. */
const checkedBytes = 512 * 1024;

export function syntaxError(file: string, problem: SyntaxProblem): FarcallError {
  return new FarcallError('syntax-error', problem.message, {
    at: { file, line: problem.line, column: problem.column },
    next: t('Correct it and run again.'),
  });
}

/** Refuses a syntax error in the files that the call is sure to import and that are nearest to it. */
export async function checkSyntax(
  graph: ModuleGraph,
  syntax: PythonSyntax,
  read: (file: string) => SourceFile | undefined,
  shown: (file: string) => string,
  turns: Turns,
): Promise<void> {
  let budget = checkedBytes;
  for (const { module, certain } of graph.reached) {
    const source = module.file === undefined ? undefined : read(module.file);
    if (!certain || module.file === undefined || !source) continue;
    budget -= source.bytes.length;
    if (budget < 0) return;
    const problem = await source.problem(syntax, turns);
    if (problem) throw syntaxError(shown(module.file), problem);
  }
}

/** The imports that lead nowhere; a missing module that the call is sure to import is an error. */
export function requireModules(graph: ModuleGraph, placeOf: (file: string, line: number) => Place): UnresolvedImport[] {
  const unresolved: UnresolvedImport[] = [];
  for (const { name, site, optional, above } of graph.missing) {
    const at = placeOf(site.file, site.line);
    if (!optional) {
      if (above) {
        throw new FarcallError(
          'missing-module',
          t('The import of `{0}` leads out of the package that the file is in.', name),
          {
            at,
            next: t('Import the module by its full name, or move the file into a package.'),
            data: { name },
          },
        );
      }
      const relative = name.startsWith('.');
      throw new FarcallError('missing-module', t('The local module `{0}` is imported here and is not there.', name), {
        at,
        next: relative
          ? t('Create it or correct the import; if the run can do without it, put the import in `try`.')
          : t(
              'Create {0}.py or correct the import; if the run can do without it, put the import in `try`.',
              name.replaceAll('.', '/'),
            ),
        data: { name },
      });
    }
    unresolved.push({ name, ...at, optional });
  }
  unresolved.sort((a, b) => compare(a.file, b.file) || a.line - b.line || compare(a.name, b.name));
  return unresolved;
}

export interface CollectRequest {
  readonly graph: ModuleGraph;
  /** The entry's file and the bytes that travel for it. */
  readonly entry: { readonly file: string; readonly content: Uint8Array };
  readonly workspace: string;
  /** Files that were included, as bundle paths. */
  readonly included: readonly string[];
  readonly data: readonly DataPlace[];
  /** Files that the inspection itself writes. */
  readonly made: readonly ClosureFile[];
  readonly rules: TravelRules;
  readonly large: LargeFiles;
  pathOf(absolute: string): string;
  placeOf(absolute: string, line: number): Place;
  readonly reading: Reading;
}

interface Wanted {
  readonly absolute: string;
  readonly role: FileRole;
  readonly because: string;
  readonly from: Place | undefined;
  /** Whether the person named exactly this file. */
  readonly named?: boolean;
}

/** The files of the bundle, each with the reason why it is there, sorted by path. */
export async function collectFiles(
  request: CollectRequest,
  folders: FolderReader,
  turns: Turns,
): Promise<ClosureFile[]> {
  const wanted = new Map<string, Wanted>();
  const { rules } = request;
  const want = (shownPath: string, file: Wanted): void => {
    if (!wanted.has(shownPath)) wanted.set(shownPath, file);
  };
  const entryPath = request.pathOf(request.entry.file);
  want(entryPath, { absolute: request.entry.file, role: 'entry', because: t('the entry'), from: undefined });
  for (const { module, from: site } of request.graph.reached) {
    const from = site && request.placeOf(site.file, site.line);
    const because = from === undefined ? t('a package of the entry') : t('imported by {0}', formatPlace(from));
    if (module.file !== undefined) {
      want(request.pathOf(module.file), { absolute: module.file, role: 'module', because, from });
    }
    for (const file of module.compiled) {
      const told = t('{0}; compiled, runs only where it was built for', because);
      want(request.pathOf(file), { absolute: file, role: 'compiled', because: told, from });
    }
  }
  for (const included of request.included) {
    const absolute = path.join(request.workspace, ...included.split('/'));
    const named = rules.names(included);
    const because = t('included by a setting or option');
    want(included, { absolute, role: 'included', because, from: undefined, named });
  }
  for (const { path: place, absolute, because, from, chosen } of request.data) {
    want(place, { absolute, role: chosen ? 'included' : 'data', because, from, named: chosen });
  }
  const files: ClosureFile[] = [];
  for (const [shownPath, { absolute, role, because, from, named = false }] of sorted(wanted)) {
    if (turns.isDue()) await turns.yieldIfDue();
    if (rules.onHost(shownPath)) {
      if (role === 'entry') throw entryOnHost(shownPath);
      continue;
    }
    if (role !== 'entry' && (rules.holds(shownPath) || (isSecret(shownPath) && !named))) continue;
    const large = role !== 'entry' && sizeAt(role, absolute, request, folders) >= largeFrom;
    const content = large ? await request.large.get(absolute, turns) : contentOf(role, absolute, request);
    if (!content) {
      throw new FarcallError('source-unreadable', t('{0} cannot be read.', absolute), {
        next: t('Make the file readable, or exclude it.'),
      });
    }
    const executable = large
      ? (folders.about(absolute)?.executable ?? false)
      : request.reading.isExecutable(absolute, folders);
    files.push({ path: shownPath, absolute, content, executable, role, because, from, ...(named ? { named } : {}) });
  }
  const made = request.made.filter((one) => !wanted.has(one.path));
  return made.length === 0 ? files : [...files, ...made].sort((a, b) => compare(a.path, b.path));
}

function contentOf(role: FileRole, absolute: string, { entry, reading }: CollectRequest): Uint8Array | undefined {
  return role === 'entry' ? entry.content : reading.get(absolute)?.bytes;
}

/** In bytes; a module is in memory already, and the disk need not be asked. */
function sizeAt(role: FileRole, absolute: string, { reading }: CollectRequest, folders: FolderReader): number {
  return (role === 'module' ? reading.get(absolute)?.bytes.length : folders.about(absolute)?.size) ?? 0;
}

function entryOnHost(file: string): FarcallError {
  return new FarcallError(
    'bad-settings',
    t("{0} is to run, and the host's `paths` say that it lies there already.", file),
    {
      next: t('Name folders of data in `paths`, not those of the code.'),
    },
  );
}

function sorted<T>(byPath: ReadonlyMap<string, T>): [string, T][] {
  const pairs: [string, T][] = [];
  for (const one of [...byPath.keys()].sort()) {
    const value = byPath.get(one);
    if (value !== undefined) pairs.push([one, value]);
  }
  return pairs;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
