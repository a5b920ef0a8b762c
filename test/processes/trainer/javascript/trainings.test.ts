/** Scripts that train several times: what they train is listed, and one of it is chosen. */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { surveyTrainings } from '../../../../src/experiments';
import type { Survey } from '../../../../src/experiments';
import { rampRate } from '../../../../src/tuning';
import { dist, launchOf, ofType, run, scripts, shortRamp } from '../../harness';

function survey(script: string, longest = 60_000): Promise<Survey> {
  const launch = launchOf(path.resolve(scripts, script));
  const request = { script: launch, distFolder: dist, engine: 'embedded' as const, threads: 1, longest };
  return surveyTrainings(request, new AbortController().signal);
}

/** `own`: each training's optimizer and the script's own rate for it; `iterations`: as `TrainingSeen` has it. */
const SEVERAL: { script: string; own: [string, number][]; iterations: (number | null)[] }[] = [
  {
    script: 'transfer.js',
    own: [
      ['Adam', 0.01],
      ['Adam', 0.0001],
    ],
    iterations: [18, 18],
  },
  {
    script: 'two-phases.js',
    own: [
      ['Adam', 0.01],
      ['Adam', 0.001],
    ],
    iterations: [60, 30],
  },
  {
    script: 'k-fold.js',
    own: [
      ['SGD', 0.1],
      ['SGD', 0.1],
      ['SGD', 0.1],
    ],
    iterations: [15, 15, 15],
  },
  {
    script: 'search.js',
    own: [
      ['SGD', 0.01],
      ['Adam', 0.01],
      ['SGD', 0.01],
      ['Adam', 0.01],
    ],
    iterations: [12, 12, 12, 12],
  },
  {
    script: 'gan.js',
    own: [
      ['Adam', 0.0004],
      ['Adam', 0.0002],
    ],
    iterations: [null, null],
  },
];

describe('a survey of the trainings', () => {
  it.each(SEVERAL)('lists those of $script in their order', async ({ script, own, iterations }) => {
    const { trainings, complete, problem } = await survey(script);
    expect(problem).toBeNull();
    expect(complete).toBe(true);
    expect(trainings.map((one) => one.id)).toEqual(own.map((_, i) => String(i + 1)));
    expect(trainings.map((one) => [one.optimizer, one.lr])).toEqual(own);
    expect(trainings.map((one) => one.iterations)).toEqual(iterations);
  });

  it.each(['recompile-each-epoch.js', 'optimizer-each-step.js'])(
    'takes a new optimizer for the same training in a loop over epochs or steps: %s',
    async (script) => {
      const { trainings } = await survey(script);
      expect(trainings).toHaveLength(1);
    },
  );

  it('keeps what it saw where the script fails', async () => {
    const failing = await survey('fails-after-first.js');
    expect(failing.trainings).toHaveLength(1);
    expect(failing).toMatchObject({ complete: false, problem: { code: 'script-threw' } });
  });

  it('says that there may be more where time is up', async () => {
    expect(await survey('transfer.js', 1)).toEqual({ trainings: [], complete: false, problem: null });
  });

  it('says why there is nothing to list', async () => {
    const { trainings, problem } = await survey('exports-only.js');
    expect(trainings).toEqual([]);
    expect(problem).toMatchObject({ code: 'never-trained' });
  });
});

describe('a chosen training', () => {
  it.each(['transfer.js', 'two-phases.js', 'k-fold.js'])('is ramped in %s', async (script) => {
    const { outcome, steps, messages } = await run(script, { plan: { training: '2' } });
    expect(outcome.problem).toBeNull();
    expect(outcome.end?.reason).toBe('ramp-complete');
    expect(ofType(messages, 'training').map(({ id, driven }) => [id, driven])).toEqual([
      ['1', false],
      ['2', true],
    ]);
    expect(steps.map((step) => step.lr)).toEqual(
      Array.from({ length: shortRamp.steps }, (_, i) => rampRate(shortRamp, i)),
    );
  });

  it('comes after those before it as they are: at their own rate, stopped early where they stop early', async () => {
    const { output } = await run('two-phases.js', { plan: { training: '2' } });
    expect(output).toContain('at 0.01: 2 epochs');
    expect(output).not.toContain('at 0.001');
  });
});
