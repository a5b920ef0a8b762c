/**
 * One range test as recorded: entry i holds the rate of update i and the batch's own loss and accuracy before
 * that update. A loss that is not finite ends the curve.
 */
export interface Curve {
  readonly lr: readonly number[];
  readonly loss: readonly number[];
  /** Share of right answers, 0 to 1; undefined at steps where it was not measured. */
  readonly accuracy?: readonly (number | undefined)[];
}

/** The part of a curve that can be analysed. */
export interface CleanCurve {
  readonly lr: readonly number[];
  readonly loss: Float64Array;
  /** Accuracy where it was measured, and the step of each value. */
  readonly accuracy: { readonly values: Float64Array; readonly steps: readonly number[] } | null;
  /** Whether the loss stopped being finite. */
  readonly blewUp: boolean;
}

/** Cuts a curve at its first loss that is not finite and drops accuracies that are missing. */
export function cleanCurve(curve: Curve): CleanCurve {
  const recorded = Math.min(curve.lr.length, curve.loss.length);
  let steps = 0;
  while (steps < recorded && Number.isFinite(curve.loss[steps])) steps++;
  return {
    lr: curve.lr.slice(0, steps),
    loss: Float64Array.from({ length: steps }, (_, i) => curve.loss[i] as number),
    accuracy: measuredAccuracy(curve.accuracy ?? [], steps),
    blewUp: steps < recorded,
  };
}

function measuredAccuracy(accuracy: readonly (number | undefined)[], steps: number): CleanCurve['accuracy'] {
  const values: number[] = [];
  const at: number[] = [];
  for (let i = 0; i < Math.min(steps, accuracy.length); i++) {
    const value = accuracy[i];
    if (value === undefined || !Number.isFinite(value)) continue;
    values.push(value);
    at.push(i);
  }
  return values.length === 0 ? null : { values: Float64Array.from(values), steps: at };
}
