import { isTable, tableAt, textAt, textsAt, type Table } from './tomlTables';

/** What the build files of a project say of the distribution that it becomes. */
export interface DeclaredDistribution {
  readonly name: string;
  /** Undefined where a tool computes it, or a file of the code has it. */
  readonly version: string | undefined;
  /** Files, relative to the project, of which one may say it: `__version__ = "1.0"`. */
  readonly versionFiles: readonly string[];
  /** `console_scripts` and the like, each with its lines `name = module:object`. */
  readonly entryPoints: ReadonlyMap<string, readonly string[]>;
}

/** What a `pyproject.toml` declares, in the words of the standard, of poetry and of flit. */
export function declaredIn(document: Table): DeclaredDistribution | undefined {
  const project = tableAt(document, 'project');
  const poetry = tableAt(document, 'tool', 'poetry');
  const flit = tableAt(document, 'tool', 'flit', 'metadata');
  const name = textAt(project, 'name') ?? textAt(poetry, 'name') ?? textAt(flit, 'dist-name') ?? textAt(flit, 'module');
  if (name === undefined) return undefined;
  const entryPoints = new Map<string, string[]>();
  const add = (group: string, table: Table): void => {
    const lines = Object.entries(table).flatMap(([key, value]) => {
      const object = isTable(value) ? textAt(value, 'reference') : value;
      return typeof object === 'string' ? [`${key} = ${object}`] : [];
    });
    if (lines.length > 0) entryPoints.set(group, [...(entryPoints.get(group) ?? []), ...lines]);
  };
  add('console_scripts', { ...tableAt(poetry, 'scripts'), ...tableAt(project, 'scripts') });
  add('gui_scripts', tableAt(project, 'gui-scripts'));
  for (const groups of [tableAt(project, 'entry-points'), tableAt(poetry, 'plugins')]) {
    for (const group of Object.keys(groups)) add(group, tableAt(groups, group));
  }
  return {
    name,
    version: textAt(project, 'version') ?? textAt(poetry, 'version'),
    versionFiles: versionFiles(document, name),
    entryPoints,
  };
}

/** hatch and pdm name the file, setuptools an attribute of a module, flit takes the module that is called as the project. */
function versionFiles(document: Table, name: string): string[] {
  const tools = tableAt(document, 'tool');
  const hatch = textAt(tools, 'hatch', 'version', 'path');
  const pdm = textAt(tools, 'pdm', 'version', 'path');
  const attribute = textAt(tools, 'setuptools', 'dynamic', 'version', 'attr');
  const files = textsAt(tools, 'setuptools', 'dynamic', 'version', 'file');
  const found = [hatch, pdm, ...files].filter((one) => one !== undefined);
  const usesFlit = textAt(document, 'build-system', 'build-backend')?.startsWith('flit') === true;
  const said = attribute ?? (usesFlit ? `${name.replace(/[-.]/g, '_')}.__version__` : undefined);
  return said === undefined ? found : [...found, ...versionFilesOf(said)];
}

/** Where `pkg.about.__version__` may be assigned. */
export function versionFilesOf(attribute: string): string[] {
  const module = attribute.split('.').slice(0, -1).join('/');
  if (module === '') return [];
  return ['', 'src/'].flatMap((root) => [`${root}${module}.py`, `${root}${module}/__init__.py`]);
}

const assigned = /^(?:\w+\s*=\s*)*(?:__version__|VERSION|version)\s*(?::[^=\n]*)?=\s*(["'])v?([^"'\n]+)\1/im;

/** The version in a file of code, or in one that holds nothing else. */
export function versionIn(text: string): string | undefined {
  return assigned.exec(text)?.[2] ?? /^\s*v?(\d[\w.+!-]*)\s*$/.exec(text)?.[1];
}

/** As `METADATA` has it. */
export function metadataText(name: string, version: string): string {
  return `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`;
}

/** As `entry_points.txt` has it; empty where there are none. */
export function entryPointsText(groups: DeclaredDistribution['entryPoints']): string {
  return [...groups].map(([group, lines]) => `[${group}]\n${lines.join('\n')}\n`).join('\n');
}

/** The groups of an `entry_points.txt`, each with the modules that its entries lead to. */
export function modulesOfGroups(text: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  let modules: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const group = /^\s*\[([^\]]+)\]/.exec(line)?.[1]?.trim();
    if (group !== undefined) found.set(group, (modules = found.get(group) ?? []));
    const module = /^[^#=]+=\s*([\w.]+)/.exec(line)?.[1];
    if (module !== undefined) modules.push(module);
  }
  return found;
}
