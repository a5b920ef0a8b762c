/** Whether short trainings can confirm an answer, and where they begin. */
import type { BoundsAnswer } from '../rangeTest/answer';
import type { Flag } from '../rangeTest/flags';
import { formatRate } from '../format';
import { PLAIN_SGD_SHARES } from '../rangeTest/shares';
import type { RateRange } from '../rangeTest/ramp';
import type { ProbeStart } from './stage';
import { FEWEST_PROBE_STEPS } from './probe';
import { say, type Sentence } from '../rangeTest/words/sentence';

/** Below a range that starts too high: the first of the places where the walk would look by itself. */
const BELOW_RANGE = 6.3;

export type StartChoice =
  | { readonly kind: 'start'; readonly start: ProbeStart }
  /** Why not, in the user's words. */
  | { readonly kind: 'refused'; readonly why: string };

/**
 * @param ownRate the script's; null where it has none
 * @param length iterations that the script makes; null where it is not known to be short
 */
export function chooseStart(
  answer: BoundsAnswer,
  range: RateRange,
  ownRate: number | null,
  length: number | null = null,
): StartChoice {
  const { constantLR } = answer.bounds;
  if (length !== null && length < FEWEST_PROBE_STEPS) {
    const { what, advice } = tooShortToConfirm(length);
    return { kind: 'refused', why: `${what} ${advice}` };
  }
  if (constantLR !== null) {
    return begin({ lr: constantLR, from: 'answer', mayClimb: !answer.flags.includes('many-epochs') });
  }
  const refusal = answer.flags.map((flag) => REFUSALS[flag]).find((why) => why !== undefined);
  if (refusal !== undefined) return { kind: 'refused', why: refusal };
  if (answer.flags.includes('extend-up')) return begin({ lr: range.hi, from: 'top', mayClimb: true });
  if (answer.flags.includes('extend-down')) {
    return begin({ lr: range.lo / BELOW_RANGE, from: 'bottom', mayClimb: true });
  }
  if (ownRate !== null && ownRate > 0) return begin({ lr: ownRate, from: 'own-rate', mayClimb: true });
  const why = 'The range test found no rate to start from, and the script names none of its own.';
  return { kind: 'refused', why };
}

/** @param length iterations that the script makes */
export function tooShortToConfirm(length: number): { what: string; advice: string } {
  return {
    what: `The script makes only ${length} iterations, too few to tell rates apart.`,
    advice: `Short trainings need at least ${FEWEST_PROBE_STEPS}: raise the number of epochs, or use a smaller batch size.`,
  };
}

const REFUSALS: Partial<Record<Flag, string>> = {
  'never-finite':
    'The loss was not a number before any update, at whatever rate. Look at the data and the loss first.',
  unbounded:
    'The loss falls without an end, the faster the higher the rate, so short trainings would only climb. Confirm another training of the script.',
  'in-order':
    'The batches come in an order, which short trainings would show more than the rate. Shuffle the training data first.',
};

function begin(start: ProbeStart): StartChoice {
  return { kind: 'start', start };
}

/** Why an answer deserves short trainings before it is used; null where they would add little. */
export function worthConfirming({ bounds, flags, shares, settled }: BoundsAnswer): Sentence | null {
  if (bounds.maxLR === null) return null;
  const doubt = settled === null || DOUBTFUL.some((flag) => flags.includes(flag));
  if (!doubt && shares !== PLAIN_SGD_SHARES) return null;
  return say`Short trainings at ${formatRate(bounds.constantLR ?? NaN)} and around it would tell more.`;
}

const DOUBTFUL: readonly Flag[] = ['gentle', 'too-noisy', 'too-few-steps'];
