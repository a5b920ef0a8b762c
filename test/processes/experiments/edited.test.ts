import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runRangeTest, runTraining, Session } from '../../../src/experiments';
import type { Run } from '../../../src/runs';
import { dist, launchOf, makeProject, SMALL_TRAINING } from '../harness';

const how = { distFolder: dist, engine: 'embedded', threads: 1, training: null } as const;

function changes({ repeats }: Run): number[] {
  return repeats.flatMap(({ warnings }, k) =>
    warnings.some(({ code }) => code === 'script-changed') ? [k] : [],
  );
}

describe('a script that is edited while its run goes on', () => {
  it.each([
    ["require('node:fs').appendFileSync(__filename, '// edited');\n", [1, 2]],
    ['', []],
  ])('is said to be changed, at each later ramp', async (edits, expected) => {
    const folder = await makeProject({ 'train.js': edits + SMALL_TRAINING });
    const session = new Session(null);
    const request = { ...how, script: launchOf(path.join(folder, 'train.js')), range: { lo: 1e-4, hi: 1 } };
    await runRangeTest({ ...request, shape: 'linear', steps: 60, maxSteps: 60, seeds: 3 }, session);
    expect(session.run.problem).toBeNull();
    // Ramps that run at once may both have begun before the edit.
    expect(expected).toEqual(expect.arrayContaining(changes(session.run)));
    if (expected.length > 0) expect(changes(session.run)).toContain(2);
  });

  it('is said to be changed where a training goes on after a break', async () => {
    const folder = await makeProject({ 'train.js': SMALL_TRAINING });
    const session = new Session(null);
    const bounds = { baseLR: 0.01, maxLR: 0.1 };
    const experiment = { kind: 'train', schedule: null } as const;
    const policies = ['triangular'] as const;
    const request = { bounds, policies, stepSize: null, seeds: 2, allowSave: false };
    session.record({ type: 'training-asked', request });
    const length = { totalSteps: 100, stepsPerEpoch: null };
    session.record({ type: 'arms', arms: [{ name: 'triangular', schedule: null }], length });
    session.record({
      type: 'repeat',
      repeat: 0,
      seed: 0,
      experiment,
      arm: 'triangular',
      scriptMark: 'an earlier one',
    });
    session.record({
      type: 'trainer',
      repeat: 0,
      message: { type: 'end', reason: 'script-ended', steps: 100 },
    });
    session.record({ type: 'resumed', at: 1 });
    await runTraining({ ...how, script: launchOf(path.join(folder, 'train.js')) }, session);
    expect(session.run.problem).toBeNull();
    expect(changes(session.run)).toEqual([1]);
  });
});
