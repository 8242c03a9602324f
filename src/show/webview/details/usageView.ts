import { t } from '@vscode/l10n';
import { formatBytes, formatDuration } from '../../../base/format';
import type { Details } from '../../panel/details';
import { element } from '../dom';
import { detail } from './parts';
import { ceiling, curve, paths } from './usageChart';

interface Series {
  readonly name: string;
  readonly values: readonly number[];
  readonly format: (value: number) => string;
  /** The chart goes up to this at least. */
  readonly least: number;
}

const percent = (value: number): string => `${Math.round(value)} %`;

/** What the job used over time: a small chart for each, with what it says in words. */
export function usageView({ usage }: Details): HTMLElement | undefined {
  if (usage === undefined) return undefined;
  const { times, cpu, memory, gpu, gpuMemory } = usage;
  const series: readonly Series[] = [
    { name: 'CPU', values: cpu, format: percent, least: 100 },
    { name: t('Memory'), values: memory, format: formatBytes, least: 1 },
    { name: 'GPU', values: gpu, format: percent, least: 100 },
    { name: t('GPU memory'), values: gpuMemory, format: formatBytes, least: 1 },
  ];
  const shown = series.filter(({ values }) => values.length > 0);
  return detail(t('Used on the host'), element('div', { class: 'charts' }, ...shown.map((one) => chart(one, times))));
}

function chart({ name, values, format, least }: Series, times: readonly number[]): HTMLElement {
  const most = Math.max(...values);
  const last = values.at(-1) ?? 0;
  // Where only some samples tell of a GPU, they are the last ones.
  const at = times.slice(-values.length);
  const top = ceiling(values, least);
  const { line, area } = paths(curve(at, values, top));
  // Samples are seconds apart.
  const caption = element(
    'figcaption',
    {},
    element('span', {}, name),
    element('span', { class: 'number' }, t('{0} · peak {1}', format(last), format(most))),
  );
  // A single sample has no course.
  if (values.length === 1) return element('figure', {}, caption);
  const span = formatDuration((at.at(-1) ?? 0) - (at[0] ?? 0)).replace(/\.\d s$/, ' s');
  const words = t('{0} over {1}: {2} at most, {3} last', name, span, format(most), format(last));
  return element(
    'figure',
    {},
    caption,
    drawing(words, line, area),
    element('div', { class: 'axis', 'aria-hidden': 'true' }, element('span', {}, '0 s'), element('span', {}, span)),
  );
}

const namespace = 'http://www.w3.org/2000/svg';

function drawing(words: string, line: string, area: string): HTMLElement {
  const svg = document.createElementNS(namespace, 'svg');
  svg.setAttribute('viewBox', '0 0 100 100');
  svg.setAttribute('preserveAspectRatio', 'none');
  for (const [kind, d] of [
    ['area', area],
    ['curve', line],
  ] as const) {
    const path = document.createElementNS(namespace, 'path');
    path.setAttribute('class', kind);
    path.setAttribute('d', d);
    path.setAttribute('vector-effect', 'non-scaling-stroke');
    svg.append(path);
  }
  const made = element('div', { class: 'chart', role: 'img', 'aria-label': words, title: words });
  made.append(svg);
  return made;
}
