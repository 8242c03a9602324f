import { t } from '@vscode/l10n';
import type { ModuleNames } from './moduleNames';
import type { Reader, Reason } from './reasons';
import type { Unit } from './units';

/** A place where nobody can tell what the entry needs of its file's top level. */
export interface Doubt {
  /** 1-based. */
  readonly line: number;
  /** One sentence. */
  readonly message: string;
  /** Whether a person is to decide; else it is only told. */
  readonly asks: boolean;
}

/** Nothing is said where nothing is at stake: where all that could matter stays anyway. */
export function doubtsOf(
  units: readonly Unit[],
  kept: ReadonlyMap<Unit, Reason>,
  needed: ReadonlyMap<string, Reader>,
  names: ModuleNames,
): Omit<Doubt, 'asks'>[] {
  const left = units.filter((unit) => !kept.has(unit) && unit.kind !== 'import');
  const makers = left.filter((unit) => unit.kind !== 'definition' && !unit.guard && isWork(unit));
  const doubts: Omit<Doubt, 'asks'>[] = [];
  for (const unit of units) {
    for (const { kind, what, line, later } of unit.use.lookups) {
      if (kind === 'binds' && !later && !kept.has(unit)) {
        doubts.push({
          line,
          message: t('`{0}` may bind or change anything, and nobody can tell what without running it.', what),
        });
      } else if (kept.has(unit)) {
        const named = makers.find(({ binds }) => binds.size > 0);
        if (named) {
          const [name = ''] = named.binds;
          doubts.push({
            line,
            message: t(
              '`{0}` may read any name of the file by its text, such as `{1}` of line {2}, which is left out.',
              what,
              name,
              named.line,
            ),
          });
        }
      }
    }
  }
  return [...doubts, ...starDoubts(units, makers, needed, names)];
}

/** A function that a star import may bring is called for its effect, and the entry uses what may come from there. */
function starDoubts(
  units: readonly Unit[],
  makers: readonly Unit[],
  needed: ReadonlyMap<string, Reader>,
  names: ModuleNames,
): Omit<Doubt, 'asks'>[] {
  const star = units.find((unit) => unit.imports.some(({ name, module }) => name === '*' && !stateless(module)));
  if (!star || ![...needed.keys()].some((name) => names.isUnbound(name))) return [];
  const [{ module } = { module: '' }] = star.imports;
  for (const unit of makers) {
    if (unit.binds.size > 0) continue;
    for (const effect of unit.use.effectsNow) {
      if (effect.kind !== 'call') continue;
      const callee = effect.roots.find((root) => root === effect.callee && names.isUnbound(root));
      if (callee === undefined) continue;
      const message = t(
        '`{0}` may come from `{1}`, of which the names are not known, and change what the rest uses of it.',
        callee,
        module,
      );
      return [{ line: unit.line, message }];
    }
  }
  return [];
}

/** Stars of the project's own modules that may bring anything, and therefore stay. */
export function openStars(units: readonly Unit[], isLocal: (top: string) => boolean): Omit<Doubt, 'asks'>[] {
  return units.flatMap(({ line, imports }) =>
    imports
      .filter(({ name, top }) => name === '*' && (top === '' || isLocal(top)))
      .map(({ module }) => ({
        line,
        message: t('Only running `{0}` tells which names `import *` brings from it, so all of it stays.', module),
      })),
  );
}

/** Libraries that people import with a star and that keep nothing that the next call depends on. */
const stateless = (module: string): boolean =>
  /^(?:math|cmath|numpy|scipy|sympy|pylab|matplotlib|tkinter|turtle|ctypes|typing|itertools|os|time)(?:\.|$)/.test(
    module,
  );

function isWork(unit: Unit): boolean {
  return unit.kind === 'other' || unit.use.effectsNow.some((effect) => effect.kind === 'call');
}
