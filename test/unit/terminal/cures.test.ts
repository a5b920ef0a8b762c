import { describe, expect, it } from 'vitest';
import { curesOf } from '../../../src/terminal/cures';
import { findBounds, type Flag } from '../../../src/tuning';
import { flatCurve, madeCurve } from '../tuning/made';

const asked = {
  range: { lo: 1e-6, hi: 10 },
  steps: 200,
  maxSteps: 800,
  seeds: 3,
  quick: false,
  confirm: false,
};
const one = findBounds([[madeCurve()]]);
const moving = findBounds([[madeCurve({ fallsFrom: 0.3 })], [madeCurve({ steps: 400, fallsFrom: 0.05 })]]);

describe('what would help', () => {
  it('names the option that does it', () => {
    const cures = curesOf(moving, asked);
    expect(moving.flags).toContain('too-few-steps' satisfies Flag);
    expect(cures[0]).toBe(
      'Run a ramp twice as long: the answer still moves with its length (--max-steps 1600).',
    );
    expect(cures.at(-1)).toMatch(/^Short trainings at \S+ and around it would tell more \(--confirm\)\.$/);
  });

  it('of one length is a longer ramp, as it was asked for', () => {
    expect(curesOf(one, { ...asked, quick: true })).toContain(
      'A ramp twice as long shows whether this one was long enough: run it without --quick.',
    );
    expect(curesOf(one, { ...asked, maxSteps: 200 })).toContainEqual(
      expect.stringContaining('run it with --max-steps 400.'),
    );
    const short = findBounds([[madeCurve()]], { scriptSteps: 250 });
    expect(curesOf(short, asked).join(' ')).not.toContain('twice as long');
  });

  it('of one length is a longer ramp once, also where the noise asks for one', () => {
    const noisy = findBounds([[madeCurve({ steps: 60, noise: 2.0 })]]);
    expect(noisy.flags).toContain('too-noisy' satisfies Flag);
    expect(noisy.bounds.maxLR).not.toBeNull();
    const cures = curesOf(noisy, { ...asked, steps: 60, maxSteps: 60 });
    expect(cures.filter((cure) => cure.includes('--max-steps 120'))).toHaveLength(1);
  });

  it('of a script that is too short is a longer script, and no option', () => {
    const short = findBounds([[flatCurve(60)]], { scriptSteps: 60 });
    expect(short.flags).toContain('too-short' satisfies Flag);
    const cures = curesOf(short, { ...asked, steps: 60, maxSteps: 60 });
    expect(cures[0]).toMatch(/^Raise the number of epochs .* no ramp is longer\.$/);
  });

  it('of a range is where it should begin or end', () => {
    const high = findBounds([[{ ...flatCurve(), lr: madeCurve({ lo: 0.3 }).lr }]]);
    expect(curesOf(high, { ...asked, range: { lo: 0.3, hi: 10 } })[0]).toContain('(--from 0.003)');
    const low = findBounds([[madeCurve({ fallsFrom: 1e3 })]]);
    expect(curesOf(low, asked)[0]).toContain('(--to 100)');
    expect(curesOf(findBounds([[flatCurve(20)]]), { ...asked, steps: 20, maxSteps: 20 })[0]).toContain(
      '(--steps 200)',
    );
  });

  it('is no confirmation once that was asked for', () => {
    expect(curesOf(one, { ...asked, confirm: true }).join(' ')).not.toContain('--confirm');
  });
});
