/** The points of a curve in a box of 100 by 100, from its lower left; y grows downwards, as in SVG. */
export function curve(
  times: readonly number[],
  values: readonly number[],
  most: number,
): readonly (readonly [number, number])[] {
  const from = times[0] ?? 0;
  const span = Math.max(1, (times.at(-1) ?? 0) - from);
  const top = Math.max(most, Number.MIN_VALUE);
  return values.map((value, at) => {
    const x = (100 * ((times[at] ?? from) - from)) / span;
    return [round(x), round(100 - (100 * Math.min(value, top)) / top)] as const;
  });
}

/** The line along a curve's points, and the area below it. */
export function paths(points: readonly (readonly [number, number])[]): {
  readonly line: string;
  readonly area: string;
} {
  const [first] = points;
  if (first === undefined) return { line: '', area: '' };
  const line = `M${points.map(([x, y]) => `${x} ${y}`).join('L')}`;
  return { line, area: `${line}L${points.at(-1)?.[0] ?? 0} 100L${first[0]} 100Z` };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Where a chart ends at the top: enough for its highest value, in steps that people read easily. */
export function ceiling(values: readonly number[], least: number): number {
  const highest = Math.max(least, ...values);
  const power = 10 ** Math.floor(Math.log10(highest));
  const step = [1, 2, 2.5, 5, 10].find((one) => one * power >= highest) ?? 10;
  return step * power;
}
