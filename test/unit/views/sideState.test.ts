import { describe, expect, it } from 'vitest';
import { applyEvent, emptyRun } from '../../../src/runs';
import type { Run, RunEvent } from '../../../src/runs';
import { OWN_ARM } from '../../../src/tuning';
import type { Arm } from '../../../src/tuning';
import { sideState } from '../../../src/views/sideState';

const FIXED: Arm = { name: 'fixed 0.1', schedule: { kind: 'fixed', lr: 0.1 } };
const request = {
  bounds: { baseLR: 0.05, maxLR: 0.2 },
  policies: ['triangular'],
  seeds: 2,
  stepSize: null,
  allowSave: false,
} as const;

function runOf(kind: 'training' | 'comparison', ...events: RunEvent[]): Run {
  const run = emptyRun();
  const header = { id: kind, kind, name: 'train.js', script: '/w/train.js', startedAt: 0 };
  const created: RunEvent = { type: 'created', ...header, range: { lo: 0.05, hi: 0.2 } };
  const asked: RunEvent = { type: 'training-asked', request: { ...request, policies: ['triangular'] } };
  for (const event of [created, asked, ...events]) applyEvent(run, event);
  return run;
}

const arms: RunEvent = {
  type: 'arms',
  arms: [OWN_ARM, FIXED],
  length: { totalSteps: 4, stepsPerEpoch: 2 },
};

/** Four updates, two epochs, validated after each. */
function training(repeat: number, arm: string, seed: number, accuracy: number, ends = true): RunEvent[] {
  const phase = (step: number, value: number): RunEvent[] => [
    { type: 'trainer', repeat, message: { type: 'phase', phase: 'train', epoch: step / 2 - 1, step } },
    {
      type: 'trainer',
      repeat,
      message: { type: 'phase', phase: 'evaluate', step, loss: NaN, accuracy: value },
    },
  ];
  const steps = (from: number): RunEvent => ({
    type: 'steps',
    repeat,
    steps: [from, from + 1].map((i) => ({ i, lr: 0.1, loss: i === 1 ? NaN : 1, accuracy: 0.5 })),
  });
  const end: RunEvent = {
    type: 'trainer',
    repeat,
    message: { type: 'end', reason: 'script-ended', steps: 4 },
  };
  return [
    { type: 'repeat', repeat, seed, arm, experiment: { kind: 'train', schedule: null } },
    steps(0),
    ...phase(2, accuracy - 0.1),
    steps(2),
    ...phase(4, accuracy),
    ...(ends ? [end] : []),
  ];
}

const ended = (status: 'finished' | 'cancelled'): RunEvent => ({
  type: 'ended',
  at: 9,
  status,
  problem: null,
});

