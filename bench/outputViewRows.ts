import { PanelPage, sample, statusOf } from '../test/show/panel/panelPage';
import { valueSample } from '../test/show/panel/valueSamples';
import type { RowGroup } from './bed';
import { round, type Row } from './measure';

/** What a browser has for a frame at 60 a second, in milliseconds. */
const frame = 16;
/** A wait that nobody calls frozen, in milliseconds. */
const mostWait = 50;
const lines = 1_000_000;
const rate = 50_000;
const seconds = 4;

/** The panel's page in a real browser: a million lines scrolled, a flood followed at its end, and a wide table. */
export const outputViewRows: RowGroup = {
  ids: ['output-scroll', 'output-rate', 'table-scroll'],
  async measure() {
    const panel = await PanelPage.launch();
    try {
      return [await scroll(panel), await follow(panel), await scrollTable(panel)];
    } finally {
      await panel.close();
    }
  },
};

/** What one frame costs (script, style and layout) while a person turns the wheel, and while the bar is dragged. */
async function scroll(panel: PanelPage): Promise<Row> {
  const { job } = statusOf('running');
  await panel.open();
  await panel.send({ ...sample('running'), output: [] });
  await panel.page.evaluate(`
    for (let at = 0; at < ${lines}; at += 20_000) {
      const line = (i) => (i % 10 === 0 ? '\\x1b[32mepoch ' + i + '\\x1b[0m' : 'epoch ' + i) + ' loss 0.5210 accuracy 0.83 ' + 'x'.repeat(i % 150) + '\\n';
      const text = Array.from({ length: 20_000 }, (_, i) => line(at + i)).join('');
      window.postMessage({ type: 'output', job: '${job}', chunks: [{ stream: 'stdout', text }] }, '*');
    }
  `);
  await panel.page.getByText(`${lines.toLocaleString('en-US')} lines`).waitFor();
  const times = await panel.page.evaluate<number[]>(`(async () => {
    const area = document.querySelector('main');
    const times = [];
    const step = async (top) => {
      await new Promise(requestAnimationFrame);
      const began = performance.now();
      area.scrollTop = top;
      area.dispatchEvent(new Event('scroll'));
      area.getBoundingClientRect();
      document.querySelector('.line:last-child').getBoundingClientRect();
      times.push(performance.now() - began);
    };
    const far = area.scrollHeight - area.clientHeight;
    await step(far / 2);
    for (let i = 0; i < 200; i += 1) await step(area.scrollTop + 120);
    for (let i = 0; i < 200; i += 1) await step((far * ((i * 37) % 200)) / 200);
    return times;
  })()`);
  return frameRow('output-scroll', `${lines.toLocaleString('en-US')} lines`, times);
}

/** How long the page waits between two frames while lines come at a rate, as the editor sends them. */
async function follow(panel: PanelPage): Promise<Row> {
  const { job } = statusOf('running');
  await panel.open();
  await panel.send({ ...sample('running'), output: [] });
  const waits = await panel.page.evaluate<number[]>(`(async () => {
    const waits = [];
    const began = performance.now();
    let sent = 0;
    let last = began;
    while (sent < ${rate * seconds}) {
      const now = await new Promise(requestAnimationFrame);
      waits.push(now - last);
      last = now;
      const due = Math.min(${rate * seconds}, Math.floor(((performance.now() - began) / 1000) * ${rate}));
      const text = Array.from({ length: due - sent }, (_, i) => 'line ' + (sent + i) + ' of a flood that goes on\\n').join('');
      sent = due;
      window.postMessage({ type: 'output', job: '${job}', chunks: [{ stream: 'stdout', text }] }, '*');
    }
    return waits.slice(1);
  })()`);
  await panel.page.getByText(`line ${rate * seconds - 1} of a flood`).waitFor();
  const slow = share(waits, 0.99);
  return {
    id: 'output-rate',
    ours: round(slow),
    unit: 'ms',
    peers: {},
    target: `<= ${mostWait} (99 of 100 frames)`,
    met: slow <= mostWait,
    note: `${rate.toLocaleString('en-US')} lines a second for ${seconds} s; the longest of ${waits.length} waits was ${round(Math.max(...waits))} ms`,
  };
}

/** What one frame costs while a table of 500 rows and 100 columns is scrolled both ways. */
async function scrollTable(panel: PanelPage): Promise<Row> {
  await panel.open();
  await panel.send(valueSample('wide'));
  await panel.page.getByRole('grid').waitFor();
  const times = await panel.page.evaluate<number[]>(`(async () => {
    const grid = document.querySelector('[role="grid"]');
    const times = [];
    for (let i = 0; i < 60; i += 1) {
      await new Promise(requestAnimationFrame);
      const began = performance.now();
      grid.scrollBy(i % 3 === 0 ? 400 : 0, 200);
      grid.dispatchEvent(new Event('scroll'));
      grid.getBoundingClientRect();
      times.push(performance.now() - began);
    }
    return times;
  })()`);
  return frameRow('table-scroll', '500 rows, 100 columns', times);
}

/** What 95 of 100 frames took at most. */
function frameRow(id: string, what: string, times: readonly number[]): Row {
  const slow = share(times, 0.95);
  return {
    id,
    ours: round(slow),
    unit: 'ms',
    peers: {},
    target: `<= ${frame} (95 of 100 frames)`,
    met: slow <= frame,
    note: `${what}; the slowest of ${times.length} frames took ${round(Math.max(...times))} ms`,
  };
}

/** The value that this share of them does not exceed. */
function share(values: readonly number[], part: number): number {
  return [...values].sort((a, b) => a - b)[Math.ceil(values.length * part) - 1] ?? Number.NaN;
}
