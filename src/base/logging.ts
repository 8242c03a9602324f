export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Where a room writes what happened, for the person who looks into a problem. Never holds secrets. */
export interface Logger {
  log(level: LogLevel, message: string): void;
}

export const silentLogger: Logger = { log: () => undefined };
