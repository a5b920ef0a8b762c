/**
 * What was done to run a script, for whoever looks into a run that went wrong. It names files, runtimes, processes and
 * ends. The values of a script's arguments and variables, what it prints and what it trains on never go in.
 */
export interface Log {
  debug(text: string): void;
  info(text: string): void;
  warn(text: string): void;
}

export const SILENT: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined };
