import { describe, expect, it } from 'vitest';
import { analysesOf, applyEvent, emptyRun, finishedLevels } from '../../../src/runs';
import type { Run, RunEvent } from '../../../src/runs';
import type { Ramp } from '../../../src/tuning';
import type { EndReason } from '../../../src/protocol/report';

const ramp: Ramp = { shape: 'exponential', lo: 1e-6, hi: 10, steps: 200 };

/** A run of ramps that ended so, after so many steps, of which the first few showed no loss. */
function runOf(...ends: [reason: EndReason, steps: number, ramp?: Ramp, unseen?: number][]): Run {
  const run = emptyRun();
  const header = { id: 'test', kind: 'range-test', name: 'train.js', script: '/w/train.js' } as const;
  const events: RunEvent[] = [
    { type: 'created', ...header, startedAt: 0, range: { lo: ramp.lo, hi: ramp.hi } },
  ];
  ends.forEach(([reason, steps, own = ramp, unseen = 0], repeat) => {
    const made = Array.from({ length: steps }, (_, i) => ({ i, lr: 1e-6, ...(i >= unseen && { loss: 1 }) }));
    events.push(
      { type: 'repeat', repeat, seed: repeat, experiment: { kind: 'range-test', ramp: own } },
      { type: 'steps', repeat, steps: made },
      { type: 'trainer', repeat, message: { type: 'end', reason, steps } },
    );
  });
  for (const event of events) applyEvent(run, event);
  return run;
}

const lengths = (run: Run): number[][] =>
  finishedLevels(run).map((level) => level.map(({ lr }) => lr.length));

describe('ramps that count', () => {
  it('are those that their own process called whole or diverged', () => {
    expect(lengths(runOf(['ramp-complete', 200], ['diverged', 120], ['error', 90]))).toEqual([[200, 120]]);
  });

  it('are also those whose script gave up while another seed made the whole ramp', () => {
    expect(lengths(runOf(['diverged', 150], ['script-ended', 130], ['script-ended', 20]))).toEqual([
      [150, 130],
    ]);
  });

  it('are not those that showed no loss, and an update that showed none is no point', () => {
    expect(lengths(runOf(['ramp-complete', 200, ramp, 200]))).toEqual([]);
    const run = runOf(['ramp-complete', 200, ramp, 3]);
    expect(lengths(run)).toEqual([[197]]);
    expect([...analysesOf(run).values()].map(({ lr }) => lr.length)).toEqual([197]);
  });

  it('are not those of a script that is too short for any ramp of this length', () => {
    const longer = { ...ramp, steps: 400 };
    expect(lengths(runOf(['script-ended', 150], ['script-ended', 150]))).toEqual([]);
    expect(lengths(runOf(['ramp-complete', 200], ['script-ended', 250, longer]))).toEqual([[200]]);
  });
});
