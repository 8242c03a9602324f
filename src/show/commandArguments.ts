import type { LensTarget } from './lensCommands';

/** Commands are called by lenses, trees, key bindings and other extensions: their arguments come from outside. */

/** A lens's target, or the file that an editor's menu hands over, which means the cursor there. */
export function lensTargetOf(argument: unknown): LensTarget | undefined {
  if (!isObject(argument)) return undefined;
  const { uri, qualname } = argument;
  if (typeof uri !== 'string') return undefined;
  return { uri, qualname: typeof qualname === 'string' && qualname !== '' ? qualname : undefined };
}

/** A job's id, as the Results tree hands it over, or its record. */
export function jobOf(argument: unknown): string | undefined {
  if (typeof argument === 'string' && argument !== '') return argument;
  return isObject(argument) && typeof argument['job'] === 'string' ? argument['job'] : undefined;
}

/** Whether a key binding of package.json asks for what is selected: those are told nothing of the view they are pressed in. */
export function meansSelected(argument: unknown): boolean {
  return isObject(argument) && argument['selected'] === true;
}

/** The jobs that a command of the Results tree is for: all that are selected, where the one it was called on is among them. */
export function jobsOf(argument: unknown, selected: unknown): readonly string[] {
  const job = jobOf(argument);
  const all = Array.isArray(selected) ? selected.map(jobOf).filter((one) => one !== undefined) : [];
  if (job === undefined) return all;
  return all.includes(job) ? all : [job];
}

/** A host's name, as the Hosts tree hands it over, or the host. */
export function hostOf(argument: unknown): string | undefined {
  if (typeof argument === 'string' && argument !== '') return argument;
  return isObject(argument) && typeof argument['name'] === 'string' ? argument['name'] : undefined;
}

export function textOf(argument: unknown): string | undefined {
  return typeof argument === 'string' && argument !== '' ? argument : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
