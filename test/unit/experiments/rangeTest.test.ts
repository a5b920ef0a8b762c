import { describe, expect, it } from 'vitest';
import { runRangeTest, Session } from '../../../src/experiments';

describe('a range test with settings that make no sense', () => {
  it.each([
    [{ lo: 1, hi: 0.1 }, 200, 'above the lowest (1), not 0.1'],
    [{ lo: 0, hi: 1 }, 200, 'above zero, not 0'],
    [{ lo: 1e-6, hi: 10 }, 1.5, 'whole number'],
  ])('%j, %d steps: says so and starts nothing', async (range, steps, words) => {
    const session = new Session(null);
    const script = {
      script: '/nowhere/train.js',
      args: [],
      cwd: null,
      env: {},
      runtimePath: null,
      runtimeArgs: [],
    };
    const how = { engine: 'automatic' as const, threads: 0, training: null, distFolder: '/nowhere' };
    await runRangeTest({ script, ...how, range, steps, maxSteps: 800, seeds: 3 }, session);
    expect(session.run.status).toBe('failed');
    expect(session.run.problem?.code).toBe('invalid-range');
    expect(session.run.problem?.title).toContain(words);
    expect(session.run.repeats).toEqual([]);
  });
});
