/** The loss as the rule looks at it, so that neither an explosion nor a constant in it hides the scale of learning. */
import { analyzeSeries, startLevel } from '../series';
import { medianOfThree } from '../../smoothing';
import { indexOfMinimum } from '../../statistics';

/** A loss beyond this multiple of its first level says only that training blew up. */
const LOSS_CEILING = 3;
/** A loss that came down by less than this share of its level may hold a constant; this share of its fall is left. */
const MOST_OF_LEVEL = 0.1;
const LEFT_OF_FALL = 0.1;
/** Runs that learn nothing do not come near it. */
const OFFSET_GAIN_ERRORS = 15;

/** The loss as it is judged: limited, and without a constant that hides its fall. */
export interface JudgedLoss {
  readonly capped: Float64Array;
  /** What was taken off. */
  readonly offset: number;
}

/**
 * A term that no update changes, such as a penalty on frozen weights, makes a fall of the loss look like nothing beside
 * it. Only where no fall is seen with it, it is looked for without it, and then it must stand out more.
 */
export function judgedLoss(loss: Float64Array): JudgedLoss {
  const asRecorded = { capped: capLoss(loss), offset: 0 };
  if (analyzeSeries(asRecorded.capped).learned) return asRecorded;
  const offset = constantIn(loss);
  if (offset <= 0) return asRecorded;
  const capped = capLoss(loss.map((value) => value - offset));
  const { learned, gain, standardError } = analyzeSeries(capped);
  return learned && gain >= OFFSET_GAIN_ERRORS * standardError ? { capped, offset } : asRecorded;
}

/** Such that the loss at its lowest is small beside what it came down; 0 where it came down by much of its level. */
function constantIn(loss: Float64Array): number {
  const calm = medianOfThree(loss);
  const start = startLevel(loss);
  const lowest = calm[indexOfMinimum(calm)] ?? start;
  const fall = start - lowest;
  return fall > 0 && fall < MOST_OF_LEVEL * start ? lowest - LEFT_OF_FALL * fall : 0;
}

/** The loss, limited where it only says that training blew up, so that the scale of learning stays in sight. */
export function capLoss(loss: Float64Array): Float64Array {
  const ceiling = lossCeiling(loss);
  return loss.map((value) => Math.min(value, ceiling));
}

function lossCeiling(loss: Float64Array): number {
  const start = startLevel(loss);
  if (start > 0) return LOSS_CEILING * start;
  // A loss at or below zero has no such scale of its own; as far down as it came takes its place.
  const lowest = loss[indexOfMinimum(loss)] ?? start;
  return start + (LOSS_CEILING - 1) * (start - lowest);
}
