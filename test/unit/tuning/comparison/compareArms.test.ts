import { describe, expect, it } from 'vitest';
import { compareArms, OWN_ARM } from '../../../../src/tuning';
import type { Arm, TrainedSeries } from '../../../../src/tuning';

const FIXED: Arm = { name: 'fixed 0.02', schedule: { kind: 'fixed', lr: 0.02 } };
const LOWER: Arm = { name: 'fixed 0.01', schedule: { kind: 'fixed', lr: 0.01 } };
const CYCLED: Arm = {
  name: 'triangular',
  schedule: { kind: 'triangular', baseLR: 0.01, maxLR: 0.04, stepSize: 10 },
};
const ARMS = [OWN_ARM, LOWER, FIXED, CYCLED];

/** Ten updates an epoch and a tenth of a second each; the script validates after each epoch. */
function trained(arm: Arm, seed: number, validation: readonly number[]): TrainedSeries {
  const steps = validation.length * 10;
  return {
    arm: arm.name,
    seed,
    loss: Array.from({ length: steps }, () => 1),
    accuracy: Array.from({ length: steps }, () => 0.5),
    validation: validation.map((accuracy, epoch) => ({
      step: (epoch + 1) * 10,
      accuracy,
      loss: 1 - accuracy,
    })),
    clock: [
      { step: 0, seconds: 0 },
      { step: steps, seconds: steps / 10 },
    ],
  };
}

function seeds(arm: Arm, ...curves: readonly (readonly number[])[]): TrainedSeries[] {
  return curves.map((validation, seed) => trained(arm, seed, validation));
}

function arm(comparison: ReturnType<typeof compareArms>, name: string) {
  const found = comparison?.arms.find((result) => result.name === name);
  if (!found) throw new Error(`no arm ${name}`);
  return found;
}

