/** The accuracy that a script asks for in `metrics`, for where the loss does not tell how to count one. */
import { batchAccuracy } from './accuracy';
import type { AccuracyKind, Batch } from './accuracy';
import type { LayersModel, Tensor } from '../framework';

export interface OwnMetric {
  outputIndex: number;
  /** Where its value stands in what an update or an evaluation gives, counted from the end. */
  fromEnd: number;
  /** Whether its targets are known to be classes, or it is the script's own function, which knows what it counts. */
  trusted: boolean;
}

/** An output that is called accident has a loss of that name. */
const ACCURACY = /^(?!.*loss$).*acc/i;
/** TensorFlow.js' own, with the ending that bundlers give to a second of a name. */
const BUILT_IN = /(^|_)(acc|accuracy|(binary|categorical|sparseCategorical)Accuracy)(\$\d+)?$/i;

/** The first accuracy among the metrics; null where the script asks for none. */
export function findOwnMetric({ metricsNames, outputNames }: LayersModel): OwnMetric | null {
  const index = metricsNames.findIndex((name, i) => i > 0 && ACCURACY.test(name));
  const name = metricsNames[index];
  if (name === undefined) return null;
  // With several outputs the name begins with that of its output.
  const output = outputNames.findIndex((one) => name.startsWith(`${one}_`));
  return {
    outputIndex: Math.max(output, 0),
    fromEnd: metricsNames.length - index,
    trusted: !BUILT_IN.test(name),
  };
}

/** Null where it was not measured. */
export function valueOf({ fromEnd }: OwnMetric, results: readonly Tensor[]): number | null {
  const value = results[results.length - fromEnd]?.dataSync()[0];
  return value !== undefined && Number.isFinite(value) ? value : null;
}

const KINDS: readonly AccuracyKind[] = ['one-hot', 'class-number', { threshold: 0.5 }];

/** Whether targets can be read as classes in any way; salaries cannot. */
export function mayBeClasses(batch: Batch): boolean {
  return KINDS.some((kind) => batchAccuracy(kind, batch) !== null);
}

/** The accuracy among the logs of an epoch, whose names begin with the prefix. */
export function accuracyIn(logs: Partial<Record<string, number>>, prefix: '' | 'val_'): number | undefined {
  const name = Object.keys(logs).find(
    (key) => ACCURACY.test(key.slice(prefix.length)) && key.startsWith('val_') === (prefix === 'val_'),
  );
  return name === undefined ? undefined : logs[name];
}
