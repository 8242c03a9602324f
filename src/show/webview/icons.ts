/** Line icons on a grid of 16, drawn in the text's colour. */
const shapes = {
  running: ['M8 1.75a6.25 6.25 0 1 1-6.25 6.25'],
  queued: ['M8 1.75a6.25 6.25 0 1 0 0 12.5a6.25 6.25 0 1 0 0-12.5', 'M8 4.5V8l2.5 1.5'],
  succeeded: ['M8 1.75a6.25 6.25 0 1 0 0 12.5a6.25 6.25 0 1 0 0-12.5', 'M5.25 8.25l2 2l3.5-4.25'],
  failed: ['M8 1.75a6.25 6.25 0 1 0 0 12.5a6.25 6.25 0 1 0 0-12.5', 'M5.75 5.75l4.5 4.5M10.25 5.75l-4.5 4.5'],
  cancelled: ['M8 1.75a6.25 6.25 0 1 0 0 12.5a6.25 6.25 0 1 0 0-12.5', 'M3.6 3.6l8.8 8.8'],
  lost: [
    'M8 1.75a6.25 6.25 0 1 0 0 12.5a6.25 6.25 0 1 0 0-12.5',
    'M6.1 6.2a1.9 1.9 0 1 1 2.7 1.75c-.55.25-.8.6-.8 1.2M8 11.2v.3',
  ],
  stop: ['M3.5 3.5h9v9h-9z'],
  rerun: ['M13.25 8a5.25 5.25 0 1 1-1.6-3.75', 'M13.25 2v2.75H10.5'],
  save: ['M2.5 2.5h8.25l2.75 2.75v8.25h-11z', 'M5 2.5v3.25h5V2.5M4.75 13.5V9h6.5v4.5'],
  plug: ['M5.5 2v3M10.5 2v3M3.75 5.25h8.5V7.5a4.25 4.25 0 0 1-8.5 0zM8 11.75V14'],
  laptop: ['M3.5 3.5h9v6.5h-9z', 'M1.75 12.5h12.5'],
  warning: ['M8 2.25l6 10.75H2z', 'M8 6.5v3.25M8 11.2v.3'],
  file: ['M3.75 1.75h5.5l3 3v9.5h-8.5z', 'M9.25 1.75v3h3'],
  markdown: ['M1.5 3.5h13v9h-13z', 'M4 10V6l2 2.2L8 6v4', 'M11 6v3.6M9.6 8.3L11 9.8l1.4-1.5'],
  history: ['M3.2 4.6A6 6 0 1 1 2 8', 'M2.2 2v3h3', 'M8 5v3.2l2.3 1.3'],
  down: ['M8 3v9.5M4 8.75l4 4l4-4'],
  host: ['M2.5 3h11v4h-11zM2.5 9h11v4h-11z', 'M5 5h.5M5 11h.5'],
  twistie: ['M6 4l4 4l-4 4'],
  up: ['M8 13V3.5M4 7.5l4-4l4 4'],
  run: ['M4.5 3v10l8-5z'],
  copy: ['M5.5 5.5h8v8h-8z', 'M10.5 5.5v-3h-8v8h3'],
  source: ['M5.5 4.5L2 8l3.5 3.5M10.5 4.5L14 8l-3.5 3.5'],
  folder: ['M1.75 3.5h4.5l1.5 1.75h6.5v7.25H1.75z'],
  find: ['M7 2.25a4.75 4.75 0 1 0 0 9.5a4.75 4.75 0 1 0 0-9.5', 'M10.5 10.5l3.5 3.5'],
  filter: ['M2 3.25h12l-4.75 5.5v4.5l-2.5-1.5v-3z'],
  close: ['M4 4l8 8M12 4l-8 8'],
  lock: ['M3.75 7.25h8.5v6.25h-8.5z', 'M5.5 7.25V5a2.5 2.5 0 0 1 5 0v2.25'],
  wrap: ['M2 3.5h12M2 8h9.5a2.25 2.25 0 0 1 0 4.5H8', 'M9.75 10.75L8 12.5l1.75 1.75M2 12.5h3'],
  path: ['M3 2.5v8.75a1.5 1.5 0 0 0 1.5 1.5H8', 'M3 6h5', 'M10.5 4h3v4h-3zM10.5 10.75h3v4h-3z'],
  python: ['M6 4.5L2.5 8L6 11.5M10 4.5L13.5 8L10 11.5'],
  question: [
    'M8 1.75a6.25 6.25 0 1 0 0 12.5a6.25 6.25 0 1 0 0-12.5',
    'M6.1 6.2a1.9 1.9 0 1 1 2.7 1.75c-.55.25-.8.6-.8 1.2M8 11.2v.3',
  ],
} as const;
export type IconName = keyof typeof shapes;

const namespace = 'http://www.w3.org/2000/svg';

export function icon(name: IconName): SVGElement {
  const svg = document.createElementNS(namespace, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('class', `icon icon-${name}`);
  // The words beside it say the same.
  svg.setAttribute('aria-hidden', 'true');
  for (const shape of shapes[name]) {
    const path = document.createElementNS(namespace, 'path');
    path.setAttribute('d', shape);
    svg.append(path);
  }
  return svg;
}
