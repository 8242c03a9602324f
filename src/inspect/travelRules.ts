import type { Choices } from '../contract/choices';
import { matcher } from './extras';
import type { IgnoreFiles } from './ignoreFiles';

export interface TravelOptions {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly choices: Choices;
  readonly onHost: readonly string[];
  /** `.farcallignore`. */
  readonly ignored: IgnoreFiles;
}

/** What people and settings say of bundle paths: a choice above all, then what the host has, then excludes. */
export class TravelRules {
  readonly #choices: ReadonlyMap<string, 'send' | 'hold'>;
  readonly #onHost: readonly string[];
  readonly #excluded: (path: string) => boolean;
  readonly #named: ReadonlySet<string>;
  readonly #ignored: IgnoreFiles;

  constructor({ include, exclude, choices, onHost, ignored }: TravelOptions) {
    this.#choices = new Map(Object.entries(choices.paths).map(([path, choice]) => [plain(path), choice]));
    this.#onHost = onHost.map(plain);
    this.#excluded = lastDecides(exclude);
    this.#ignored = ignored;
    const sent = [...this.#choices].filter(([, choice]) => choice === 'send').map(([path]) => path);
    this.#named = new Set([...include.map(plain), ...sent]);
  }

  /** Whether the host has it already, by its `paths`. */
  onHost(path: string): boolean {
    return this.#onHost.some((prefix) => isWithin(path, prefix));
  }

  /** What a person chose for this path or the nearest folder above it. */
  choice(path: string): 'send' | 'hold' | undefined {
    if (this.#choices.size === 0) return undefined;
    for (let at = path; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) {
      const choice = this.#choices.get(at);
      if (choice) return choice;
    }
    return undefined;
  }

  /** The paths that a person chose to send. */
  get chosen(): string[] {
    return [...this.#choices].filter(([, choice]) => choice === 'send').map(([path]) => path);
  }

  /** Whether exactly this path was named, by an include or a choice: no folder above it, no wildcard. */
  names(path: string): boolean {
    return this.#named.has(path);
  }

  /** Whether it stays here: by choice, by an exclude, or by an ignore file that nobody overrode. */
  holds(path: string): boolean {
    const choice = this.choice(path);
    if (choice !== undefined) return choice === 'hold';
    return this.#excluded(path) || (!this.names(path) && this.#ignored.ignores(path));
  }
}

/** Of globs that fit the last decides; one that begins with `!` takes paths back from those before it. */
function lastDecides(globs: readonly string[]): (path: string) => boolean {
  const rules = globs.map((glob) => {
    const takesBack = glob.startsWith('!');
    return { matches: matcher([takesBack ? glob.slice(1) : glob]), holds: !takesBack };
  });
  return (path) => rules.findLast(({ matches }) => matches(path))?.holds ?? false;
}

function plain(path: string): string {
  return path.replace(/^(?:\.\/)+/, '').replace(/\/+$/, '');
}

export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
