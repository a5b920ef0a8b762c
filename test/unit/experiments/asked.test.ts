import { describe, expect, it } from 'vitest';
import { runComparison, runRangeTest, runTraining, Session } from '../../../src/experiments';
import { readRequest } from '../../../src/runs/reading/experiment';
import { Fields } from '../../../src/protocol/fields';

const script = {
  script: '/nowhere/train.js',
  args: [],
  cwd: null,
  env: {},
  runtimePath: null,
  runtimeArgs: [],
};
const how = { script, distFolder: '/nowhere', engine: 'automatic', threads: 0, training: null } as const;
const usual = { ...how, range: { lo: 1e-6, hi: 10 }, steps: 200, maxSteps: 800, seeds: 3 };

async function problemOf(run: (session: Session) => Promise<void>): Promise<string | undefined> {
  const session = new Session(null);
  await run(session);
  return session.run.problem?.code;
}

describe('a range test', () => {
  it.each([
    { seeds: 1e9 },
    { seeds: 0 },
    { seeds: 1.5 },
    { seeds: Number.NaN },
    { steps: 1e12, maxSteps: 1e12 },
    { maxSteps: Infinity },
    { threads: 1e9 },
    { threads: -1 },
    { atOnce: 17 },
    { atOnce: 1.5 },
    { atOnce: -1 },
    { range: { lo: 1e-6, hi: 1e300 } },
    { range: { lo: Number.NaN, hi: 1 } },
  ])('is refused before anything runs: %j', async (change) => {
    expect(await problemOf((session) => runRangeTest({ ...usual, ...change }, session))).toBe(
      'invalid-range',
    );
  });

  it('is begun with what is sound', async () => {
    expect(await problemOf((session) => runRangeTest(usual, session))).toBe('script-missing');
  });

  it('of settings that hold text is refused as well', async () => {
    const setting: unknown = JSON.parse('"3"');
    const request = Object.assign({}, usual, { seeds: setting });
    expect(await problemOf((session) => runRangeTest(request, session))).toBe('invalid-range');
  });
});

describe('a training', () => {
  const asked = { bounds: { baseLR: 0.1, maxLR: 1 }, policies: ['triangular'], stepSize: null, seeds: 3 };

  it.each([
    { seeds: 1e9 },
    { seeds: 0 },
    { bounds: { baseLR: 1, maxLR: 0.1 } },
    { bounds: { baseLR: 1, maxLR: Infinity } },
  ])('is refused before anything runs: %j', async (change) => {
    const sound = readRequest(new Fields({ ...asked, allowSave: false }));
    const request = { ...sound, ...change };
    for (const run of [runTraining, runComparison]) {
      const code = await problemOf((session) => {
        session.record({ type: 'training-asked', request });
        return run(how, session);
      });
      expect(code).toBe('invalid-range');
    }
  });
});