describe('a comparison', () => {
  const own = seeds(OWN_ARM, [0.5, 0.7, 0.8], [0.5, 0.75, 0.82], [0.5, 0.7, 0.78]);

  it('takes the mean best of the own rate as target, and measures how soon each seed gets there', () => {
    const comparison = compareArms([...own, ...seeds(CYCLED, [0.7, 0.85], [0.79, 0.81], [0.81, 0.9])], ARMS);
    expect(comparison?.metric).toBe('validation accuracy');
    expect(comparison?.target).toBeCloseTo(0.8);
    const cycled = arm(comparison, 'triangular');
    expect(cycled.perSeed.map((seed) => seed.iterationsToTarget)).toEqual([20, 20, 10]);
    expect(cycled.perSeed.map((seed) => seed.secondsToTarget)).toEqual([2, 2, 1]);
    expect(cycled.iterationsToTarget).toEqual({ mean: 50 / 3, least: 10, most: 20 });
    expect(cycled.best?.mean).toBeCloseTo((0.85 + 0.81 + 0.9) / 3);
    expect(cycled.reached).toBe(3);
  });

  it('says of a seed that never got there that it did not, rather than guess', () => {
    const reference = arm(compareArms(own, ARMS), OWN_ARM.name);
    expect(reference.perSeed.map((seed) => seed.iterationsToTarget)).toEqual([30, 30, null]);
    expect(reference.reached).toBe(2);
    expect(reference.iterationsToTarget).toEqual({ mean: 30, least: 30, most: 30 });
  });

  it('finds the best of the fixed rates, the own one apart', () => {
    const fixed = [...seeds(LOWER, [0.6, 0.7]), ...seeds(FIXED, [0.8, 0.9])];
    expect(compareArms([...own, ...fixed], ARMS)?.bestFixed).toBe('fixed 0.02');
  });

  it('judges by accuracy over the updates where the script does not validate', () => {
    const rising = (seed: number): TrainedSeries => ({
      ...trained(OWN_ARM, seed, []),
      loss: Array.from({ length: 200 }, (_, i) => 1 - i / 400),
      accuracy: Array.from({ length: 200 }, (_, i) => i / 200),
      clock: [],
    });
    const comparison = compareArms([rising(0)], ARMS);
    expect(comparison?.metric).toBe('accuracy');
    // Smoothed, so a little behind the last batch's own value.
    expect(comparison?.target).toBeGreaterThan(0.9);
    expect(comparison?.target).toBeLessThan(0.995);
    expect(arm(comparison, OWN_ARM.name).perSeed[0]).toMatchObject({
      iterationsToTarget: 200,
      secondsToTarget: null,
    });
  });

  it('judges by the validation loss, where the script validates no accuracy, whatever it trains on', () => {
    const overfitted = (of: Arm, losses: readonly number[], accuracy: number): TrainedSeries => ({
      ...trained(of, 0, losses),
      accuracy: losses.flatMap(() => Array<number>(10).fill(accuracy)),
      validation: losses.map((loss, epoch) => ({ step: (epoch + 1) * 10, loss })),
    });
    const comparison = compareArms(
      [overfitted(OWN_ARM, [0.9, 0.6], 0.8), overfitted(CYCLED, [0.9, 1.4], 1)],
      ARMS,
    );
    expect(comparison?.metric).toBe('validation loss');
    expect(comparison?.target).toBe(0.6);
    expect(comparison?.headline).toMatch(/^Your own rate was best/i);
  });

  it('judges by loss, where lower is better, if there is no accuracy at all', () => {
    const falling = (of: Arm, end: number): TrainedSeries => ({
      ...trained(of, 0, []),
      loss: Array.from({ length: 100 }, (_, i) => 1 - ((1 - end) * i) / 99),
      accuracy: Array.from({ length: 100 }, () => undefined),
    });
    const comparison = compareArms([falling(OWN_ARM, 0.5), falling(CYCLED, 0.2), falling(FIXED, 0.9)], ARMS);
    expect(comparison?.metric).toBe('loss');
    expect(arm(comparison, 'triangular').best?.mean).toBeLessThan(0.3);
    expect(arm(comparison, 'triangular').perSeed[0]?.iterationsToTarget).toBeLessThan(80);
    expect(arm(comparison, 'fixed 0.02').reached).toBe(0);
  });

  it('is null before anything has been trained, and has no target without the own rate', () => {
    expect(compareArms([], ARMS)).toBeNull();
    const comparison = compareArms(seeds(CYCLED, [0.5, 0.9]), ARMS);
    expect(comparison?.target).toBeNull();
    expect(comparison?.sentence).toBe('Triangular reached a validation accuracy of 90.0 %.');
  });

  it('lets a rate that blew up lose', () => {
    const comparison = compareArms([...own, ...seeds(FIXED, [NaN, NaN]), ...seeds(CYCLED, [0.7, 0.9])], ARMS);
    expect(comparison?.metric).toBe('validation accuracy');
    expect(arm(comparison, 'fixed 0.02')).toMatchObject({ best: null, reached: 0, iterationsToTarget: null });
    expect(comparison?.sentence).toContain('the best fixed rate, 0.02: no finite value');
  });
});

describe('the sentence', () => {
  const own = seeds(OWN_ARM, [0.5, 0.6, 0.8], [0.5, 0.6, 0.8], [0.5, 0.6, 0.8]);
  const sentence = (...all: TrainedSeries[][]): string => compareArms(all.flat(), ARMS)?.sentence ?? '';

  it('claims a win only over both rivals, and only where no seed says otherwise', () => {
    const fixed = seeds(FIXED, [0.5, 0.82], [0.5, 0.83], [0.5, 0.82]);
    const text = sentence(own, fixed, seeds(CYCLED, [0.81, 0.9], [0.82, 0.91], [0.83, 0.92]));
    expect(text).toContain(
      "triangular beat the script's own rate (80.0 %) and beat the best fixed rate, 0.02",
    );
    expect(text).toContain('in fewer iterations: 10, against 30 with the own rate and 20');
  });

  it('says that the rate explains the gain where a fixed rate does as well', () => {
    const fixed = seeds(FIXED, [0.5, 0.9], [0.5, 0.92], [0.5, 0.88]);
    const text = sentence(own, fixed, seeds(CYCLED, [0.5, 0.91], [0.5, 0.9], [0.5, 0.89]));
    expect(text).toContain('is level with the best fixed rate');
    expect(text).toContain('the better rate explains the gain, not the cycling');
    expect(text).toContain('the difference to the best fixed rate may be chance');
  });

  it('calls seeds that overlap level, however far the means lie apart', () => {
    const text = sentence(own, seeds(CYCLED, [0.5, 0.6, 0.99], [0.5, 0.6, 0.99], [0.5, 0.6, 0.8]));
    expect(text).toContain("is level with the script's own rate");
    expect(text).toContain('no sooner than chance allows');
    expect(text).not.toContain('beat');
  });

  it('says so when cycling lost', () => {
    const text = sentence(own, seeds(CYCLED, [0.5, 0.6], [0.5, 0.7], [0.5, 0.6]));
    expect(text).toContain("lost to the script's own rate (80.0 %)");
    expect(text).toContain('never reached');
  });

  it('claims nothing from fewer than three seeds', () => {
    const text = sentence(own.slice(0, 2), seeds(CYCLED, [0.9, 0.99], [0.9, 0.99]));
    expect(text).toContain('2 seeds each cannot tell a gain from chance');
    expect(text).not.toContain('beat');
  });
});

