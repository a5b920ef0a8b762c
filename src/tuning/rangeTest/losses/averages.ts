/** The averages that other tools log in place of the batch's loss, and the way back from each. */

/** How the losses of single batches are got back from averages of them. */
export interface Inverse {
  readonly values: Float64Array;
  /** Sum of the logarithms of d(value)/d(average): how far the way back stretches the series. */
  readonly logStretch: number;
}

export type Average =
  /** Exponential mean, `keep` of the old one at each step. */
  | { readonly kind: 'exponential'; readonly keep: number; readonly start: ExponentialStart }
  /** Mean of all batches of the epoch so far, as Keras logs it; `steps` to an epoch, Infinity for a single one. */
  | { readonly kind: 'running'; readonly steps: number }
  /** Mean of the last `steps` batches, of fewer at the start. */
  | { readonly kind: 'window'; readonly steps: number };

/**
 * What the exponential mean begins with: the first loss (torch-lr-finder, ignite), 0 and corrected for it (fastai,
 * TensorBoard), the same with one power too many (Lightning), or 0.
 */
export type ExponentialStart = 'first' | 'corrected' | 'lightning' | 'zero';

export function invert(average: Average, averages: Float64Array): Inverse {
  switch (average.kind) {
    case 'exponential':
      return invertExponential(averages, average.keep, average.start);
    case 'running':
      return invertRunning(averages, average.steps);
    case 'window':
      return invertWindow(averages, average.steps);
  }
}

function invertExponential(averages: Float64Array, keep: number, start: ExponentialStart): Inverse {
  const values = new Float64Array(averages.length);
  let logStretch = 0;
  let before = 0;
  averages.forEach((average, i) => {
    const share = shareAt(i, keep, start);
    const sum = average * share;
    const first = i === 0 && start === 'first';
    values[i] = first ? average : (sum - keep * before) / (1 - keep);
    logStretch += first ? 0 : Math.log(share / (1 - keep));
    before = sum;
  });
  return { values, logStretch };
}

/** How much of a mean's weight the losses so far have. */
function shareAt(i: number, keep: number, start: ExponentialStart): number {
  switch (start) {
    case 'first':
    case 'zero':
      return 1;
    case 'corrected':
      return 1 - keep ** (i + 1);
    case 'lightning':
      return 1 - keep ** (i + 2);
  }
}

function invertRunning(averages: Float64Array, steps: number): Inverse {
  const values = new Float64Array(averages.length);
  let logStretch = 0;
  averages.forEach((average, i) => {
    const before = i % steps;
    values[i] = before === 0 ? average : (before + 1) * average - before * (averages[i - 1] as number);
    logStretch += Math.log(before + 1);
  });
  return { values, logStretch };
}

function invertWindow(averages: Float64Array, steps: number): Inverse {
  const values = new Float64Array(averages.length);
  let logStretch = 0;
  averages.forEach((average, i) => {
    const count = Math.min(i + 1, steps);
    const last = i === 0 ? 0 : (averages[i - 1] as number);
    values[i] =
      i < steps ? count * average - i * last : (values[i - steps] as number) + steps * (average - last);
    logStretch += Math.log(count);
  });
  return { values, logStretch };
}
