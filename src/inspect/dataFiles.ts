import os from 'node:os';
import path from 'node:path';
import type { DataFile, Place, Question } from './closure';
import type { NamedPath } from './dataNames';
import type { FolderWalk } from './folderWalk';
import { DataNotes } from './dataNotes';
import type { DataRequest, FoundData, PlacedFolder } from './dataRequest';
import { becauseOf, DataWeighing, type DataPlace, type DataTarget } from './dataWeighing';
import { folderOf, partsOf, shapeOf, systemFolders } from './pathShapes';
import { anyFolders, ownFile, type PathValue } from './pathValues';
import { isInside } from './roots';
import { isNeverPackedFolder, isSecret } from './secrets';

interface Target extends DataTarget {
  /** How many files of data lead from the code to it. */
  readonly depth: number;
  /** Whether nothing that the entry needs names it. */
  readonly idle: boolean;
  wanted: boolean;
  written: boolean;
}

interface Start extends PlacedFolder {
  /** Whether the path as written would lead elsewhere in the job. */
  readonly aliased: boolean;
}

/** Files of data are looked through for the names of others so far from the code. */
const deepest = 2;
/** Bytes of data, all in all, that are looked through in one inspection. */
const mostLookedThrough = 4 * 1024 * 1024;

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
  readonly #weighing: DataWeighing;
  /** Whether what is resolved now is named by statements that the entry does not need. */
  #idle = false;
  /** Folders of code in which files are opened by names that come from elsewhere. */
  readonly #opened = new Map<string, PlacedFolder>();
  readonly #nowhere: { readonly literal: string; readonly use: NamedPath['use']; readonly from: Place | undefined }[] =
    [];

  constructor(request: DataRequest, walk: FolderWalk) {
    this.#request = request;
    this.#walk = walk;
    this.#weighing = new DataWeighing(request, walk);
    const above = new Set(['']);
    for (const file of request.code) {
      for (let folder = folderOf(file); !above.has(folder); folder = folderOf(folder)) above.add(folder);
    }
    this.#codeFolders = above;
  }

  async find(): Promise<FoundData> {
    for (const { file, paths } of this.#request.named) for (const named of paths) await this.#resolve(named, file);
    this.#resolveGiven();
    for (const chosen of this.#request.rules.chosen) this.#choose(chosen);
    this.#idle = true;
    for (const { file, paths } of this.#request.idle) for (const named of paths) await this.#resolve(named, file);
    this.#idle = false;
    const data: DataFile[] = [...this.#onHost.values()];
    const files: DataPlace[] = [...this.#further];
    const questions: Question[] = [];
    const weighed = new Set<Target>();
    let budget = mostLookedThrough;
    // What is weighed may name more: what comes new is reached by the same pass, what was passed by as unwanted is not.
    for (let before = -1; before !== weighed.size;) {
      before = weighed.size;
      for (const target of this.#targets.values()) {
        if (!target.wanted || weighed.has(target)) continue;
        weighed.add(target);
        const one = await this.#weighing.weigh(target);
        if (!one) {
          if (target.folder) for (const at of [target.path, ...target.aliases]) this.#needFolder(at);
          continue;
        }
        if (target.idle && one.data.state === 'asked') {
          this.#notes.idle(one.data);
          continue;
        }
        data.push(one.data);
        const { path: placed, size, from, state } = one.data;
        if (state === 'asked') questions.push({ kind: 'large-data', path: placed, size, from });
        if (state === 'secret') this.#notes.secret(one.data);
        if (state === 'sent' && isSecret(placed)) this.#notes.secretSent(one.data);
        for (const { name, size: bytes } of one.sent) {
          files.push(...this.#weighing.placesOf(target, name));
          if (target.depth < deepest && budget >= bytes) budget -= this.#lookThrough(target, name, bytes);
        }
      }
    }
    for (const target of this.#targets.values()) if (!target.wanted && target.written) this.#need(target);
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
      if (value.base === 'written' && shape === '' && /\.\w+$/.test(literal)) {
        this.#nowhere.push({ literal, use, from });
        // Beside the module: what it is handed to may look there.
        const beside = own === undefined ? [] : this.#starts({ ...value, base: 'module' }, file);
        for (const folder of beside) this.#wantFile(folder, literal, use, from);
      }
      this.#noteOnHost(value, literal, from);
    }
  }

  /** A name that one function is given (`get("units.json")`), and that it looks for in a folder of its own. */
  #resolveGiven(): void {
    for (const folder of this.#opened.values()) {
      for (const { literal, use, from } of this.#nowhere) this.#wantFile(folder, literal, use, from);
    }
  }

  #wantFile(folder: PlacedFolder, literal: string, use: NamedPath['use'], from: Place | undefined): void {
    if (literal.endsWith('.py') || this.#walk.kindOf(folder.absolute, literal.split('/')) !== 'file') return;
    const placed = path.posix.normalize(path.posix.join(folder.path || '.', literal));
    if (placed.startsWith('..') || this.#request.code.has(placed)) return;
    this.#want(placed, path.join(folder.absolute, literal), false, undefined, use, from, undefined);
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
      // A path that was put together from the module's own goes to something that opens it.
      const opened = use === 'run' || use === 'read' || (use === 'mention' && value.made && value.base === 'module');
      if (shape !== '' || (module && !opened)) return;
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
    if (placed.split('/').some(isNeverPackedFolder)) return;
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
    depth = 0,
  ): void {
    let target = this.#targets.get(placed);
    if (!target) {
      const fresh = { aliases: new Set<string>(), shapes: [], idle: this.#idle, wanted: false, written: false };
      target = { path: placed, absolute, folder, from, depth, ...fresh };
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

  /** Wants what a text file of data names, as in `@import constants.txt`; returns how many bytes that took. */
  #lookThrough(target: Target, inner: string, size: number): number {
    const { mentions, workspace, code } = this.#request;
    const absolute = path.join(target.absolute, inner);
    const named = mentions.in(absolute, size);
    const [own = '', ...others] = [target.path, ...target.aliases].map((at) => path.posix.join(at, inner));
    for (const { name, line } of named) {
      const beside = this.#walk.kindOf(path.dirname(absolute), name.split('/')) === 'file';
      if (!beside && (!name.includes('/') || this.#walk.kindOf(workspace, name.split('/')) !== 'file')) continue;
      const placeBeside = (file: string): string =>
        path.posix.normalize(path.posix.join(path.posix.dirname(file), name));
      const placed = beside ? placeBeside(own) : path.posix.normalize(name);
      const isOwn = target.folder && placed.startsWith(`${target.path}/`) && target.shapes.includes(undefined);
      if (placed.startsWith('..') || isOwn || code.has(placed) || /\.pyw?$/.test(placed) || isSecret(placed)) continue;
      const file = path.resolve(beside ? path.dirname(absolute) : workspace, name);
      const from = { file: own, line };
      const depth = target.depth + 1;
      this.#want(placed, file, false, undefined, 'read', from, undefined, depth);
      if (beside)
        for (const one of others) this.#want(placed, file, false, undefined, 'read', from, placeBeside(one), depth);
    }
    return named.length > 0 ? size : 0;
  }
}
