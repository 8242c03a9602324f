import os from 'node:os';
import path from 'node:path';
import { formatPlace } from '../base/format';
import type { DataFile, Note, Place, Question } from './closure';
import type { NamedPath } from './dataNames';
import type { FolderWalk } from './folderWalk';
import { DataNotes } from './dataNotes';
import { anyOf, folderOf, partsOf, shapeOf, systemFolders } from './pathShapes';
import { anyFolders, ownFile, type PathValue } from './pathValues';
import { isInside } from './roots';
import { isSecret } from './secrets';
import type { TravelRules } from './travelRules';

/** Paths that one module names, or the text of the arguments. */
export interface NamedIn {
  /** Absolute path of the module; undefined for the arguments. */
  readonly file: string | undefined;
  readonly paths: readonly NamedPath[];
}

/** A folder of the project and where it lies in the bundle (empty for the workspace itself). */
export interface PlacedFolder {
  readonly absolute: string;
  readonly path: string;
}

export interface DataRequest {
  readonly named: readonly NamedIn[];
  readonly workspace: string;
  /** The folder of the entry's file. */
  readonly entryFolder: string;
  /** Bundle paths of what travels as code. */
  readonly code: ReadonlySet<string>;
  readonly rules: TravelRules;
  /** Bytes up to which data travels without a question. */
  readonly largest: number;
  /** Where the bundle has a file of the project. */
  pathOf(absolute: string): string;
  placeOf(absolute: string, line: number): Place;
  packageFolder(name: string): PlacedFolder | undefined;
}

/** A file that travels as data, at one place of the bundle. */
export interface DataPlace {
  readonly path: string;
  readonly absolute: string;
  readonly from: Place | undefined;
  readonly because: string;
  readonly chosen: boolean;
}

export interface FoundData {
  readonly data: readonly DataFile[];
  readonly files: readonly DataPlace[];
  /** Folders that the job must find though no file travels in them, as bundle paths. */
  readonly folders: readonly string[];
  readonly notes: readonly Note[];
  readonly questions: readonly Question[];
}

interface Target extends PlacedFolder {
  readonly folder: boolean;
  readonly from: Place | undefined;
  /** Further places in the bundle, where a path relative to the working folder means it. */
  readonly aliases: Set<string>;
  /** Which of a folder's files are meant; all, where one of them is undefined. */
  readonly shapes: (RegExp | undefined)[];
  wanted: boolean;
  written: boolean;
}

interface Start extends PlacedFolder {
  /** Whether the path as written would lead elsewhere in the job. */
  readonly aliased: boolean;
}

/** Finds what the named paths mean on the disk, and decides what of it travels. */
export class DataFinder {
  readonly #request: DataRequest;
  readonly #walk: FolderWalk;
  readonly #targets = new Map<string, Target>();
  readonly #folders = new Set<string>();
  readonly #notes = new DataNotes();
  readonly #further: DataPlace[] = [];
  readonly #onHost = new Map<string, DataFile>();
  readonly #codeFolders: ReadonlySet<string>;
  /** Folders of code in which files are opened by names that come from elsewhere. */
  readonly #opened = new Map<string, PlacedFolder>();
  readonly #nowhere: { readonly literal: string; readonly use: NamedPath['use']; readonly from: Place | undefined }[] =
    [];

  constructor(request: DataRequest, walk: FolderWalk) {
    this.#request = request;
    this.#walk = walk;
    const above = new Set(['']);
    for (const file of request.code) {
      for (let at = file.lastIndexOf('/'); at > 0; at = file.lastIndexOf('/', at - 1)) above.add(file.slice(0, at));
    }
    this.#codeFolders = above;
  }

