import type { DeclaredDistribution } from './declaredDistribution';

/** A dotted name and the folder, or the file without its suffix, that bears it. */
export interface MappedName {
  readonly name: string;
  readonly place: string;
}

/** What the build files of one project folder say; every path is relative to it. */
export interface BuildSettings {
  /** Folders whose packages and modules are importable. */
  readonly roots: readonly string[];
  /** Dotted names and the folders (or files without their suffix) that bear them. */
  readonly mapped: readonly (readonly [name: string, place: string])[];
  /** Folders of other projects that are used from source: members of a workspace, dependencies by path. May hold `*`. */
  readonly projects: readonly string[];
  readonly dependencies: readonly string[];
  /** What the project is called once it is installed. */
  readonly distribution: DeclaredDistribution | undefined;
}

export const noSettings: BuildSettings = {
  roots: [],
  mapped: [],
  projects: [],
  dependencies: [],
  distribution: undefined,
};

/** A package at a path is importable from the folder above; where another name is wanted, the path is mapped to it. */
export function placePackage(
  place: string,
  name: string | undefined,
): { roots: string[]; mapped: (readonly [string, string])[] } {
  const parts = place.split('/').filter((part) => part !== '' && part !== '.');
  const wanted = name?.split('.') ?? [parts.at(-1) ?? ''];
  if (parts.slice(-wanted.length).join('.') === wanted.join('.')) {
    return { roots: [parts.slice(0, -wanted.length).join('/') || '.'], mapped: [] };
  }
  return { roots: [], mapped: [[wanted.join('.'), parts.join('/') || '.']] };
}

/** The name in a requirement such as `numpy[x]>=1; python_version > "3"`; undefined where it is an option or a path. */
export function requirementName(text: string): string | undefined {
  return /^\s*([A-Za-z0-9][\w.-]*)\s*(?:$|[[(<>=!~;@,#\s])/.exec(text)?.[1];
}

export function requirementNames(lines: readonly string[]): string[] {
  return lines.map(requirementName).filter((name) => name !== undefined);
}
