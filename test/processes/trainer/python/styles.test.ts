import { describe, expect, it } from 'vitest';
import { ofType, warningCodes } from '../../harness';
import { drivenOf, hasAccuracy, left, python, rates, runPython } from '../../python';

/** The mark by which the processes of one run are told from all others. */
const mark = () => ({ LR_TEST_RUN: `run-${process.pid}-${Math.random()}` });

interface Style {
  optimizer: string;
  accuracy: boolean;
  training?: string;
  warnings?: string[];
}

const STYLES: Record<string, Style> = {
  accumulation: { optimizer: 'Adam', accuracy: true },
  closure: { optimizer: 'LBFGS', accuracy: true },
  scaler: { optimizer: 'SGD', accuracy: true },
  gan: { optimizer: 'SGD', accuracy: true, training: '2', warnings: ['several-optimizers'] },
  scheduled: { optimizer: 'SGD', accuracy: true, warnings: ['schedule-overridden'] },
  groups: { optimizer: 'SGD', accuracy: true, warnings: ['rate-scaled'] },
  regression: { optimizer: 'RMSprop', accuracy: false, warnings: ['no-accuracy'] },
};

describe.skipIf(python === undefined)('a PyTorch script gets its ramp', () => {
  it.each(Object.entries(STYLES))('%s', async (style, { optimizer, accuracy, training, warnings }) => {
    const env = mark();
    const made = await runPython('styles.py', {
      launch: { args: [style], env },
      plan: { training: training ?? null },
    });
    expect(made.outcome).toMatchObject({ problem: null, end: { reason: 'ramp-complete', steps: 60 } });
    expect(made.steps).toHaveLength(60);
    expect(rates(made)[0]).toBeCloseTo(1e-5, 12);
    expect(rates(made)[59]).toBeCloseTo(1, 12);
    expect(made.steps.every(({ loss }) => loss !== undefined)).toBe(true);
    expect(hasAccuracy(made)).toBe(accuracy);
    expect(drivenOf(made)).toBe(optimizer);
    expect(warningCodes(made).filter((code) => code !== 'accuracy-source')).toEqual(warnings ?? []);
    expect(made.output).not.toContain('trained');
    expect(await left(env.LR_TEST_RUN)).toEqual([]);
  });

  it.each(['fork', 'spawn', 'forkserver'])('whose loader has workers (%s)', async (method) => {
    const env = { METHOD: method, ...mark() };
    const made = await runPython('loader.py', { launch: { env } });
    expect(made.outcome).toMatchObject({ problem: null, end: { reason: 'ramp-complete', steps: 60 } });
    expect(made.steps).toHaveLength(60);
    expect(hasAccuracy(made)).toBe(true);
    expect(warningCodes(made)).not.toContain('several-processes');
    expect(await left(env.LR_TEST_RUN)).toEqual([]);
  });

  it('and is said to have given up where its guard raises', async () => {
    const ramp = { shape: 'exponential', lo: 1e-3, hi: 1e4, steps: 60 } as const;
    const { outcome, messages } = await runPython('styles.py', {
      launch: { args: ['nan_guard'] },
      plan: { experiment: { kind: 'range-test', ramp } },
    });
    expect(outcome).toMatchObject({ problem: null, end: { reason: 'diverged' } });
    expect(ofType(messages, 'warning').map(({ message }) => message)).toContainEqual(
      expect.stringContaining('gives up when the loss explodes'),
    );
  });
});