describe('the headline', () => {
  const own = seeds(OWN_ARM, [0.5, 0.858]);
  const headline = (...all: TrainedSeries[][]): string => compareArms(all.flat(), ARMS)?.headline ?? '';

  it('names the best first, then the best of the other sort, then the script’s own', () => {
    const text = headline(own, seeds(LOWER, [0.9]), seeds(FIXED, [0.988]), seeds(CYCLED, [0.98]));
    expect(text).toBe(
      'A fixed rate of 0.02 was best: 98.8 % validation accuracy; triangular 98.0 %; yours 85.8 %.',
    );
    expect(headline(own, seeds(FIXED, [0.9]), seeds(CYCLED, [0.98]))).toBe(
      'Triangular was best: 98.0 % validation accuracy; a fixed rate of 0.02: 90.0 %; yours 85.8 %.',
    );
  });

  it('says so where the script’s own rate was best, or only one was trained', () => {
    expect(headline(own, seeds(FIXED, [0.8]), seeds(CYCLED, [0.7]))).toBe(
      'Your own rate was best: 85.8 % validation accuracy; a fixed rate of 0.02: 80.0 %.',
    );
    expect(headline(seeds(CYCLED, [0.7]))).toBe('Triangular reached 70.0 % validation accuracy.');
  });

  it('calls nobody best who is level as far as its digits show', () => {
    expect(headline(own, seeds(FIXED, [0.8]), seeds(CYCLED, [0.8581]))).toBe(
      'Triangular and your own rate were level: 85.8 % validation accuracy; a fixed rate of 0.02: 80.0 %.',
    );
    expect(headline(own, seeds(FIXED, [0.858]), seeds(CYCLED, [0.8]))).toBe(
      'Your own rate and a fixed rate of 0.02 were level: 85.8 % validation accuracy.',
    );
    expect(headline(own, seeds(LOWER, [0.858]), seeds(FIXED, [0.858]), seeds(CYCLED, [0.858]))).toBe(
      'All 4 were level: 85.8 % validation accuracy.',
    );
  });

  it('does not round up to all what falls short of it', () => {
    expect(headline(seeds(OWN_ARM, [1]), seeds(FIXED, [0.9]), seeds(CYCLED, [0.9996]))).toBe(
      'Your own rate was best: 100.0 % validation accuracy; triangular 99.96 %.',
    );
    expect(headline(seeds(OWN_ARM, [1]), seeds(CYCLED, [0.9999999]))).toBe(
      'Both were level: 100.0 % validation accuracy.',
    );
  });

  it('says which loss, and leaves out what never had a finite value', () => {
    const falling = (of: Arm, end: number): TrainedSeries => ({
      ...trained(of, 0, []),
      loss: Array.from({ length: 100 }, () => end),
      accuracy: Array.from({ length: 100 }, () => undefined),
    });
    expect(headline([falling(OWN_ARM, 0.5), falling(CYCLED, 0.25), falling(FIXED, NaN)])).toBe(
      'Triangular was best: a training loss of 0.25; yours 0.5.',
    );
  });
});
