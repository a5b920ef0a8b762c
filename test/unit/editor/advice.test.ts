import { describe, expect, it } from 'vitest';
import { changeFor } from '../../../src/editor/runs/advice';

const request = {
  script: { script: '/w/train.js', args: [], cwd: null, env: {}, runtimePath: null, runtimeArgs: [] },
  ...{ distFolder: '/dist', engine: 'automatic' as const, threads: 0, training: null },
  ...{ range: { lo: 1e-5, hi: 1 }, steps: 200, maxSteps: 800, seeds: 3 },
};

describe('what an advice changes about the next run', () => {
  it('is that one thing, and the rest stays as it was asked for', () => {
    const same = { range: { lo: 1e-5, hi: 1 }, steps: 200, maxSteps: 800, seeds: 3, validation: false };
    expect(changeFor('validate', request)).toEqual({ ...same, validation: true });
    expect(changeFor('extend-up', request)).toEqual({ ...same, range: { lo: 1e-5, hi: 10 } });
    expect(changeFor('run-longer', request)).toEqual({ ...same, steps: 800, maxSteps: 1600 });
    const validated = { ...request, validation: true };
    expect(changeFor('more-seeds', validated)).toEqual({ ...same, seeds: 5, validation: true });
  });

  it('is nothing where only the user can act', () => {
    expect(changeFor('check-data', request)).toBeNull();
    expect(changeFor('larger-batch', request)).toBeNull();
  });
});
