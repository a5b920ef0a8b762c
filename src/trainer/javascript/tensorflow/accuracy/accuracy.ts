/**
 * Accuracy of a batch, also where the script asked for none: in plain JavaScript from the targets and outputs, half
 * as dear as by kernels. Never for targets that are no classes: an accuracy of salaries is a flat 0.00.
 */

/** How targets and outputs are to be read. */
export type AccuracyKind =
  /** One-hot targets; the class is where the output is largest. */
  | 'one-hot'
  /** Targets are class numbers. */
  | 'class-number'
  /** Targets are 0 or 1, each output on its own, against a threshold. */
  | { threshold: number };

export interface Batch {
  targets: ArrayLike<number>;
  outputs: ArrayLike<number>;
  /** Length of the outputs' last axis. */
  classes: number;
}

/** Share of correct answers, from 0 to 1; null where the targets are no classes or none is left. */
export function batchAccuracy(kind: AccuracyKind, batch: Batch): number | null {
  if (kind === 'one-hot') return oneHotAccuracy(batch);
  if (kind === 'class-number') return classNumberAccuracy(batch);
  return binaryAccuracy(batch, kind.threshold);
}

function oneHotAccuracy({ targets, outputs, classes }: Batch): number | null {
  if (targets.length !== outputs.length) return null;
  let correct = 0;
  let rows = 0;
  for (let start = 0; start < outputs.length; start += classes) {
    const wanted = oneHotClass(targets, start, classes);
    if (wanted === null) return null;
    // A row without a class is padding.
    if (wanted === PADDING) continue;
    rows += 1;
    if (largest(outputs, start, classes) === wanted) correct += 1;
  }
  return rows === 0 ? null : correct / rows;
}

const PADDING = -1;

function oneHotClass(targets: ArrayLike<number>, start: number, classes: number): number | null {
  let found = PADDING;
  for (let k = 0; k < classes; k += 1) {
    const value = targets[start + k];
    if (value === 0) continue;
    if (value !== 1 || found !== PADDING) return null;
    found = k;
  }
  return found;
}

function classNumberAccuracy({ targets, outputs, classes }: Batch): number | null {
  const rows = outputs.length / classes;
  if (targets.length !== rows || rows === 0) return null;
  let correct = 0;
  for (let row = 0; row < rows; row += 1) {
    const wanted = targets[row] ?? NaN;
    if (!Number.isInteger(wanted) || wanted < 0 || wanted >= classes) return null;
    if (largest(outputs, row * classes, classes) === wanted) correct += 1;
  }
  return correct / rows;
}

function binaryAccuracy({ targets, outputs }: Batch, threshold: number): number | null {
  if (targets.length !== outputs.length || targets.length === 0) return null;
  let correct = 0;
  for (let i = 0; i < outputs.length; i += 1) {
    const wanted = targets[i];
    if (wanted !== 0 && wanted !== 1) return null;
    if ((outputs[i] ?? NaN) > threshold === (wanted === 1)) correct += 1;
  }
  return correct / outputs.length;
}

function largest(values: ArrayLike<number>, start: number, count: number): number {
  let best = 0;
  for (let k = 1; k < count; k += 1) {
    if ((values[start + k] ?? NaN) > (values[start + best] ?? NaN)) best = k;
  }
  return best;
}
