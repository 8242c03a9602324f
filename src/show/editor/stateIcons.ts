import * as vscode from 'vscode';
import { isEndState, type JobState } from '../../contract/jobStates';

/** What the gutter tells beside a function. */
export type GutterState = 'running' | 'succeeded' | 'failed' | 'stopped';

export function gutterStateOf(state: JobState): GutterState {
  if (!isEndState(state)) return 'running';
  if (state === 'cancelled') return 'stopped';
  return state === 'succeeded' ? 'succeeded' : 'failed';
}

/** Drawn over a disc, so that the state can be told without its colour. */
const strokes: Record<GutterState, string> = {
  running: 'M6.4 5.2 10.8 8 6.4 10.8z',
  succeeded: 'M5 8.3 7.2 10.4 11 6',
  failed: 'M5.8 5.8 10.2 10.2M10.2 5.8 5.8 10.2',
  stopped: 'M5 8H11',
};

/** The colours of VS Code's own test icons, on a light and on a dark ground. */
const colours: Record<GutterState, { readonly light: string; readonly dark: string }> = {
  running: { light: '#1a85ff', dark: '#3794ff' },
  succeeded: { light: '#388a34', dark: '#73c991' },
  failed: { light: '#e51400', dark: '#f14c4c' },
  stopped: { light: '#616161', dark: '#a0a0a0' },
};

export function gutterIcon(state: GutterState, ground: 'light' | 'dark'): vscode.Uri {
  const ink = ground === 'light' ? '#ffffff' : '#1e1e1e';
  const fill = state === 'running' ? ink : 'none';
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16"><circle cx="8" cy="8" r="6" ` +
    `fill="${colours[state][ground]}"/><path d="${strokes[state]}" fill="${fill}" stroke="${ink}" stroke-width="1.5" ` +
    `stroke-linecap="round" stroke-linejoin="round"/></svg>`;
  return vscode.Uri.parse(`data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`);
}
