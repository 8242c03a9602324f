import type { ImportFact } from './imports';
import type { ModuleFacts } from './moduleFacts';
import type { LocalModule } from './resolver';

/**
 * The names that a module takes from another, `*` among them for a star: they are not to be missing when it is
 * imported. Where the other module itself is taken, any name behind a dot may be meant.
 */
export function namesTaken(target: LocalModule, module: LocalModule, { imports, text }: ModuleFacts): string[] {
  const names = new Set<string>();
  const last = target.name.slice(target.name.lastIndexOf('.') + 1);
  let whole = false;
  for (const fact of imports) {
    // Nearly every import of a closure: its full name need not be known.
    if (fact.module !== '' && !named(fact, last)) continue;
    const from = absoluteName(module, fact);
    if (from === target.name && fact.names) for (const name of fact.names) names.add(name);
    else if (from === target.name) whole = true;
    else if (fact.names?.includes(last) && `${from ?? ''}.${last}` === target.name) whole = true;
  }
  if (whole) for (const [, name = ''] of text().matchAll(/\.\s*([\p{L}_][\p{L}\p{N}_]*)/gu)) names.add(name);
  return [...names];
}

/** Whether the name, without the packages it is in, is the last of what an import asks for. */
function named({ module, names }: ImportFact, last: string): boolean {
  return module === last || module.endsWith(`.${last}`) || names?.includes(last) === true;
}

function absoluteName(module: LocalModule, { level, module: written }: ImportFact): string | undefined {
  if (level === 0) return written;
  let base: LocalModule | undefined = module.folders ? module : module.parent;
  for (let up = 1; up < level; up += 1) base = base?.parent;
  return base && (written === '' ? base.name : `${base.name}.${written}`);
}
