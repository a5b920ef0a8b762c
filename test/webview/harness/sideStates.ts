/** States of the side view as the host would send them. The curves are plausible, made by formula and seeded noise. */
import { scheduleRate, type Schedule } from '../../../src/tuning';
import type { SideState, TrainingSeries } from '../../../src/protocol/side';

const EPOCH = 63;

const ARMS: { arm: string; schedule: Schedule; pace: number; top: number }[] = [
  { arm: 'own rate', schedule: { kind: 'fixed', lr: 0.01 }, pace: 260, top: 0.9 },
  {
    arm: 'triangular',
    schedule: { kind: 'triangular', baseLR: 0.047, maxLR: 0.19, stepSize: 126 },
    pace: 120,
    top: 0.95,
  },
  {
    arm: 'triangular2',
    schedule: { kind: 'triangular2', baseLR: 0.047, maxLR: 0.19, stepSize: 126 },
    pace: 150,
    top: 0.94,
  },
];

/** @param which place in the list of arms */
export function series(which: number, seed: number, steps: number): TrainingSeries {
  const made = ARMS[which];
  if (!made) throw new Error(`There is no arm ${which}.`);
  const { arm, schedule, pace, top } = made;
  const random = randomNumbers(17 * which + seed + 1);
  const step = Array.from({ length: steps }, (_, i) => i);
  const right = step.map((i) => 0.1 + (top - 0.1) * (1 - Math.exp(-i / pace)));
  const epochs = step.filter((i) => i > 0 && i % EPOCH === 0);
  return {
    id: `run-1 ${arm} ${seed}`,
    run: 'run-1',
    label: arm,
    arm,
    seed,
    live: false,
    step,
    lr: step.map((i) => scheduleRate(schedule, i)),
    loss: right.map((accuracy) => 2.4 * (1 - accuracy) + 0.4 * random() * (1 - accuracy)),
    accuracy: right.map((accuracy) => Math.min(1, Math.max(0, accuracy + 0.12 * (random() - 0.5)))),
    epochs,
    validation: {
      step: epochs,
      loss: epochs.map((i) => 2.4 * (1 - (right[i] ?? 0)) + 0.05),
      accuracy: epochs.map((i) => (right[i] ?? 0) - 0.02),
    },
  };
}

export function emptyState(): SideState {
  return {
    inEditor: false,
    title: null,
    status: 'finished',
    activity: '',
    progress: null,
    series: [],
    headline: null,
    comparison: null,
    notices: [],
    resumable: false,
    problem: null,
  };
}

export function trainingState(steps = 400): SideState {
  return {
    ...emptyState(),
    title: 'train.js, triangular',
    status: 'running',
    activity: 'Training: triangular.',
    progress: { step: steps, of: 756, elapsedMs: 21_000, remainingMs: 18_000 },
    series: [{ ...series(1, 0, steps), label: 'triangular', live: true }],
  };
}

export function comparisonState(): SideState {
  const spread = (mean: number, by: number) => ({ mean, least: mean - by, most: mean + by });
  return {
    ...emptyState(),
    title: 'train.js, comparison',
    activity: 'Done: 9 trainings.',
    series: ARMS.flatMap((_, which) => [0, 1, 2].map((seed) => series(which, seed, 756))),
    headline: 'Triangular was best: 94.1 % validation accuracy; yours 89.3 %.',
    comparison: {
      use: { arm: 'triangular', label: 'triangular' },
      metric: 'validation accuracy',
      target: 0.893,
      sentence:
        'triangular reaches the fixed rate’s best validation accuracy in 0.42 of the iterations (0.38 to 0.47 over three seeds).',
      rows: [
        {
          arm: 'own rate',
          policy: '0.01',
          seeds: 3,
          best: spread(0.893, 0.004),
          iterationsToTarget: spread(740, 16),
          secondsToTarget: spread(38, 1),
          reached: 2,
          isBest: false,
        },
        {
          arm: 'triangular',
          policy: 'triangular, 0.047 to 0.19, step size 126',
          seeds: 3,
          best: spread(0.941, 0.006),
          iterationsToTarget: spread(311, 30),
          secondsToTarget: spread(16, 2),
          reached: 3,
          isBest: true,
        },
        {
          arm: 'triangular2',
          policy: 'triangular2, 0.047 to 0.19, step size 126',
          seeds: 3,
          best: spread(0.88, 0.01),
          iterationsToTarget: null,
          secondsToTarget: null,
          reached: 0,
          isBest: false,
        },
        {
          arm: 'fixed 10',
          policy: '10',
          seeds: 0,
          best: null,
          iterationsToTarget: null,
          secondsToTarget: null,
          reached: 0,
          isBest: false,
        },
      ],
    },
    notices: ['The script saved its model after training; that was held back.'],
  };
}

export function failedState(): SideState {
  return {
    ...emptyState(),
    title: 'train.js, triangular',
    status: 'failed',
    activity: 'The run failed.',
    resumable: true,
    problem: {
      code: 'script-threw',
      title: 'train.js stopped with an error.',
      detail: 'Error: out of memory.',
      file: '/home/ada/digits/train.js',
      line: 40,
      actions: [{ kind: 'show-output' }],
    },
  };
}

/** Mulberry32: the same numbers each time. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
