/** A ramp as the page keeps it: its points thinned as it grows, and what a redraw would else look for in all of them. */
import { CausalSmoother } from '../../../src/tuning';
import type { RampView, SmoothView, ToPanel, ValidationView } from '../../../src/protocol/panel';

export type Measure = 'accuracy' | 'loss';

export interface Point {
  x: number;
  y: number;
}

type Points = Pick<Extract<ToPanel, { type: 'points' }>, 'lr' | Measure>;

/** More points than this no plot shows: then every second is let go. */
const MOST_POINTS = 12_000;
/** About as many as a smoothed line has that the host made. */
const LINE_POINTS = 400;
/** Points at the start of a ramp that tell what untrained loss is. */
const START_POINTS = 16;

export class Ramp {
  readonly level: number;
  readonly seed: number;
  /** Asked for. */
  readonly steps: number;
  readonly validation: ValidationView[];
  /** Steps that were measured; every so-many-th of them is kept. */
  measured = 0;
  every: number;
  lr: number[] = [];
  loss: (number | null)[] = [];
  accuracy: (number | null)[] = [];
  /** The first rate above 0, and the latest; null before there is one. */
  firstRate: number | null = null;
  lastRate: number | null = null;
  /** Losses of the first steps, and the least of all. */
  readonly starts: number[] = [];
  leastLoss = Infinity;
  hasAccuracy = false;
  private judged: Record<Measure, Point[]> | null = null;
  private readonly live: Record<Measure, Point[]> = { accuracy: [], loss: [] };
  private readonly smoothers: Record<Measure, CausalSmoother>;

  constructor({ level, seed, steps, measured, every, lr, loss, accuracy, smooth, validation }: RampView) {
    this.level = level;
    this.seed = seed;
    this.steps = steps;
    this.validation = validation;
    this.every = every;
    this.smoothers = { accuracy: new CausalSmoother(steps), loss: new CausalSmoother(steps) };
    this.judge(smooth);
    lr.forEach((rate, i) => this.take(rate, loss[i] ?? null, accuracy[i] ?? null, every));
    this.measured = measured;
  }

  append({ lr, loss, accuracy }: Points): void {
    lr.forEach((rate, i) => this.take(rate, loss[i] ?? null, accuracy[i] ?? null, 1));
  }

  /** Whether its lines are those that the answer rests on. */
  get isJudged(): boolean {
    return this.judged !== null;
  }

  judge(smooth: SmoothView | null): void {
    this.judged = smooth && {
      loss: pointsOf(smooth.lr, smooth.loss),
      accuracy: pointsOf(smooth.lr, smooth.accuracy),
    };
  }

  /** Centred smoothing where the ramp has been judged, the causal one while it grows. */
  line(measure: Measure): Point[] {
    return (this.judged ?? this.live)[measure];
  }

  /** @param steps for which this one stands */
  private take(lr: number, loss: number | null, accuracy: number | null, steps: number): void {
    if (this.measured % this.every === 0) this.keep(lr, loss, accuracy);
    if (lr > 0) this.firstRate ??= lr;
    this.lastRate = lr;
    if (loss !== null) this.leastLoss = Math.min(this.leastLoss, loss);
    if (loss !== null && this.starts.length < START_POINTS) this.starts.push(loss);
    this.hasAccuracy ||= accuracy !== null;
    if (!this.judged) {
      this.smooth('loss', lr, loss, steps);
      this.smooth('accuracy', lr, accuracy, steps);
    }
    this.measured += steps;
  }

  private keep(lr: number, loss: number | null, accuracy: number | null): void {
    this.lr.push(lr);
    this.loss.push(loss);
    this.accuracy.push(accuracy);
    if (this.lr.length <= MOST_POINTS) return;
    this.every *= 2;
    this.lr = everySecond(this.lr);
    this.loss = everySecond(this.loss);
    this.accuracy = everySecond(this.accuracy);
  }

  private smooth(measure: Measure, x: number, value: number | null, steps: number): void {
    if (value === null) return;
    let y = NaN;
    for (let k = 0; k < steps; k++) y = this.smoothers[measure].next(value);
    const lineEvery = Math.max(1, Math.ceil(this.steps / LINE_POINTS));
    // At the same steps in each seed, since their median is taken point by point.
    const isOnLine = (((this.steps - 1 - this.measured) % lineEvery) + lineEvery) % lineEvery < steps;
    if (isOnLine) this.live[measure].push({ x, y });
  }
}

function pointsOf(xs: readonly number[], ys: readonly (number | null)[]): Point[] {
  return ys.flatMap((y, i) => {
    const x = xs[i];
    return x === undefined || y === null ? [] : [{ x, y }];
  });
}

function everySecond<T>(values: readonly T[]): T[] {
  return values.filter((_, i) => i % 2 === 0);
}
