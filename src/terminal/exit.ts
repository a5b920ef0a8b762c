/** Exit codes: what a script that calls us can rely on. */
export const EXIT = { bounds: 0, failed: 1, usage: 2, noBounds: 3, cancelled: 130 } as const;
