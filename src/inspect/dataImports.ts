import path from 'node:path';
import type { PathValue } from './pathValues';

/** What the names hold that a module takes from others, as it writes them: `DATA_DIR`, `config.DATA_DIR`. */
export type OutsideNames = ReadonlyMap<string, readonly PathValue[]>;

/** Joins paths across modules: `from config import DATA_DIR` and then `DATA_DIR / "x.csv"`. */
export class DataImports {
  readonly #names = new Map<string, ReadonlyMap<string, readonly PathValue[]>>();
  readonly #roots: readonly string[];

  constructor(roots: readonly string[]) {
    this.#roots = roots;
  }

  add(file: string, names: ReadonlyMap<string, readonly PathValue[]>): void {
    if (names.size > 0) this.#names.set(file, names);
  }

  /** For a module in whose paths `missing` stand; empty where no other module tells of them. */
  for(file: string, bytes: Uint8Array, missing: ReadonlySet<string>): OutsideNames {
    const found = new Map<string, readonly PathValue[]>();
    if (missing.size === 0 || this.#names.size === 0) return found;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
    const take = (from: string, name: string, as: string): void => {
      const values = this.#names.get(from)?.get(name);
      if (values)
        found.set(
          as,
          values.map((value) => placed(value, from)),
        );
    };
    for (const [, from = '', list = ''] of text.matchAll(fromImports)) {
      const source = this.#fileOf(from, file);
      for (const [name, as] of namesIn(list)) {
        if (name === '*' && source) for (const one of missing) take(source, one, one);
        else if (source) take(source, name, as);
        const module = this.#fileOf(from.endsWith('.') ? from + name : `${from}.${name}`, file);
        if (module) for (const one of missing) take(module, one, `${as}.${one}`);
      }
    }
    for (const [, list = ''] of text.matchAll(plainImports)) {
      for (const [name, as] of namesIn(list)) {
        const module = this.#fileOf(name, file);
        if (module) for (const one of missing) take(module, one, `${as}.${one}`);
      }
    }
    return found;
  }

  /** Of the modules that bind paths, the one that an import in `importer` means. */
  #fileOf(module: string, importer: string): string | undefined {
    const dots = /^\.*/.exec(module)?.[0].length ?? 0;
    const parts = module.slice(dots).split('.').filter(Boolean);
    const above = path.resolve(path.dirname(importer), ...Array.from({ length: dots - 1 }, () => '..'));
    for (const folder of dots > 0 ? [above] : [...this.#roots, path.dirname(importer)]) {
      const stem = path.join(folder, ...parts);
      for (const file of [path.join(stem, '__init__.py'), `${stem}.py`]) if (this.#names.has(file)) return file;
    }
    return undefined;
  }
}

const fromImports = /^[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]+(\([^)]*\)|[^\n#;]+)/gm;
const plainImports = /^[ \t]*import[ \t]+([^\n#;]+)/gm;

/** What an import names, and under what name. */
function namesIn(list: string): (readonly [string, string])[] {
  return list.split(',').flatMap((one) => {
    const [, name, as] = /^[\s()\\]*([\w.]+|\*)(?:\s+as\s+(\w+))?/.exec(one) ?? [];
    return name === undefined ? [] : [[name, as ?? name] as const];
  });
}

function placed(value: PathValue, file: string): PathValue {
  return value.base === 'module' && value.home === undefined ? { ...value, home: file } : value;
}
