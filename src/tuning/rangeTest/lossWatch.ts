/** What the losses of a training say while it goes on: whether they ever were numbers, and whether they exploded. */

/** A loss is taken before its update, so the first ones do not depend on the rate. */
const FIRST_LOSSES = 3;
/** A loss this many times the first one has exploded: noise and a hard batch do not do that. */
const EXPLODED = 5;
/** Below this part of the first loss something was learned, and is lost again when the first loss is back. */
const LEARNED = 0.5;

export class LossWatch {
  /** Losses seen, finite or not. */
  count = 0;
  /** Null before the first. */
  latest: number | null = null;
  private first: number | null = null;
  private lowest = Infinity;
  private finiteAtFirst = 0;

  add(loss: number): void {
    this.count += 1;
    this.latest = loss;
    this.first ??= loss;
    this.lowest = Math.min(this.lowest, Number.isNaN(loss) ? Infinity : loss);
    if (this.count <= FIRST_LOSSES && Number.isFinite(loss)) this.finiteAtFirst += 1;
  }

  /** The data or the model is at fault, not the rate: no loss was a number before a rate could matter. */
  get notFiniteFromStart(): boolean {
    return this.count > 0 && this.finiteAtFirst === 0;
  }

  /** Enough was seen to say so. */
  get isSureOfStart(): boolean {
    return this.count >= FIRST_LOSSES;
  }

  /** Many scripts throw or exit when the loss has risen or is no number any more, which is where every ramp leads. */
  get hasExploded(): boolean {
    const { first, latest, lowest } = this;
    if (first === null || latest === null || !Number.isFinite(first)) return false;
    const isLost = lowest < LEARNED * first && latest >= first;
    return !Number.isFinite(latest) || latest > EXPLODED * first || isLost;
  }
}
