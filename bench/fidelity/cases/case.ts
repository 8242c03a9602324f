/** A public project at one version, as PyPI has its source distribution. */
export interface Project {
  readonly name: string;
  readonly version: string;
  /** The folder of the distribution that people have as their checkout, where it is not all of it. */
  readonly part?: string;
  /** What its developers' install puts on the import path, relative to the checkout. */
  readonly roots: readonly string[];
  /** All third-party distributions that its calls here use, pinned; what those need comes along. */
  readonly requirements: readonly string[];
  /** The local environment has the checkout installed as editable, since the code asks for its own metadata. */
  readonly editable?: true;
}

/** One call with real arguments. Nothing is said of what it needs: that is for Farcall to find. */
export interface Case {
  readonly id: string;
  readonly kind: 'package' | 'script' | 'notebook';
  readonly project: Project;
  /** Relative to the checkout. */
  readonly file: string;
  readonly qualname: string;
  readonly args: string;
  /** Relative difference allowed between floating-point numbers, where their noise is real. Else they are equal. */
  readonly within?: number;
  /** An expression over `value`, for values that know no equality. */
  readonly view?: string;
  /** The call returns nothing and prints: what it printed is compared. */
  readonly prints?: true;
  /** Locally it is started in its file's folder, as code that reads files beside itself is. Else in the checkout's. */
  readonly besideFile?: true;
}

/** What the cases of one project have in common. */
export function casesOf(
  project: Project,
  kind: Case['kind'],
  cases: readonly Omit<Case, 'project' | 'kind'>[],
): readonly Case[] {
  return cases.map((each) => ({ ...each, project, kind }));
}
