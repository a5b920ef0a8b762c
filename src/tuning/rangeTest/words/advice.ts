/** What the user can do about each flag. */
import type { Flag } from '../flags';
import { FINDING_RAMP } from '../ramp';

export const ADVICE_ACTIONS = [
  'check-data',
  'run-longer',
  'extend-down',
  'extend-up',
  'larger-batch',
  'more-seeds',
  'bolder-max',
  'validate',
] as const;
export type AdviceAction = (typeof ADVICE_ACTIONS)[number];

export interface Advice {
  readonly flag: Flag;
  readonly action: AdviceAction;
  /** One sentence, also the button's explanation. */
  readonly text: string;
}

/** How far a range is extended at once. */
export const EXTEND_DOWN_FACTOR = 100;
export const EXTEND_UP_FACTOR = 10;
/** Smith trained residual networks well above the gentle fall (1708.07120, figure 2b). */
export const BOLDER_FACTOR = 2;

interface Known {
  readonly flags: readonly Flag[];
  readonly bounds: { readonly maxLR: number | null };
  /** Null where only one length was run. */
  readonly settled: boolean | null;
  /** Iterations that the script makes; null where no ramp has seen its end. */
  readonly scriptSteps: number | null;
}

export function adviseOn(found: Known): Advice[] {
  return found.flags.flatMap((flag) => adviceFor(flag, found));
}

/** Short trainings know better than a longer, wider or repeated ramp; what they cannot see stays advised. */
export function leftByProbes({ action }: Advice): boolean {
  return action === 'check-data' || action === 'validate';
}

function adviceFor(flag: Flag, { bounds, settled, scriptSteps }: Known): Advice[] {
  const hasMaximum = bounds.maxLR !== null;
  switch (flag) {
    case 'never-finite':
      return [
        {
          flag,
          action: 'check-data',
          text: 'Look for missing or infinite values in the data and for a loss that takes the log of zero: the loss was not a number before any update.',
        },
      ];
    case 'too-short':
      return [longer(flag, scriptSteps, `Run a longer ramp: ${FINDING_RAMP.steps} iterations are usual.`)];
    case 'extend-down':
      return [
        {
          flag,
          action: 'extend-down',
          text: hasMaximum
            ? `Start the range ${EXTEND_DOWN_FACTOR} times lower: the ramp learned from its first steps, so it does not show where learning sets in.`
            : `Start the range ${EXTEND_DOWN_FACTOR} times lower: what it shows began with its first steps.`,
        },
      ];
    case 'unbounded':
      return [
        {
          flag,
          action: 'check-data',
          text: 'Ramp another training of the script, whose loss has a lowest value, or hold this loss back: by clipping the weights, or by a penalty on gradients.',
        },
      ];
    case 'never-learned':
      return [
        {
          flag,
          action: 'extend-up',
          text: `End the range ${EXTEND_UP_FACTOR} times higher: these rates may be too low to learn anything.`,
        },
        {
          flag,
          action: 'check-data',
          text: 'Check the labels, the scale of the inputs and the loss: the model may be unable to learn.',
        },
      ];
    case 'too-noisy':
      return [
        longer(flag, scriptSteps, 'Run a ramp twice as long, which averages over more batches.'),
        { flag, action: 'larger-batch', text: 'Use a larger batch, whose loss is less noisy.' },
        { flag, action: 'more-seeds', text: 'Run more seeds and take the middle answer.' },
      ];
    case 'extend-up':
      return [
        {
          flag,
          action: 'extend-up',
          text: `End the range ${EXTEND_UP_FACTOR} times higher: training never fell back, so the maximum lies above.`,
        },
      ];
    case 'too-few-steps':
      return [longer(flag, scriptSteps, 'Run a ramp twice as long: the answer still moves with its length.')];
    case 'gentle':
      // Of one length it is not known yet whether the fall is that slow.
      return !hasMaximum || settled === null
        ? []
        : [
            {
              flag,
              action: 'bolder-max',
              text: `Try a maximum ${BOLDER_FACTOR} times as high: the fall is slow, and networks with batch normalisation or residual connections often train well above it.`,
            },
          ];
    case 'loss-accuracy-disagree':
      return [
        {
          flag,
          action: 'validate',
          text: 'Compare both maxima on validation data: loss and accuracy fall at rates far apart.',
        },
      ];
    case 'many-epochs':
      return [
        {
          flag,
          action: 'validate',
          text: 'Check the maximum on validation data, and try a third of it too: the ramp went over the same data many times, and over-fitting does not show in the training loss.',
        },
      ];
    case 'in-order':
      return [
        {
          flag,
          action: 'check-data',
          text: 'Shuffle the training data before each epoch: now neighbouring batches are alike, and the model follows them instead of learning.',
        },
      ];
    case 'seeds-disagree':
      return [
        longer(flag, scriptSteps, 'Run a ramp twice as long, which averages over more batches.'),
        {
          flag,
          action: 'check-data',
          text: 'Check that the data is shuffled and that the loss can be learned at all: each seed turns elsewhere.',
        },
      ];
    case 'averaged':
      return [
        {
          flag,
          action: 'check-data',
          text: 'Log the loss of each batch if you can: what is computed back from averages is noisier, and how they were made can only be guessed from the file.',
        },
      ];
  }
}

/** A ramp that is longer than the script cannot be run. */
function longer(flag: Flag, scriptSteps: number | null, text: string): Advice {
  if (scriptSteps === null) return { flag, action: 'run-longer', text };
  return {
    flag,
    action: 'check-data',
    text: `Raise the number of epochs of the script, or use a smaller batch size: it ends after ${scriptSteps} iterations, and no ramp is longer.`,
  };
}
