/** Roughly what a view in the side bar has room for behind a host's name. */
const shownLength = 30;

/** A path in a place with little room: where it is long, the end, which tells paths apart, in whole folders. */
export function shortPath(path: string): string {
  if (path.length <= shownLength) return path;
  const segments = path.split('/');
  let tail = segments.pop() ?? '';
  for (const segment of segments.reverse()) {
    if (segment.length + tail.length + 3 > shownLength) break;
    tail = `${segment}/${tail}`;
  }
  return `…/${tail}`;
}