  async find(): Promise<FoundData> {
    for (const { file, paths } of this.#request.named) {
      for (const named of paths) await this.#resolve(named, file);
    }
    this.#resolveGiven();
    for (const chosen of this.#request.rules.chosen) this.#choose(chosen);
    const data: DataFile[] = [...this.#onHost.values()];
    const files: DataPlace[] = [...this.#further];
    const questions: Question[] = [];
    for (const target of this.#targets.values()) {
      if (!target.wanted) {
        if (target.written) this.#need(target);
        continue;
      }
      const one = await this.#weigh(target, files);
      if (!one) continue;
      data.push(one);
      if (one.state === 'asked') questions.push({ kind: 'large-data', path: one.path, size: one.size, from: one.from });
      if (one.state === 'secret') this.#notes.secret(one);
    }
    const byPath = <T extends { readonly path: string }>(a: T, b: T): number =>
      a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
    return {
      data: data.sort(byPath),
      files,
      folders: [...this.#folders].sort(),
      notes: this.#notes.all,
      questions,
    };
  }

  async #resolve({ value, use, line }: NamedPath, file: string | undefined): Promise<void> {
    const own = value.home ?? file;
    const text = own === undefined ? value.text : value.text.replaceAll(ownFile, path.parse(own).name);
    if (text.includes('\0')) return;
    if (/^\.[./]*$/.test(text) && value.base !== 'module' && !value.found) return;
    const { literal, shape } = partsOf(text);
    if (value.base === 'written' && /^[/~]/.test(literal)) {
      this.#resolveAbsolute(literal, shape, use, file, line);
      return;
    }
    if (literal === '' && (value.base === 'written' || value.base === 'unknown') && !value.found) return;
    const plainWord = !value.made && shape === '' && !/[./]/.test(literal);
    if (plainWord && use === 'mention') return;
    const from = file === undefined ? undefined : this.#request.placeOf(file, line);
    const segments = literal.split('/');
    for (const start of this.#starts(value, file)) {
      const kind = this.#walk.kindOf(start.absolute, segments);
      if (!kind) continue;
      const absolute = path.resolve(start.absolute, literal);
      const placed = path.posix.normalize(path.posix.join(start.path || '.', literal || '.')).replace(/\/$/, '');
      if (placed.startsWith('..')) {
        if (use === 'read' || (kind === 'file' && use !== 'write')) this.#tellOutside(absolute, literal, from);
        return;
      }
      const alias = start.aliased ? path.posix.normalize(literal || '.').replace(/\/$/, '') : undefined;
      await this.#add(placed === '.' ? '' : placed, absolute, kind, shape, use, from, alias, value);
      return;
    }
    if (use === 'write') this.#needParent(value, segments, file);
    else {
      if (value.base === 'written' && shape === '' && /\.\w+$/.test(literal))
        this.#nowhere.push({ literal, use, from });
      this.#noteOnHost(value, literal, from);
    }
  }

  /** A name that one function is given (`get("units.json")`), and that it looks for in a folder of its own. */
  #resolveGiven(): void {
    for (const { absolute, path: placed } of this.#opened.values()) {
      for (const { literal, use, from } of this.#nowhere) {
        if (this.#walk.kindOf(absolute, literal.split('/')) !== 'file' || literal.endsWith('.py')) continue;
        const inner = path.posix.normalize(path.posix.join(placed || '.', literal));
        const file = path.join(absolute, literal);
        if (!inner.startsWith('..') && !this.#request.code.has(inner)) {
          this.#want(inner, file, false, undefined, use, from, undefined);
        }
      }
    }
  }

  async #add(
    placed: string,
    absolute: string,
    kind: 'file' | 'folder',
    shape: string,
    use: NamedPath['use'],
    from: Place | undefined,
    alias: string | undefined,
    value: PathValue,
  ): Promise<void> {
    if (kind === 'file') {
      const module = /\.pyw?$/.test(placed);
      if (shape !== '' || (module && use !== 'run' && use !== 'read')) return;
      if (this.#request.code.has(placed)) {
        // It travels to its own place as code, and is looked for at another.
        if (alias !== undefined && alias !== placed && !alias.startsWith('..')) {
          this.#further.push({ path: alias, absolute, from, because: becauseOf(from), chosen: false });
        }
        return;
      }
      this.#want(placed, absolute, false, undefined, use, from, alias);
      return;
    }
    const pattern = shapeOf(shape);
    if (!this.#codeFolders.has(placed)) {
      this.#want(placed, absolute, true, pattern, use, from, alias);
      return;
    }
    // A folder of the code itself: what of it is meant must be told by more than its name.
    if (use === 'write') return;
    if (!pattern) {
      if (value.found) this.#notes.listed(placed, from);
      else if (shape !== '') this.#opened.set(placed, { absolute, path: placed });
      return;
    }
    const deep = shape.includes('/') || shape.includes(anyFolders);
    const names = deep
      ? await this.#walk.filesIn(absolute, (name) => pattern.test(name))
      : [...(this.#walk.list(absolute) ?? [])].flatMap(([name, one]) =>
          one === 'file' && pattern.test(name) ? name : [],
        );
    for (const name of names) {
      const inner = placed === '' ? name : `${placed}/${name}`;
      if (this.#request.code.has(inner) || (name.endsWith('.py') && !shape.endsWith('.py'))) continue;
      const innerAlias = alias === undefined ? undefined : path.posix.normalize(path.posix.join(alias, name));
      this.#want(inner, path.join(absolute, name), false, undefined, use, from, innerAlias);
    }
  }

  #want(
    placed: string,
    absolute: string,
    folder: boolean,
    shape: RegExp | undefined,
    use: NamedPath['use'],
    from: Place | undefined,
    alias: string | undefined,
  ): void {
    let target = this.#targets.get(placed);
    if (!target) {
      target = { path: placed, absolute, folder, from, aliases: new Set(), shapes: [], wanted: false, written: false };
      this.#targets.set(placed, target);
    }
    if (alias !== undefined && alias !== placed && !alias.startsWith('..') && alias !== '.') target.aliases.add(alias);
    if (alias?.startsWith('..')) this.#notes.above(target.path, alias, target.from);
    if (use === 'write') target.written = true;
    else target.wanted = true;
    if (use !== 'write' && !target.shapes.some((one) => one?.source === shape?.source)) target.shapes.push(shape);
  }

  /** Where a path may start, the likeliest first. */
  #starts(value: PathValue, file: string | undefined): Start[] {
    const { workspace, entryFolder } = this.#request;
    const own = value.home ?? file;
    const ownFolder: Start[] =
      own === undefined
        ? []
        : [{ absolute: path.dirname(own), path: folderOf(this.#request.pathOf(own)), aliased: false }];
    if (value.base === 'module') return ownFolder;
    if (value.base === 'package') {
      const found = this.#request.packageFolder(value.package ?? '');
      return found ? [{ ...found, aliased: false }] : [];
    }
    const working: Start = { absolute: workspace, path: '', aliased: false };
    const beside: Start[] = [];
    if (entryFolder !== workspace && isInside(entryFolder, workspace)) {
      const placed = path.relative(workspace, entryFolder).split(path.sep).join('/');
      beside.push({ absolute: entryFolder, path: placed, aliased: value.base === 'written' });
    }
    return [working, ...beside, ...(value.base === 'unknown' ? ownFolder : [])];
  }

  #resolveAbsolute(
    literal: string,
    shape: string,
    use: NamedPath['use'],
    file: string | undefined,
    line: number,
  ): void {
    const absolute = path.resolve(literal.replace(/^~(?=\/|$)/, os.homedir()));
    const { workspace } = this.#request;
    const from = file === undefined ? undefined : this.#request.placeOf(file, line);
    if (systemFolders.test(absolute) && !isInside(absolute, workspace)) return;
    const kind = this.#walk.kindOf('/', absolute.split('/').slice(1));
    if (!kind || use === 'write' || absolute === '/' || absolute === os.homedir()) return;
    if (kind === 'folder' && use !== 'read' && !isInside(absolute, workspace)) return;
    // Even where it lies in the workspace, the job has it elsewhere.
    if (!isInside(absolute, workspace)) {
      this.#tellOutside(absolute, literal, from);
      return;
    }
    const placed = path.relative(workspace, absolute).split(path.sep).join('/');
    if (this.#codeFolders.has(placed) || this.#request.code.has(placed)) return;
    this.#want(placed, absolute, kind === 'folder', shapeOf(shape), use, from, undefined);
    this.#notes.elsewhere(literal, placed, from);
  }

  #tellOutside(absolute: string, literal: string, from: Place | undefined): void {
    this.#notes.outside(absolute, literal, this.#walk.sizeOf(absolute), from);
  }

  /** What is written needs the folder it is written into. */
  #need(target: Target): void {
    const inFolder = (one: string): string => (target.folder ? one : folderOf(one));
    for (const one of [target.path, ...target.aliases]) this.#needFolder(inFolder(one));
  }

  #needFolder(folder: string): void {
    if (folder !== '' && folder !== '.' && !this.#request.rules.onHost(folder)) this.#folders.add(folder);
  }

  #needParent(value: PathValue, segments: readonly string[], file: string | undefined): void {
    const parents = segments.slice(0, -1);
    if (parents.length === 0) return;
    for (const start of this.#starts(value, file)) {
      if (this.#walk.kindOf(start.absolute, parents) !== 'folder') continue;
      for (const from of start.aliased ? [start.path, ''] : [start.path]) {
        const placed = path.posix.normalize(path.posix.join(from || '.', ...parents));
        if (!placed.startsWith('..')) this.#needFolder(placed);
      }
      return;
    }
  }

  /** A path that is not here, and that the host has by its `paths`. */
  #noteOnHost(value: PathValue, literal: string, from: Place | undefined): void {
    if (value.base !== 'written' && value.base !== 'unknown') return;
    const placed = path.posix.normalize(literal).replace(/\/$/, '');
    if (!this.#request.rules.onHost(placed) || this.#onHost.has(placed)) return;
    const absolute = path.join(this.#request.workspace, ...placed.split('/'));
    const because = becauseOf(from);
    this.#onHost.set(placed, {
      path: placed,
      absolute,
      folder: false,
      size: 0,
      count: 0,
      from,
      because,
      state: 'on-host',
    });
  }

  #choose(chosen: string): void {
    const absolute = path.join(this.#request.workspace, ...chosen.split('/'));
    const kind = this.#walk.kindOf(this.#request.workspace, chosen.split('/'));
    if (!kind || this.#request.code.has(chosen)) return;
    this.#want(chosen, absolute, kind === 'folder', undefined, 'mention', undefined, undefined);
  }

  /** Its size, what becomes of it, and (into `files`) what travels. Undefined where there is nothing of it. */
  async #weigh(target: Target, files: DataPlace[]): Promise<DataFile | undefined> {
    const { rules, code, largest } = this.#request;
    const { absolute, folder, from } = target;
    const inner = folder ? await this.#walk.filesIn(absolute, anyOf(target.shapes)) : [''];
    const because = from ? becauseOf(from) : rules.names(target.path) ? 'chosen to be sent' : 'named in the arguments';
    const told = { path: target.path, absolute, folder, from, because };
    const sized: { readonly name: string; readonly size: number }[] = [];
    let held = 0;
    let secrets = 0;
    for (const name of inner) {
      const one = name === '' ? target.path : `${target.path}/${name}`;
      if (code.has(one)) continue;
      if (isSecret(one) && !rules.names(one)) secrets += 1;
      else if (rules.holds(one) && !rules.onHost(one)) held += 1;
      else sized.push({ name, size: this.#walk.sizeOf(path.join(absolute, name)) });
    }
    const size = sized.reduce((sum, one) => sum + one.size, 0);
    const count = sized.length;
    if (rules.onHost(target.path)) return { ...told, size, count, state: 'on-host' };
    if (count === 0) {
      if (held > 0) return { ...told, ...this.#all(target, inner), state: 'held' };
      if (secrets > 0 && !folder) return { ...told, ...this.#all(target, inner), state: 'secret' };
      if (folder) for (const one of [target.path, ...target.aliases]) this.#needFolder(one);
      return undefined;
    }
    if (size > largest && rules.choice(target.path) !== 'send' && !rules.names(target.path)) {
      return { ...told, size, count, state: 'asked' };
    }
    for (const { name } of sized) {
      for (const at of [target.path, ...target.aliases]) {
        const one = name === '' ? at : `${at}/${name}`;
        const place = { path: one, absolute: path.join(absolute, name), from, because };
        files.push({ ...place, chosen: rules.names(name === '' ? target.path : `${target.path}/${name}`) });
      }
    }
    return { ...told, size, count, state: 'sent' };
  }

  #all(target: Target, inner: readonly string[]): { size: number; count: number } {
    const size = inner.reduce((sum, name) => sum + this.#walk.sizeOf(path.join(target.absolute, name)), 0);
    return { size, count: inner.length };
  }
}

function becauseOf(from: Place | undefined): string {
  return from ? `named in ${formatPlace(from)}` : 'named in the arguments';
}
