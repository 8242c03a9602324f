import type * as vscode from 'vscode';
import type { Logger, LogLevel } from '../base/logging';

/** The log as an output channel. */
export class EditorLog implements Logger {
  readonly #channel: vscode.LogOutputChannel;

  constructor(channel: vscode.LogOutputChannel) {
    this.#channel = channel;
  }

  log(level: LogLevel, message: string): void {
    this.#channel[level](message);
  }
}
