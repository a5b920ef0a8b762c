/** Curves whose losses were averaged, brought back to the losses of single batches. */
import { type Average, invert } from './averages';
import { recognizeAverages } from './recognize';
import { cleanCurve, type Curve } from '../curve';

export interface Undone {
  /** By the most likely average. */
  readonly curves: readonly Curve[];
  /** What was recognised; null where the losses are those of single batches. */
  readonly average: Average | null;
  /** The same curves by every other average that they may as well be. */
  readonly others: readonly (readonly Curve[])[];
}

/** @param curves ramps of one length, from one tool */
export function undoAverages(curves: readonly Curve[]): Undone {
  const losses = curves.map((curve) => cleanCurve(curve).loss);
  const [average, ...others] = recognizeAverages(losses.filter((values) => values.length > 0));
  if (!average) return { curves, average: null, others: [] };
  const by = (one: Average) =>
    curves.map((curve, i) => inverted(curve, losses[i] ?? new Float64Array(), one));
  return { curves: by(average), average, others: others.map(by) };
}

function inverted(curve: Curve, losses: Float64Array, average: Average): Curve {
  const loss = [...invert(average, losses).values, ...curve.loss.slice(losses.length)];
  const accuracy = average.kind === 'running' ? wholeAccuracy(curve, losses.length) : null;
  return { ...curve, loss, ...(accuracy && { accuracy: [...invert(average, accuracy).values] }) };
}

/** Keras averages its metrics as it does the loss. */
function wholeAccuracy({ accuracy = [] }: Curve, steps: number): Float64Array | null {
  const values = accuracy.slice(0, steps).filter((value) => value !== undefined);
  return values.length === steps ? Float64Array.from(values) : null;
}
