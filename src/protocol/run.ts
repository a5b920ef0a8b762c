/** What host, pages and run files say of a run in the same words. */

export const RUN_STATUSES = ['starting', 'running', 'finished', 'cancelled', 'failed'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** Bounds that a person (or a candidate's rule) settled on. `by` is a candidate's id or `hand`. */
export interface ChosenBounds {
  baseLR: number;
  maxLR: number;
  by: string;
}
