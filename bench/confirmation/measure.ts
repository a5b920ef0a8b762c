/** All of one case: what the finders come to, how good that is, and what an optimizer without a rate does. */
import { BASE_DIVISOR, type Schedule, ONE_CYCLE_DEFAULTS, scheduleRate } from '../../src/tuning';
import { isTrainedFor } from './finders';
import { rateFor, type Suggestion, type Use, type Way } from './ways';
import type { Trainee } from './trainee';
import { findTruth, type MeasuredTruth } from './truth';

const RATE_FREE = { prodigy: 1, 'schedule-free': 0.0025 } as const;
export type RateFree = keyof typeof RATE_FREE;
export const RATE_FREE_NAMES: readonly RateFree[] = ['prodigy', 'schedule-free'];
/** Steps of a training and of a ramp with its confirmation, which an optimizer without a rate may train on. */
export const WITH_SEARCH = 1300;
/** Not those of ramps and short trainings. */
const TRUTH_SEEDS = [51, 52];

/** How every rate would have done that was suggested for this way of training. */
export async function truthOf(
  trainee: Trainee,
  suggestions: readonly Suggestion[],
  way: Way,
): Promise<MeasuredTruth> {
  const rates = suggestions.filter((one) => isTrainedFor(way, one)).map((one) => rateFor(way, one));
  const known = rates.filter((rate) => rate !== null);
  return findTruth(known, (lr, seed) => train(trainee, way, lr, TRUTH_SEEDS[seed] ?? NaN));
}

async function train(trainee: Trainee, { use, steps }: Way, lr: number, seed: number): Promise<number> {
  const { score } = await trainee.train(
    `${use} ${lr} steps ${steps} seed ${seed}`,
    { rates: ratesOf(scheduleFor(use, lr, steps), steps), seed },
    (told) => ({ score: Number(told.score.toFixed(4)) }),
  );
  return score;
}

function scheduleFor(use: Use, lr: number, steps: number): Schedule {
  switch (use) {
    case 'constant':
      return { kind: 'fixed', lr };
    case 'cycle':
      return { kind: 'triangular', baseLR: lr / BASE_DIVISOR, maxLR: lr, stepSize: steps / 2 };
    case 'one-cycle':
      return {
        kind: 'one-cycle',
        maxLR: lr,
        totalSteps: steps,
        ...ONE_CYCLE_DEFAULTS,
        startDivisor: BASE_DIVISOR,
      };
  }
}

function ratesOf(schedule: Schedule, steps: number): number[] {
  return Array.from({ length: steps }, (_, i) => scheduleRate(schedule, i));
}

/** Mean score of trainings whose optimizer needs no rate. Prodigy's falls along a cosine, as its authors advise. */
export async function rateFree(trainee: Trainee, optimizer: RateFree, steps: number): Promise<number> {
  const scores: number[] = [];
  for (const seed of TRUTH_SEEDS) {
    const { score } = await trainee.train(
      `${optimizer} steps ${steps} seed ${seed}`,
      { optimizer, seed, rates: rateFreeRates(optimizer, steps) },
      (told) => ({ score: Number(told.score.toFixed(4)) }),
    );
    scores.push(score);
  }
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

function rateFreeRates(optimizer: RateFree, steps: number): number[] {
  const usual = RATE_FREE[optimizer];
  const falls = optimizer === 'prodigy';
  return Array.from({ length: steps }, (_, i) =>
    falls ? (usual / 2) * (1 + Math.cos((Math.PI * i) / steps)) : usual,
  );
}
