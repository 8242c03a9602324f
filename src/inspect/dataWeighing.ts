import path from 'node:path';
import { t } from '@vscode/l10n';
import { formatPlace } from '../base/format';
import type { DataFile, Place } from './closure';
import type { FolderWalk } from './folderWalk';
import { anyOf } from './pathShapes';
import { isSecret } from './secrets';
import type { TravelRules } from './travelRules';
import type { Turns } from './turns';

/** A file that travels as data, at one place of the bundle. */
export interface DataPlace {
  readonly path: string;
  readonly absolute: string;
  readonly from: Place | undefined;
  readonly because: string;
  readonly chosen: boolean;
}

/** A file or folder of the project that something names. */
export interface DataTarget {
  /** In the bundle. */
  readonly path: string;
  readonly absolute: string;
  readonly folder: boolean;
  readonly from: Place | undefined;
  /** Further places in the bundle, where a path relative to the working folder means it. */
  readonly aliases: Set<string>;
  /** Which of a folder's files are meant; all, where one of them is undefined. */
  readonly shapes: (RegExp | undefined)[];
}

/** What of a target travels. */
interface Weighed {
  readonly data: DataFile;
  /** Relative to a folder; empty for a file. None where it does not travel. */
  readonly sent: readonly { readonly name: string; readonly size: number }[];
}

interface WeighingOptions {
  /** Bundle paths of what travels as code. */
  readonly code: ReadonlySet<string>;
  readonly rules: TravelRules;
  /** Bytes up to which data travels without a question. */
  readonly largest: number;
  readonly turns: Turns;
}

/** Decides by size, choices and ignore files what of a target travels. */
export class DataWeighing {
  readonly #options: WeighingOptions;
  readonly #walk: FolderWalk;

  constructor(options: WeighingOptions, walk: FolderWalk) {
    this.#options = options;
    this.#walk = walk;
  }

  /** Undefined where there is nothing of it. */
  async weigh(target: DataTarget): Promise<Weighed | undefined> {
    const { rules, code, largest, turns } = this.#options;
    const { absolute, folder, from } = target;
    const inner = folder ? await this.#walk.filesIn(absolute, anyOf(target.shapes)) : [''];
    const told = { path: target.path, absolute, folder, from, because: this.becauseOf(target) };
    const sized: { readonly name: string; readonly size: number }[] = [];
    let held = 0;
    let secrets = 0;
    for (const name of inner) {
      await turns.yieldIfDue();
      const one = name === '' ? target.path : `${target.path}/${name}`;
      if (code.has(one)) continue;
      if (isSecret(one) && !rules.names(one)) secrets += 1;
      else if (rules.holds(one) && !rules.onHost(one)) held += 1;
      else sized.push({ name, size: this.#walk.sizeOf(path.join(absolute, name)) });
    }
    const size = sized.reduce((sum, one) => sum + one.size, 0);
    const count = sized.length;
    const stays = (one: Pick<DataFile, 'size' | 'count' | 'state'>): Weighed => ({
      data: { ...told, ...one },
      sent: [],
    });
    if (rules.onHost(target.path)) return stays({ size, count, state: 'on-host' });
    if (count === 0) {
      if (held > 0) return stays({ ...this.#all(target, inner), state: 'held' });
      if (secrets > 0 && !folder) return stays({ ...this.#all(target, inner), state: 'secret' });
      return undefined;
    }
    if (size > largest && rules.choice(target.path) !== 'send' && !rules.names(target.path)) {
      return stays({ size, count, state: 'asked' });
    }
    return { data: { ...told, size, count, state: 'sent' }, sent: sized };
  }

  /** The places of one of its files; an empty name means the target itself. */
  placesOf(target: DataTarget, name: string): DataPlace[] {
    const { rules } = this.#options;
    const below = (at: string): string => (name === '' ? at : `${at}/${name}`);
    const chosen = rules.names(below(target.path));
    const because = this.becauseOf(target);
    const absolute = path.join(target.absolute, name);
    return [target.path, ...target.aliases].map((at) => ({
      path: below(at),
      absolute,
      from: target.from,
      because,
      chosen,
    }));
  }

  becauseOf({ from, path: placed }: Pick<DataTarget, 'from' | 'path'>): string {
    if (!from && this.#options.rules.names(placed)) return t('chosen to be sent');
    return becauseOf(from);
  }

  #all(target: DataTarget, inner: readonly string[]): { size: number; count: number } {
    const size = inner.reduce((sum, name) => sum + this.#walk.sizeOf(path.join(target.absolute, name)), 0);
    return { size, count: inner.length };
  }
}

export function becauseOf(from: Place | undefined): string {
  return from ? t('named in {0}', formatPlace(from)) : t('named in the arguments');
}
