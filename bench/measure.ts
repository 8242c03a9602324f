/** One row of the table (DESIGN 4.1). */
export interface Row {
  readonly id: string;
  readonly ours: number;
  readonly unit: string;
  readonly peers: Readonly<Record<string, number>>;
  readonly target: string;
  readonly met: boolean;
  /** What the figures alone would not tell. */
  readonly note?: string;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/**
 * Medians of several things timed in turn, A B A B …, so that a machine that drifts drifts for all of them. The first
 * round is not counted. Each gives its own milliseconds.
 */
export async function inTurn<K extends string>(
  rounds: number,
  things: Readonly<Record<K, () => Promise<number>>>,
): Promise<Record<K, number>> {
  const names = Object.keys(things) as K[];
  const times = new Map<K, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      const milliseconds = await things[name]();
      if (round > 0) times.get(name)?.push(milliseconds);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(times.get(name) ?? [])])) as Record<K, number>;
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** To a tenth: figures that vary by more are not told more exactly. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

export function formatTable(rows: readonly Row[]): string {
  const cells = [
    ['', 'ours', 'peers', 'target', ''],
    ...rows.map((row) => [
      row.id,
      `${row.ours} ${row.unit}`,
      Object.entries(row.peers)
        .map(([name, value]) => `${name} ${value} ${row.unit}`)
        .join(', '),
      row.target,
      row.met ? 'met' : 'MISSED',
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lines = cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const notes = rows.filter((row) => row.note !== undefined).map((row) => `${row.id}: ${row.note ?? ''}`);
  return [...lines, ...(notes.length > 0 ? ['', ...notes] : [])].join('\n');
}
