import path from 'node:path';
import type { PathValue } from './pathValues';

/** What the names hold that a module takes from others, as it writes them: `DATA_DIR`, `config.DATA_DIR`. */
export type OutsideNames = ReadonlyMap<string, readonly PathValue[]>;

/** An import as a statement has it: `from module import name as alias`, or `import name as alias`. */
interface WrittenImport {
  readonly module: string | undefined;
  readonly name: string;
  readonly alias: string;
}

/** What the imports of earlier inspections say, by the content of their modules. */
export type KnownImports = WeakMap<Uint8Array, readonly WrittenImport[]>;

/** Joins paths across modules: `from config import DATA_DIR` and then `DATA_DIR / "x.csv"`. */
export class DataImports {
  readonly #names = new Map<string, ReadonlyMap<string, readonly PathValue[]>>();
  readonly #roots: readonly string[];
  readonly #known: KnownImports;

  constructor(roots: readonly string[], known: KnownImports) {
    this.#roots = roots;
    this.#known = known;
  }

  add(file: string, names: ReadonlyMap<string, readonly PathValue[]>): void {
    if (names.size > 0) this.#names.set(file, names);
  }

  /** For a module in whose paths `missing` stand; empty where no other module tells of them. */
  for(file: string, bytes: Uint8Array, missing: ReadonlySet<string>): OutsideNames {
    const found = new Map<string, readonly PathValue[]>();
    if (missing.size === 0 || this.#names.size === 0) return found;
    const take = (from: string, name: string, as: string): void => {
      const values = this.#names.get(from)?.get(name);
      if (values)
        found.set(
          as,
          values.map((value) => placed(value, from)),
        );
    };
    let written = this.#known.get(bytes);
    if (!written) this.#known.set(bytes, (written = importsIn(bytes)));
    for (const { module: from, name, alias } of written) {
      const source = from === undefined ? undefined : this.#fileOf(from, file);
      if (name === '*' && source) for (const one of missing) take(source, one, one);
      else if (source) take(source, name, alias);
      const inner = from === undefined || from.endsWith('.') ? `${from ?? ''}${name}` : `${from}.${name}`;
      const module = this.#fileOf(inner, file);
      if (module) for (const one of missing) take(module, one, `${alias}.${one}`);
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

function importsIn(bytes: Uint8Array): WrittenImport[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  return [
    ...[...text.matchAll(fromImports)].flatMap(([, module = '', list = '']) => listed(list, module)),
    ...[...text.matchAll(plainImports)].flatMap(([, list = '']) => listed(list, undefined)),
  ];
}

function listed(list: string, module: string | undefined): WrittenImport[] {
  return list.split(',').flatMap((one) => {
    const [, name, alias] = /^[\s()\\]*([\w.]+|\*)(?:\s+as\s+(\w+))?/.exec(one) ?? [];
    return name === undefined ? [] : [{ module, name, alias: alias ?? name }];
  });
}

function placed(value: PathValue, file: string): PathValue {
  return value.base === 'module' && value.home === undefined ? { ...value, home: file } : value;
}
