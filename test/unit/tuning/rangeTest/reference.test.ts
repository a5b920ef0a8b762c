import { describe, expect, test } from 'vitest';
import { analyzeRamp, findBounds } from '../../../../src/tuning';
import { cases, curveOf, synthetic } from '../fixtures';

describe('answers stored with the recorded curves', () => {
  test.each(cases.map((one) => [one.id, one] as const))('%s: every index of every ramp', (_, { ramps }) => {
    for (const ramp of ramps) {
      const found = analyzeRamp(curveOf(ramp));
      const { constantLr, ...indices } = ramp.proto;
      expect({
        learned: found.loss?.learned ?? false,
        onset: found.onsetIndex,
        minimum: found.minimumIndex,
        edge: found.edgeIndex,
      }).toEqual(indices);
      if (constantLr === null) expect(found.edgeLR).toBeNull();
      else expect((0.4 * (found.edgeLR ?? NaN)) / constantLr).toBeCloseTo(1, 2);
    }
  });
});

describe('synthetic ramps with known truth', () => {
  test.each(synthetic.map((ramp) => [ramp.id, ramp] as const))('%s raises its flag', (_, ramp) => {
    const { flags, bounds } = findBounds([[curveOf(ramp)]]);
    if (ramp.expect === 'bounds') expect(bounds.maxLR).toBeGreaterThan(0);
    else expect(flags).toContain(ramp.expect);
  });
});
