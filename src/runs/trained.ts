/** What a run trained, in the form that the comparison judges. */
import { compareArms } from '../tuning';
import type { Arm, Comparison, TrainedSeries } from '../tuning';
import { trainedOf } from './run';
import type { Repeat, Run } from './run';

const comparisons = new WeakMap<Run, { key: string; comparison: Comparison | null }>();

/** What the whole trainings say; null before the first has ended. Asked for often, so it is kept. */
export function comparisonOf(run: Run): Comparison | null {
  const trained = trainedOf(run);
  const arms = run.training?.arms ?? [];
  const key = `${trained.length} ${arms.length}`;
  const known = comparisons.get(run);
  if (known?.key === key) return known.comparison;
  const comparison = compareArms(trained.map(trainedSeries), arms);
  comparisons.set(run, { key, comparison });
  return comparison;
}

/** The arms at which the script failed at every seed: known when the run is over, for it has tried them all then. */
export function failedArms(run: Run): Arm[] {
  if (run.status !== 'finished') return [];
  const trained = new Set(trainedOf(run).map(({ arm }) => arm));
  return (run.training?.arms ?? []).filter(({ name }) => !trained.has(name));
}

function trainedSeries(repeat: Repeat): TrainedSeries {
  const { arm, seed, loss, accuracy, clock } = repeat;
  const start = clock[0]?.at ?? 0;
  return {
    arm: arm ?? '',
    seed,
    loss,
    accuracy,
    validation: validationOf(repeat),
    clock: clock.map(({ step, at }) => ({ step, seconds: (at - start) / 1000 })),
  };
}

/** What the script measured itself after an epoch. */
export function validationOf(repeat: Repeat): { step: number; loss?: number; accuracy?: number }[] {
  return repeat.phases
    .filter(({ phase, step }) => phase === 'evaluate' && step !== undefined)
    .map(({ step = 0, loss, accuracy }) => ({
      step,
      ...(loss !== undefined && { loss }),
      ...(accuracy !== undefined && { accuracy }),
    }));
}

/** Updates made when each epoch ended. */
export function epochEnds(repeat: Repeat): number[] {
  return repeat.phases.flatMap(({ phase, step }) => (phase === 'train' && step !== undefined ? [step] : []));
}
