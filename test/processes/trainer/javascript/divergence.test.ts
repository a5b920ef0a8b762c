import { describe, expect, it } from 'vitest';
import type { Ramp, Schedule } from '../../../../src/tuning';
import { ofType, run } from '../../harness';

/** Up to rates at which squared errors explode at once. */
const steep: Ramp = { shape: 'exponential', lo: 1e-4, hi: 1e6, steps: 150 };

describe('a script that gives up when the loss explodes', () => {
  it.each(['throw', 'exit', 'end'])('has made its ramp up to there: %s', async (how) => {
    const { outcome, steps, messages } = await run('nan-guard.js', {
      plan: { experiment: { kind: 'range-test', ramp: steep } },
      launch: { args: [how] },
    });
    expect(outcome.problem).toBeNull();
    expect(outcome.end).toMatchObject({ reason: 'diverged', steps: steps.length });
    expect(steps.length).toBeGreaterThan(20);
    expect(steps.length).toBeLessThan(steep.steps);
    expect(Number.isFinite(steps[0]?.loss)).toBe(true);
    expect(Number.isFinite(steps.at(-1)?.loss)).toBe(false);
    const notices = ofType(messages, 'warning').map(({ message }) => message);
    const said =
      how === 'end' ? /^The script ended after its loss/ : /^The script gives up when the loss explodes/;
    expect(notices).toContainEqual(expect.stringMatching(said));
    if (how === 'throw') expect(notices.join()).toContain('(Error: Loss is NaN)');
  });

  it('is told that the rates are too high where it trains at given ones', async () => {
    const schedule: Schedule = { kind: 'fixed', lr: 1e6 };
    const { outcome } = await run('nan-guard.js', {
      plan: { experiment: { kind: 'train', schedule } },
      launch: { args: ['throw'] },
    });
    expect(outcome.problem).toMatchObject({
      code: 'script-threw',
      title: 'The script failed: Error: Loss is NaN',
      detail: expect.stringMatching(/no number any more: .* Choose a lower maximum\./) as unknown,
    });
  });
});
