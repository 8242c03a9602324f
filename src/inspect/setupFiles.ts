import { placePackage, requirementNames, type BuildSettings } from './buildSettings';
import { versionFilesOf, type DeclaredDistribution } from './declaredDistribution';

/** Where a `setup.cfg` says that packages are. */
export function readSetupCfg(text: string): BuildSettings {
  const sections = new Map<string, ReadonlyMap<string, readonly string[]>>();
  const parts = text.split(/^\[([^\]\n]+)\][^\n]*$/m);
  for (let i = 1; i < parts.length; i += 2) sections.set((parts[i] ?? '').trim(), optionsOf(parts[i + 1] ?? ''));
  const values = (section: string, key: string): readonly string[] => sections.get(section)?.get(key) ?? [];
  const roots = [...values('options.packages.find', 'where'), ...values('options.packages.find_namespace', 'where')];
  const mapped: (readonly [string, string])[] = [];
  for (const line of values('options', 'package_dir')) {
    for (const item of line.split(',')) {
      const pair = /^\s*([\w.]*)\s*=\s*(\S+)\s*$/.exec(item);
      if (!pair) continue;
      if (pair[1] === '') roots.push(pair[2] ?? '.');
      else {
        const placed = placePackage(pair[2] ?? '.', pair[1]);
        roots.push(...placed.roots);
        mapped.push(...placed.mapped);
      }
    }
  }
  const extras = [...(sections.get('options.extras_require')?.values() ?? [])].flat();
  const dependencies = requirementNames([...values('options', 'install_requires'), ...extras]);
  const [name] = values('metadata', 'name');
  const distribution =
    name === undefined
      ? undefined
      : {
          name,
          ...versionOfCfg(values('metadata', 'version')[0] ?? ''),
          entryPoints: new Map(sections.get('options.entry_points')),
        };
  return { roots, mapped, projects: [], dependencies, distribution };
}

/** `1.2`, `attr: pkg.__version__`, `file: VERSION`. */
function versionOfCfg(value: string): { version: string | undefined; versionFiles: readonly string[] } {
  const [, kind, place = ''] = /^(attr|file)\s*:\s*([\w./]+)/.exec(value) ?? [];
  if (kind === 'file') return { version: undefined, versionFiles: [place] };
  if (kind === 'attr') return { version: undefined, versionFiles: versionFilesOf(place) };
  return { version: value || undefined, versionFiles: [] };
}

/** The options of a section: the value on the key's line and the indented ones below it, without comments. */
function optionsOf(body: string): Map<string, string[]> {
  const options = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of body.split(/\r?\n/)) {
    if (/^\s*(?:[#;]|$)/.test(line)) continue;
    const option = /^([^\s=:][^=:]*?)\s*[=:]\s*(.*)$/.exec(line);
    if (option) options.set((option[1] ?? '').replaceAll('-', '_'), (current = []));
    const value = (option ? (option[2] ?? '') : line).trim();
    if (value !== '' && (option !== null || /^\s/.test(line))) current.push(value);
  }
  return options;
}

/** Where the literals of a `setup.py` say that packages are; what it computes is not known without running it. */
export function readSetupPy(text: string): BuildSettings {
  const roots: string[] = [];
  const mapped: (readonly [string, string])[] = [];
  const folders = /\bpackage_dir\s*=\s*(?:\{([^}]*)\}|dict\(([^)]*)\))/.exec(text);
  for (const [, , name, , place] of (folders?.[1] ?? '').matchAll(/(["'])([\w.]*)\1\s*:\s*(["'])([^"']*)\3/g)) {
    if (name === '') roots.push(place ?? '.');
    else {
      const placed = placePackage(place ?? '', name);
      roots.push(...placed.roots);
      mapped.push(...placed.mapped);
    }
  }
  for (const [, , place] of text.matchAll(/\bfind_(?:namespace_)?packages\(\s*(?:where\s*=\s*)?(["'])([^"']+)\1/g)) {
    roots.push(place ?? '.');
  }
  const required = /\binstall_requires\s*=\s*\[([^\]]*)\]/.exec(text)?.[1] ?? '';
  const lines = [...required.matchAll(/(["'])(.*?)\1/g)].map((match) => match[2] ?? '');
  return {
    roots,
    mapped,
    projects: [],
    dependencies: requirementNames(lines),
    distribution: distributionInSetup(text),
  };
}

/** What the literals among the arguments of `setup(…)` say. */
function distributionInSetup(text: string): DeclaredDistribution | undefined {
  const literal = (key: string): string | undefined =>
    new RegExp(`^(?:.*[(,])?\\s*${key}\\s*=\\s*(["'])([^"'\\n]+)\\1`, 'm').exec(text)?.[2];
  const name = literal('name');
  if (name === undefined) return undefined;
  const entryPoints = new Map<string, string[]>();
  const groups = /\bentry_points\s*=\s*\{([\s\S]*?)\}/.exec(text)?.[1] ?? '';
  for (const [, , group = '', list = ''] of groups.matchAll(/(["'])([\w.]+)\1\s*:\s*\[([^\]]*)\]/g)) {
    entryPoints.set(
      group,
      [...list.matchAll(/(["'])(.*?)\1/g)].map((match) => match[2] ?? ''),
    );
  }
  return { name, version: literal('version'), versionFiles: [], entryPoints };
}

/** The names in a `requirements.txt`. */
export function readRequirements(text: string): string[] {
  return requirementNames(text.split(/\r?\n/).filter((line) => !/^\s*(?:#|-)/.test(line)));
}

/** The names in a conda `environment.yml`, pip's among them. */
export function readEnvironmentYml(text: string): string[] {
  const dependencies = /^dependencies:([\s\S]*?)(?=^\S|$(?![\s\S]))/m.exec(text)?.[1] ?? '';
  const lines = [...dependencies.matchAll(/^\s*-\s+["']?(?:[\w-]+::)?([^"'\r\n]+)/gm)].map((match) => match[1] ?? '');
  return requirementNames(lines.filter((line) => !line.endsWith(':')));
}
