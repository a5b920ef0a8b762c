/** Ramps with a known course, for tests that need one. */
import { type Curve, type Ramp, rampRate } from '../../../src/tuning';
import { randomNumbers } from '../../../src/tuning/statistics';

export interface Course {
  steps?: number;
  lo?: number;
  hi?: number;
  /** Rate at which half of the gain is reached, and from which on training falls back. */
  learnsAt?: number;
  fallsFrom?: number;
  /** Decades of rate in which everything is lost again. */
  fallDecades?: number;
  noise?: number;
  seed?: number;
}

/** Loss from 2.3 down towards 0.3 and up again, with accuracy to match. */
export function madeCurve(course: Course = {}): Curve {
  const { steps = 200, lo = 1e-6, hi = 10, learnsAt = 1e-3, fallsFrom = 0.1 } = course;
  const { fallDecades = 0.3, noise = 0.05, seed = 1 } = course;
  const ramp: Ramp = { shape: 'exponential', lo, hi, steps };
  const random = randomNumbers(seed);
  const lr = Array.from({ length: steps }, (_, i) => rampRate(ramp, i));
  const progress = lr.map((rate) => {
    const learned = 1 / (1 + (learnsAt / rate) ** 1.5);
    return learned - Math.max(0, Math.log10(rate / fallsFrom) / fallDecades);
  });
  return {
    lr,
    loss: progress.map((share) => 2.3 - 2 * share + noise * (random() - 0.5)),
    accuracy: progress.map((share) => Math.min(1, Math.max(0, 0.1 + 0.8 * share + noise * (random() - 0.5)))),
  };
}

/** Noise around one level: nothing to learn. */
export function flatCurve(steps = 200, noise = 0.05): Curve {
  const random = randomNumbers(7);
  const ramp: Ramp = { shape: 'exponential', lo: 1e-6, hi: 10, steps };
  return {
    lr: Array.from({ length: steps }, (_, i) => rampRate(ramp, i)),
    loss: Array.from({ length: steps }, () => 2.3 + noise * (random() - 0.5)),
  };
}
