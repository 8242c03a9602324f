import { t } from '@vscode/l10n';
import { formatPlace } from '../base/format';
import type { ClosureFile, Note, Place } from './closure';
import { normalizedName } from './distributionNames';
import type { ModuleFacts } from './moduleFacts';
import type { OwnDistribution } from './ownDistributions';
import type { LocalModule } from './resolver';

/** A module of the closure and what was read of it. */
export interface ReadModule {
  readonly module: LocalModule;
  readonly facts: ModuleFacts | undefined;
}

/** Whose metadata the code asks for, and where. */
interface Asked {
  readonly distribution: OwnDistribution;
  readonly at: { readonly file: string; readonly line: number };
  /** By its name, not by one that only the run knows. */
  readonly byName: boolean;
}

export interface TravellingMetadata {
  readonly files: readonly ClosureFile[];
  /** With absolute files. */
  readonly notes: readonly Note[];
  /** The names of distributions that the code may ask for besides, among names of other things. */
  readonly others: ReadonlySet<string>;
}

/** The metadata of the project's own distributions that its code asks for, as the folders that an installer would leave. */
export function ownMetadata(
  modules: readonly ReadModule[],
  own: () => readonly OwnDistribution[],
  root: string,
  placeOf: (absolute: string, line: number) => Place,
): TravellingMetadata {
  const files: ClosureFile[] = [];
  const notes: Note[] = [];
  for (const { distribution, at, byName } of askedBy(modules, own)) {
    const { name, version, metadata, entryPoints, sources } = distribution;
    const [absolute = ''] = sources;
    if (version === undefined) {
      const message = t(
        'The version of `{0}` itself is asked for here, and nothing in the project tells it before it is built. Where this matters, install the project as editable.',
        name,
      );
      if (byName) notes.push({ kind: 'import', at, message });
      continue;
    }
    const from = placeOf(at.file, at.line);
    const because = t('what `{0}` says of itself is asked for in {1}', name, formatPlace(from));
    const folder = `${root === '.' ? '' : `${root}/`}${name.replaceAll('-', '_')}-${version}.dist-info`;
    const add = (file: string, text: string): void => {
      const content = Buffer.from(text);
      files.push({ path: `${folder}/${file}`, absolute, content, executable: false, role: 'module', because, from });
    };
    add('METADATA', metadata);
    if (entryPoints !== '') add('entry_points.txt', entryPoints);
  }
  return { files, notes, others: othersAsked(modules) };
}

/** By name; and where only the run knows the name, all that modules write which ask so, or import what does. */
function othersAsked(modules: readonly ReadModule[]): Set<string> {
  const found = new Set<string>();
  const askers = new Set<string>();
  for (const { module, facts } of modules) {
    const use = facts?.metadataUse(module.name);
    if (!use) continue;
    const { names, any } = use;
    for (const name of names.keys()) found.add(name);
    if (any !== undefined) askers.add(module.name.slice(module.name.lastIndexOf('.') + 1));
  }
  if (askers.size === 0) return found;
  for (const { module, facts } of modules) {
    const handsOn = facts?.imports.some(
      (fact) =>
        askers.has(fact.module.slice(fact.module.lastIndexOf('.') + 1)) ||
        fact.names?.some((name) => askers.has(name)) === true,
    );
    if (!facts || (handsOn !== true && !facts.metadataUse(module.name))) continue;
    for (const name of facts.ask('requirements').answer.split('\n')) if (name !== '') found.add(name);
  }
  return found;
}

function askedBy(modules: readonly ReadModule[], own: () => readonly OwnDistribution[]): Asked[] {
  const found = new Map<OwnDistribution, Asked>();
  for (const { module, facts } of modules) {
    const { file } = module;
    const use = facts?.metadataUse(module.name);
    if (file === undefined || !use) continue;
    const { names, any, plugins } = use;
    const wanted = new Map([...names].map(([name, line]) => [normalizedName(name), line]));
    for (const distribution of own()) {
      const named = wanted.get(normalizedName(distribution.name));
      const line = named ?? any ?? (distribution.entryPoints === '' ? undefined : plugins);
      if (line === undefined || found.get(distribution)?.byName === true) continue;
      if (named !== undefined || !found.has(distribution))
        found.set(distribution, { distribution, at: { file, line }, byName: named !== undefined });
    }
  }
  return [...found.values()];
}
