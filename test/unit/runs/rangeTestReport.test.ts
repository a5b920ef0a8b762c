import { expect, it } from 'vitest';
import { emptyRun, findReport } from '../../../src/runs';

it('does not say of a range test that was cancelled that it has not been run', () => {
  const run = { ...emptyRun(), status: 'cancelled' as const };
  expect(JSON.parse(findReport(run))).toMatchObject({
    verdict: 'Cancelled before a ramp was whole: there is nothing to judge.',
    problem: null,
    points: [],
  });
});
