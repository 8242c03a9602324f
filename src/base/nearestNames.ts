/** The names nearest to one that is not there, by edits, at most three and only such as could be meant. */
export function nearestNames(name: string, candidates: readonly string[]): string[] {
  const last = (dotted: string): string => dotted.slice(dotted.lastIndexOf('.') + 1).toLowerCase();
  const limit = Math.max(2, Math.ceil(name.length / 3));
  return [...new Set(candidates)]
    .map((candidate) => ({
      candidate,
      distance: Math.min(
        editDistance(name.toLowerCase(), candidate.toLowerCase()),
        // `Class.method` typed as `method`, or the other way round.
        last(name) === last(candidate) ? 1 : Infinity,
      ),
    }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, substitution));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
