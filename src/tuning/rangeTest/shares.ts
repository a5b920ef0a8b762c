/** Which part of the edge's rate is offered: safe all the time, and safe for the top of a cycle. */
import type { Flag } from './flags';

export interface Shares {
  readonly constant: number;
  readonly cycle: number;
}

/** "Within a factor of two" of the largest rate that converges (Smith 2017, arXiv 1506.01186). */
export const USUAL_SHARES: Shares = { constant: 0.4, cycle: 0.8 };

/**
 * A classifier with SGD without momentum keeps training well beyond its first lasting rise: nothing of a step that was
 * too far is carried on, and a cross-entropy is the flatter the more is learned. A squared error stays as steep as it
 * is, so that the rise of a regression is its cliff. What each costs: `bench/bounds`.
 */
export const PLAIN_SGD_SHARES: Shares = { constant: 0.8, cycle: 1.6 };

/**
 * @param plainSgd whether the optimizer is known to be SGD without momentum
 * @param classifies whether there is an accuracy
 */
export function sharesOf(flags: readonly Flag[], plainSgd: boolean, classifies: boolean): Shares {
  // Over-fitting makes the good rate lower, and no curve of training losses shows it.
  return plainSgd && classifies && !flags.includes('many-epochs') ? PLAIN_SGD_SHARES : USUAL_SHARES;
}
