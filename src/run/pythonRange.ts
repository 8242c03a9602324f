import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'smol-toml';
import { z } from 'zod';

const projectSchema = z.object({ project: z.object({ 'requires-python': z.string() }) });

/**
 * `requires-python` of the project that a file belongs to: of the nearest `pyproject.toml`, up to the workspace's own.
 * Undefined where none is declared.
 */
export async function requiredPython(file: string, workspace: string): Promise<string | undefined> {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const text = await readFile(path.join(folder, 'pyproject.toml'), 'utf8').catch(() => undefined);
    if (text !== undefined) return declaredIn(text);
    if (folder === workspace || folder === path.dirname(folder)) return undefined;
  }
}

function declaredIn(text: string): string | undefined {
  try {
    return projectSchema.safeParse(parse(text)).data?.project['requires-python'];
  } catch {
    // The inspection tells of a file that is broken.
    return undefined;
  }
}

/** Whether a version such as `3.11.7` lies in a range such as `>=3.10,<3.13` (PEP 440). What is not understood holds. */
export function isInRange(version: string, range: string): boolean {
  return range.split(',').every((clause) => {
    const match = /^\s*(~=|===?|!=|<=|>=|<|>)\s*v?(\d+(?:\.\d+)*)(\.\*)?\s*$/.exec(clause);
    const [, operator, bound = '', wildcard] = match ?? [];
    if (operator === undefined) return true;
    const parts = numbersOf(bound);
    const own = numbersOf(version);
    const order = compare(wildcard === undefined ? own : own.slice(0, parts.length), parts);
    switch (operator) {
      case '~=':
        return order >= 0 && compare(own.slice(0, parts.length - 1), parts.slice(0, -1)) === 0;
      case '!=':
        return order !== 0;
      case '<=':
        return order <= 0;
      case '>=':
        return order >= 0;
      case '<':
        return order < 0;
      case '>':
        return order > 0;
      default:
        return order === 0;
    }
  });
}

function numbersOf(version: string): number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10));
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i += 1) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
