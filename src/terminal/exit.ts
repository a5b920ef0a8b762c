/** Exit codes: what a script that calls us can rely on. */
export const EXIT = { bounds: 0, failed: 1, usage: 2, noBounds: 3 } as const;

/** Of a command that was cancelled, as shells count: 128 and the signal's number. */
export const EXIT_AT = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

export type CancelSignal = keyof typeof EXIT_AT;
