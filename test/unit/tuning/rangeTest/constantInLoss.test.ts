/** A constant in the loss, such as a penalty on frozen weights, must not hide where the rest of it falls. */
import { describe, expect, test } from 'vitest';
import { analyzeRamp, type Curve, findBounds } from '../../../../src/tuning';
import { cases, curveOf } from '../fixtures';
import { flatCurve } from '../made';

const recorded = (id: string) =>
  (cases.find((one) => one.id === id)?.ramps ?? [])
    .filter((ramp) => ramp.kind === 'exp' && ramp.n === 400)
    .map(curveOf)
    .map(({ lr, loss }): Curve => ({ lr, loss }));
const lifted = ({ lr, loss }: Curve, by: number): Curve => ({ lr, loss: loss.map((value) => value + by) });

describe.each(cases.map(({ id }) => id))('%s', (id) => {
  test.each([200, 2000])('with %d added gives the bounds that it gives without', (by) => {
    const ramps = recorded(id);
    const [plain, added] = [ramps, ramps.map((ramp) => lifted(ramp, by))].map(
      (of) => findBounds([of]).bounds.maxLR,
    );
    expect(Math.abs(Math.log10((added ?? NaN) / (plain ?? NaN)))).toBeLessThan(0.1);
  });
});

test('the band and the drawn line are those of the recorded loss', () => {
  const [ramp] = recorded('mn-mlp-sgd-64');
  const [plain, added] = [ramp as Curve, lifted(ramp as Curve, 400)].map((one) => findBounds([[one]]));
  expect(Math.abs(Math.log10((added?.band?.lo ?? NaN) / (plain?.band?.lo ?? NaN)))).toBeLessThan(0.15);
  const line = added?.analyses[0]?.[0]?.smoothedLoss ?? [];
  expect(Math.min(...line)).toBeGreaterThan(400);
  expect(added?.analyses[0]?.[0]?.loss?.start).toBeCloseTo(
    400 + (plain?.analyses[0]?.[0]?.loss?.start ?? NaN),
    6,
  );
});

test('noise beside a constant is no fall', () => {
  for (const steps of [100, 200, 400, 800]) {
    for (const noise of [0.001, 0.05, 1]) {
      const curve = lifted(flatCurve(steps, noise), 400);
      expect(analyzeRamp(curve).learned).toBe(false);
      expect(findBounds([[curve]]).flags).toEqual(['never-learned']);
    }
  }
});
