import { parse, TomlError } from 'smol-toml';
import { placePackage, requirementName, requirementNames, type BuildSettings } from './buildSettings';
import { declaredIn } from './declaredDistribution';
import { isTable, tableAt, tablesAt, textAt, textsAt, valueAt, type Table } from './tomlTables';

export type PyprojectReading =
  | { readonly kind: 'read'; readonly settings: BuildSettings }
  | { readonly kind: 'broken'; readonly line: number; readonly message: string };

interface Gathered {
  readonly roots: string[];
  readonly mapped: (readonly [string, string])[];
  readonly projects: string[];
}

/** Where a `pyproject.toml` says that packages are, in the words of every build backend that has some. */
export function readPyproject(text: string): PyprojectReading {
  let document: Table;
  try {
    document = parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const message = error.message.split('\n', 1)[0] ?? '';
    return { kind: 'broken', line: error.line, message: message.replace(/^Invalid TOML document: /, '') };
  }
  const tools = tableAt(document, 'tool');
  const found: Gathered = { roots: [], mapped: [], projects: [] };
  // flit and meson-python find a package beside `pyproject.toml` or in `src/`, which are roots in any case.
  for (const read of [setuptools, hatch, poetry, uv, pdm, maturin, scikitBuild, pytest]) read(tools, found);
  return {
    kind: 'read',
    settings: {
      ...found,
      dependencies: dependenciesOf(document, tools),
      distribution: declaredIn(document),
    },
  };
}

function add(found: Gathered, place: string, name?: string): void {
  const { roots, mapped } = placePackage(place, name);
  found.roots.push(...roots);
  found.mapped.push(...mapped);
}

function setuptools(tools: Table, found: Gathered): void {
  found.roots.push(...textsAt(tools, 'setuptools', 'packages', 'find', 'where'));
  for (const [name, place] of Object.entries(tableAt(tools, 'setuptools', 'package-dir'))) {
    if (typeof place !== 'string') continue;
    if (name === '') found.roots.push(place);
    else add(found, place, name);
  }
}

function hatch(tools: Table, found: Gathered): void {
  for (const where of [
    ['hatch', 'build'],
    ['hatch', 'build', 'targets', 'wheel'],
  ] as const) {
    const build = tableAt(tools, ...where);
    for (const place of textsAt(build, 'packages')) add(found, place);
    found.roots.push(...textsAt(build, 'dev-mode-dirs'));
    const sources = valueAt(build, 'sources');
    if (!isTable(sources)) found.roots.push(...textsAt(build, 'sources'));
    else {
      for (const [place, name] of Object.entries(sources)) {
        if (name === '') found.roots.push(place);
        else if (typeof name === 'string') add(found, place, name.replaceAll('/', '.'));
      }
    }
    for (const [place, name] of Object.entries(tableAt(build, 'force-include'))) {
      if (typeof name === 'string' && /^[\w/]+$/.test(name)) add(found, place, name.replaceAll('/', '.'));
    }
  }
}

function poetry(tools: Table, found: Gathered): void {
  for (const item of tablesAt(tools, 'poetry', 'packages')) {
    const from = textAt(item, 'from');
    if (from !== undefined) found.roots.push(from);
  }
  for (const table of poetryDependencies(tools)) {
    for (const value of Object.values(table)) {
      const place = isTable(value) ? textAt(value, 'path') : undefined;
      if (place !== undefined) found.projects.push(place);
    }
  }
}

function poetryDependencies(tools: Table): Table[] {
  const own = tableAt(tools, 'poetry');
  const groups = Object.values(tableAt(own, 'group')).filter(isTable);
  return [
    tableAt(own, 'dependencies'),
    tableAt(own, 'dev-dependencies'),
    ...groups.map((group) => tableAt(group, 'dependencies')),
  ];
}

function uv(tools: Table, found: Gathered): void {
  const root = textAt(tools, 'uv', 'build-backend', 'module-root');
  if (root !== undefined) found.roots.push(root || '.');
  const members = textsAt(tools, 'uv', 'workspace', 'members');
  found.projects.push(...members);
  for (const source of Object.values(tableAt(tools, 'uv', 'sources'))) {
    for (const one of Array.isArray(source) ? source : [source]) {
      const place = isTable(one) ? textAt(one, 'path') : undefined;
      if (place !== undefined && !/\.(?:whl|tar\.gz|zip)$/.test(place)) found.projects.push(place);
    }
  }
}

function pdm(tools: Table, found: Gathered): void {
  for (const keys of [
    ['pdm', 'package-dir'],
    ['pdm', 'build', 'package-dir'],
  ] as const) {
    const place = textAt(tools, ...keys);
    if (place !== undefined) found.roots.push(place || '.');
  }
  for (const group of Object.values(tableAt(tools, 'pdm', 'dev-dependencies'))) {
    for (const line of Array.isArray(group) ? group : []) {
      const place =
        typeof line === 'string' ? /^-e\s+file:\/\/\/\$\{PROJECT_ROOT\}\/([^#]*)/.exec(line)?.[1] : undefined;
      if (place !== undefined) found.projects.push(place);
    }
  }
}

function maturin(tools: Table, found: Gathered): void {
  const source = textAt(tools, 'maturin', 'python-source');
  if (source !== undefined) found.roots.push(source);
}

function scikitBuild(tools: Table, found: Gathered): void {
  const packages = valueAt(tools, 'scikit-build', 'wheel', 'packages');
  if (!isTable(packages)) for (const place of textsAt(tools, 'scikit-build', 'wheel', 'packages')) add(found, place);
  else {
    for (const [name, place] of Object.entries(packages)) {
      if (typeof place === 'string') add(found, place, name.replaceAll('/', '.'));
    }
  }
}

function pytest(tools: Table, found: Gathered): void {
  found.roots.push(...textsAt(tools, 'pytest', 'ini_options', 'pythonpath'));
}

function dependenciesOf(document: Table, tools: Table): string[] {
  const project = tableAt(document, 'project');
  const lines = textsAt(project, 'dependencies');
  for (const groups of [
    tableAt(project, 'optional-dependencies'),
    tableAt(document, 'dependency-groups'),
    tableAt(tools, 'pdm', 'dev-dependencies'),
  ]) {
    for (const group of Object.keys(groups)) lines.push(...textsAt(groups, group));
  }
  lines.push(...textsAt(tools, 'uv', 'dev-dependencies'));
  for (const environment of Object.values(tableAt(tools, 'hatch', 'envs')).filter(isTable)) {
    lines.push(...textsAt(environment, 'dependencies'), ...textsAt(environment, 'extra-dependencies'));
  }
  const keys = poetryDependencies(tools).flatMap((table) => Object.keys(table));
  return requirementNames([...lines, ...keys.filter((name) => requirementName(name) !== 'python')]);
}
