import { describe, expect, it } from 'vitest';
import { ofType, run, shortRamp, warningCodes } from '../../harness';
import type { Run } from '../../harness';
import type { Phase } from '../../../../src/protocol/report';

const measuring = { experiment: { kind: 'range-test', ramp: shortRamp, validation: true } } as const;

/** What the trainer evaluated by itself; the script's own evaluations come with an epoch. */
function measured({ messages }: Run): Phase[] {
  return ofType(messages, 'phase').filter(({ phase, epoch }) => phase === 'evaluate' && epoch === undefined);
}

describe('the validation series of a ramp', () => {
  it.each(['fit-validation.mjs', 'fit-dataset-validation.js'])(
    'leaves the ramp as it is without it, bit for bit: %s',
    async (script) => {
      const without = await run(script);
      const withIt = await run(script, { plan: measuring });
      expect(without.outcome.end?.reason).toBe('ramp-complete');
      expect(withIt.steps).toEqual(without.steps);
      expect(measured(without)).toEqual([]);
      expect(measured(withIt).map(({ step }) => step)).toEqual(Array.from({ length: 20 }, (_, i) => 3 * i));
      expect(measured(withIt).every(({ loss = NaN }) => loss > 0)).toBe(true);
      expect(warningCodes(withIt)).not.toContain('hook-fault');
    },
  );

  it('is what the script measures itself at the same step', async () => {
    const tested = await run('fit-validation.mjs', { plan: measuring });
    const own = ofType(tested.messages, 'phase').filter(
      ({ phase, epoch }) => phase === 'evaluate' && epoch !== undefined,
    );
    const shared = own.filter(({ step = NaN }) => step % 3 === 0);
    expect(shared.map(({ step }) => step)).toEqual([24, 48]);
    for (const { step, loss, accuracy } of shared) {
      const ours = measured(tested).find((one) => one.step === step);
      expect(ours?.loss).toBe(loss);
      expect(ours?.accuracy).toBeCloseTo(accuracy ?? NaN, 6);
    }
  });

  it('gives the same values to the same seed', async () => {
    const first = await run('fit-dataset-validation.js', { plan: measuring });
    const second = await run('fit-dataset-validation.js', { plan: measuring });
    expect(measured(second)).toEqual(measured(first));
  });

  it.each(['fit-dataset.js', 'minimize-loop.js'])(
    'says so where there is no validation data: %s',
    async (script) => {
      const tested = await run(script, { plan: measuring });
      expect(tested.outcome.end?.reason).toBe('ramp-complete');
      expect(measured(tested)).toEqual([]);
      expect(warningCodes(tested).filter((code) => code === 'no-validation')).toHaveLength(1);
    },
  );
});
