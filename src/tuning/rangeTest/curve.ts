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
  readonly accuracy: { readonly values: Float64Array; readonly steps: Uint32Array } | null;
  /** Whether the loss stopped being finite. */
  readonly blewUp: boolean;
}

/** Far beyond single precision; the squares of larger values would overflow. */
const LARGEST = 1e100;

/** Cuts a curve at its first loss that is not finite and drops accuracies that are missing. */
export function cleanCurve(curve: Curve): CleanCurve {
  const recorded = Math.min(curve.lr.length, curve.loss.length);
  let steps = 0;
  while (steps < recorded && isUsable(curve.loss[steps])) steps++;
  return {
    lr: curve.lr.slice(0, steps),
    loss: new Float64Array(curve.loss.slice(0, steps)),
    accuracy: measuredAccuracy(curve.accuracy ?? [], steps),
    blewUp: steps < recorded,
  };
}

function measuredAccuracy(accuracy: readonly (number | undefined)[], steps: number): CleanCurve['accuracy'] {
  const values = new Float64Array(Math.min(steps, accuracy.length));
  const at = new Uint32Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const value = accuracy[i];
    if (!isUsable(value)) continue;
    values[count] = value;
    at[count++] = i;
  }
  return count === 0 ? null : { values: values.subarray(0, count), steps: at.subarray(0, count) };
}

function isUsable(value: number | undefined): value is number {
  return value !== undefined && Math.abs(value) <= LARGEST;
}