describe('what the side view shows', () => {
  it('says nothing of its own while nothing was trained, so that the page says what to do', () => {
    expect(sideState([])).toMatchObject({ title: null, series: [], comparison: null, resumable: false });
  });

  it('has every training with its epochs and its validation; not finite numbers are gaps', () => {
    const [series] = sideState([runOf('comparison', arms, ...training(0, OWN_ARM.name, 1, 0.8))]).series;
    expect(series).toMatchObject({
      label: 'own rate',
      live: false,
      step: [0, 1, 2, 3],
      loss: [1, null, 1, 1],
      epochs: [2, 4],
    });
    expect(series?.validation.step).toEqual([2, 4]);
    expect(series?.validation.loss).toEqual([null, null]);
    expect(series?.validation.accuracy[1]).toBe(0.8);
  });

  it('counts how far it is, and names what trains now', () => {
    const run = runOf(
      'comparison',
      arms,
      ...training(0, OWN_ARM.name, 0, 0.8),
      ...training(1, FIXED.name, 0, 0.9, false),
    );
    const state = sideState([run]);
    expect(state.activity).toBe('Training: fixed 0.1, seed 0. 1 of 4 done.');
    expect(state.progress).toMatchObject({ step: 8, of: 16 });
    expect(state.series.map((series) => series.live)).toEqual([false, true]);
  });

  it('shows the table of a comparison, and what of it can be used', () => {
    const both = [...training(0, OWN_ARM.name, 0, 0.8), ...training(1, FIXED.name, 0, 0.9)];
    const { headline, comparison } = sideState([runOf('comparison', arms, ...both)]);
    expect(comparison?.metric).toBe('validation accuracy');
    expect(comparison?.rows.map((row) => [row.arm, row.isBest, row.best?.mean, row.reached])).toEqual([
      ['own rate', false, 0.8, 1],
      ['fixed 0.1', true, 0.9, 1],
    ]);
    expect(comparison?.rows[1]?.iterationsToTarget?.mean).toBe(2);
    expect(headline).toBe('A fixed rate of 0.1 was best: 90.0 % validation accuracy; yours 80.0 %.');
    expect(comparison?.use).toEqual({ arm: 'fixed 0.1', label: '0.1' });
    const ownWon = [...training(0, OWN_ARM.name, 0, 0.9), ...training(1, FIXED.name, 0, 0.8)];
    expect(sideState([runOf('comparison', arms, ...ownWon)]).comparison?.use).toBeNull();
  });

  it('has a row also for an arm at which the script failed, once the run is over', () => {
    const own = [arms, ...training(0, OWN_ARM.name, 0, 0.8), ...training(1, FIXED.name, 0, 0.9, false)];
    const rowsOf = (run: Run): unknown =>
      sideState([run]).comparison?.rows.map(({ arm, policy, seeds, best }) => [
        arm,
        policy,
        seeds,
        best?.mean,
      ]);
    const trained = ['own rate', expect.any(String), 1, 0.8];
    expect(rowsOf(runOf('comparison', ...own))).toEqual([trained]);
    expect(rowsOf(runOf('comparison', ...own, ended('finished')))).toEqual([
      trained,
      ['fixed 0.1', '0.1', 0, undefined],
    ]);
  });

  it('offers to go on where a run was cut short, and keeps only what is whole then', () => {
    const events = [arms, ...training(0, OWN_ARM.name, 0, 0.8), ...training(1, FIXED.name, 0, 0.9, false)];
    const run = runOf('comparison', ...events, ended('cancelled'));
    expect(sideState([run])).toMatchObject({
      resumable: true,
      activity: 'Stopped. 1 finished training kept.',
    });
    applyEvent(run, { type: 'resumed', at: 20 });
    const state = sideState([run]);
    expect(state.resumable).toBe(false);
    expect(state.series.map((series) => series.arm)).toEqual(['own rate']);
  });

  it('lays runs over each other, told apart by their time', () => {
    const one = runOf('training', arms, ...training(0, 'triangular', 0, 0.8), ended('finished'));
    const other = { ...runOf('training', arms, ...training(0, 'triangular', 0, 0.9)), id: 'other' };
    const { series, activity } = sideState([one, other]);
    expect(activity).toBe('Done: 1 training.');
    expect(new Set(series.map(({ id }) => id)).size).toBe(2);
    expect(series[0]?.label).toMatch(/^train\.js \(.+\): triangular/);
  });

  it('says where a training has another length than was planned', () => {
    const longer: RunEvent = { ...arms, length: { totalSteps: 6, stepsPerEpoch: 2 } };
    const cycled = { kind: 'triangular', baseLR: 0.05, maxLR: 0.2, stepSize: 3 } as const;
    const [repeat, ...events] = training(0, 'triangular', 0, 0.8);
    if (repeat?.type !== 'repeat') throw new Error('no repeat');
    const scheduled: RunEvent = { ...repeat, experiment: { kind: 'train', schedule: cycled } };
    const { notices } = sideState([
      runOf('comparison', longer, scheduled, ...events, ...training(1, FIXED.name, 0, 0.8)),
    ]);
    expect(notices).toEqual([
      'triangular trained 4 iterations; its schedule was made for 6.',
      'fixed 0.1 trained 4 iterations of 6.',
    ]);
  });

  it('says where a run went on under other settings, so that its trainings do not compare', () => {
    const ran = (repeat: number, threads: number, driven: string): RunEvent[] => {
      const engine = { kind: 'embedded', name: 'embedded', version: '1.0', threads } as const;
      const framework = { name: 'TensorFlow.js', version: '4.22.0' };
      const seen = { type: 'training', optimizer: 'Adam', variables: '', lr: 0.1 } as const;
      return [
        {
          type: 'trainer',
          repeat,
          message: { type: 'hello', rank: 0, world: 1, framework, engine, device: 'cpu' },
        },
        { type: 'trainer', repeat, message: { ...seen, id: driven, driven: true } },
      ];
    };
    const twice = (threads: number, driven: string): string[] => {
      const own = [...training(0, OWN_ARM.name, 0, 0.8), ...ran(0, 1, '1')];
      const fixed = [...training(1, FIXED.name, 0, 0.8), ...ran(1, threads, driven)];
      return sideState([runOf('comparison', arms, ...own, ...fixed)]).notices;
    };
    expect(twice(1, '1')).toEqual([]);
    expect(twice(2, '1')).toEqual([
      expect.stringContaining('several engines (embedded 1.0; embedded 1.0, 2 threads)'),
    ]);
    expect(twice(1, '2')).toEqual([expect.stringContaining('(1, 2): its results do not compare')]);
  });
});
