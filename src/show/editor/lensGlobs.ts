/**
 * Whether globs name a file: the last one that matches decides, and one that begins with `!` takes files away. No globs
 * name every file, and so do those that only take away, but for what they take.
 */
export function namedBy(globs: readonly string[], matches: (glob: string) => boolean): boolean {
  const last = globs.findLast((glob) => matches(glob.replace(/^!/, '')));
  if (last !== undefined) return !last.startsWith('!');
  return globs.every((glob) => glob.startsWith('!'));
}
