/** Where a text of a run comes from, as the query of its address tells: it is made anew from that after a reload. */
export type RunPlace =
  | {
      readonly kind: 'ran';
      readonly job: string;
      /** A bundle path. */
      readonly file: string;
    }
  | {
      readonly kind: 'compared';
      /** The older one first. */
      readonly jobs: readonly [string, string];
      readonly side: 'left' | 'right';
      /** Of the pair. */
      readonly title: string;
    };

export function queryOf(place: RunPlace): string {
  const { kind } = place;
  const entries =
    kind === 'ran'
      ? { kind, job: place.job, file: place.file }
      : { kind, left: place.jobs[0], right: place.jobs[1], side: place.side, title: place.title };
  return new URLSearchParams(entries).toString();
}

/** Undefined for a query that nobody here wrote. */
export function placeOfQuery(query: string): RunPlace | undefined {
  const { kind, job, file, left, right, side, title } = Object.fromEntries(new URLSearchParams(query));
  if (kind === 'ran' && job !== undefined && file !== undefined) return { kind, job, file };
  if (kind !== 'compared' || left === undefined || right === undefined || title === undefined) return undefined;
  return side === 'left' || side === 'right' ? { kind, jobs: [left, right], side, title } : undefined;
}
