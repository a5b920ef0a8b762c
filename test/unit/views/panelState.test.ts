import { describe, expect, it } from 'vitest';
import { answerOf, applyEvent, emptyRun, importedEvents } from '../../../src/runs';
import type { Run, RunEvent } from '../../../src/runs';
import { panelState } from '../../../src/views/panelState';
import { curveNamed } from '../runs/curves';

const insertion = { possible: true, reason: '', upToDate: false };
const created: RunEvent = {
  type: 'created',
  id: 'a',
  kind: 'range-test',
  name: 'train.js',
  script: '/w/train.js',
  startedAt: Date.now(),
  range: { lo: 1e-5, hi: 10 },
};

function runOf(...events: RunEvent[]): Run {
  const run = emptyRun();
  for (const event of [created, ...events]) applyEvent(run, event);
  return run;
}

/** Ramps of the recorded curve, one a length. */
async function ramps(...lengths: number[]): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for (const [repeat, steps] of lengths.entries()) {
    const { lo, hi, lr, loss, acc } = await curveNamed('mn-mlp-sgd-64', steps);
    const ramp = { shape: 'exponential' as const, lo, hi, steps };
    events.push(
      { type: 'planned', why: repeat === 0 ? 'first' : 'double', ramp, seeds: 1 },
      { type: 'repeat', repeat, seed: 0, experiment: { kind: 'range-test', ramp } },
      {
        type: 'steps',
        repeat,
        steps: lr.map((rate, i) => ({ i, lr: rate, loss: loss[i] ?? Number.NaN, accuracy: acc[i] ?? 0 })),
      },
      { type: 'trainer', repeat, message: { type: 'end', reason: 'ramp-complete', steps } },
    );
  }
  return events;
}

/** Its loss falls, then turns up. */
function runOfOneRamp(steps: number): Run {
  const ramp = { shape: 'exponential' as const, lo: 1e-5, hi: 10, steps };
  const points = Array.from({ length: steps }, (_, i) => {
    const share = i / (steps - 1);
    return {
      i,
      lr: 1e-5 * 1e6 ** share,
      loss: 1 + (2 * share - 1) ** 2 + 0.01 * Math.sin(i),
      accuracy: share,
    };
  });
  return runOf(
    { type: 'planned', why: 'first', ramp, seeds: 1 },
    { type: 'repeat', repeat: 0, seed: 0, experiment: { kind: 'range-test', ramp } },
    { type: 'steps', repeat: 0, steps: points },
    { type: 'trainer', repeat: 0, message: { type: 'end', reason: 'ramp-complete', steps } },
  );
}

describe('what the panel shows', () => {
  it('is never blank: a run that has just begun says what it does', () => {
    const state = panelState(runOf(), insertion);
    expect(state.activity).toContain('train.js');
    expect(state.answer).toBeNull();
    expect(state.range).toEqual({ lo: 1e-5, hi: 10 });
  });

  it('marks the answer of the first ramp preliminary and counts the steps', async () => {
    const state = panelState(runOf(...(await ramps(200))), insertion);
    expect(state.preliminary).toBe(true);
    expect(state.chosen?.by).toBe('suggested');
    expect(state.progress).toMatchObject({ step: state.ramps[0]?.lr.length, of: 200 });
  });

  it('counts ramps as ramps, and no short trainings that confirm them', async () => {
    const lr = 0.1;
    const ramp = { shape: 'exponential', lo: lr, hi: lr, steps: 100 } as const;
    const start = { lr, from: 'answer', mayClimb: true } as const;
    const run = runOf(
      ...(await ramps(200, 400)),
      { type: 'ended', at: Date.now(), status: 'finished', problem: null },
      { type: 'confirming', at: Date.now(), start, seeds: [1001], long: true },
      { type: 'repeat', repeat: 2, seed: 1001, experiment: { kind: 'range-test', ramp } },
      { type: 'steps', repeat: 2, steps: Array.from({ length: 100 }, (_, i) => ({ i, lr, loss: 1 })) },
      { type: 'trainer', repeat: 2, message: { type: 'end', reason: 'ramp-complete', steps: 100 } },
      { type: 'confirmed', at: Date.now(), status: 'finished', problem: null },
    );
    expect(panelState(run, insertion).activity).toMatch(/^Done: 2 ramps, 600 iterations/);
  });

  it('shows what was measured on validation data, at the rate of its step', async () => {
    const message = { type: 'phase', phase: 'evaluate', step: 8, loss: NaN, accuracy: 0.5 } as const;
    const run = runOf(...(await ramps(200)), { type: 'trainer', repeat: 0, message });
    const [ramp] = panelState(run, insertion).ramps;
    expect(ramp?.validation).toEqual([{ step: 8, lr: ramp?.lr[8], loss: null, accuracy: 0.5 }]);
  });

  it('gives every length its level, and bounds set by hand stand against later answers', async () => {
    const chosen: RunEvent = { type: 'chosen', chosen: { baseLR: 0.01, maxLR: 0.05, by: 'hand' } };
    const [first, second] = [await ramps(200), (await ramps(200, 400)).slice(4)];
    const ended: RunEvent = { type: 'ended', at: Date.now(), status: 'finished', problem: null };
    const state = panelState(runOf(...first, chosen, ...second, ended), insertion);
    expect(state.ramps.map((ramp) => ramp.level)).toEqual([0, 1]);
    expect(state.chosen).toEqual({ baseLR: 0.01, maxLR: 0.05, by: 'hand' });
    expect(state.preliminary).toBe(false);
    expect(state.progress).toBeNull();
    expect(state.activity).toContain('2 ramps');
  });

  it('shows bounds of a candidate rounded, also from a run kept with all their digits; those set by hand as set', () => {
    const exact = { baseLR: 0.0595270288326, maxLR: 0.23810811533 };
    const state = (by: string) => panelState(runOf({ type: 'chosen', chosen: { ...exact, by } }), insertion);
    expect(state('third').chosen).toEqual({ baseLR: 0.06, maxLR: 0.24, by: 'third' });
    expect(state('hand').chosen).toEqual({ ...exact, by: 'hand' });
  });

  it('leaves ramps over a range that was extended out of the picture and of the answer', async () => {
    const wider = { shape: 'exponential' as const, lo: 1e-7, hi: 10, steps: 200 };
    const extended: RunEvent = { type: 'planned', why: 'extend-down', ramp: wider, seeds: 1 };
    const state = panelState(runOf(...(await ramps(200)), extended), insertion);
    expect(state.ramps.map((ramp) => ramp.level)).toEqual([-1]);
    expect(state.answer).toBeNull();
    expect(state.range.lo).toBe(1e-7);
  });

  it('shows curves from a file, each at its length, also one that blew up early', async () => {
    const long = await curveNamed('mn-mlp-sgd-64', 400);
    const short = await curveNamed('mn-mlp-sgd-64', 200);
    const curves = [long, short].map(({ lr, loss }) => ({
      lr,
      loss: loss.map((value) => value ?? Number.NaN),
    }));
    const early = { lr: long.lr.slice(0, 220), loss: curves[0]?.loss.slice(0, 220) ?? [] };
    const run = emptyRun();
    const header = { id: 'i', name: 'a.csv', script: '/w/a.csv', startedAt: 0 };
    for (const event of importedEvents(header, [...curves, early])) applyEvent(run, event);
    const state = panelState(run, insertion);
    expect(state.ramps.map((ramp) => ramp.level)).toEqual([1, 0, 1]);
    expect(answerOf(run)?.analyses.map((level) => level.length)).toEqual([1, 2]);
    const rates = state.ramps.map(({ smooth }) => smooth?.lr.slice(0, 3));
    expect(rates).toEqual([long, short, long].map(({ lr }) => lr.slice(0, 3)));
  });

  it('is as small as a plot, however many points were measured', () => {
    const run = runOfOneRamp(100_000);
    const state = panelState(run, insertion);
    expect(JSON.stringify(state).length).toBeLessThan(1_000_000);
    const [ramp] = state.ramps;
    expect(ramp).toMatchObject({ measured: 100_000, every: 16 });
    expect(ramp?.lr[1]).toBe(run.repeats[0]?.lr[16]);
    expect(ramp?.smooth?.lr.at(-1)).toBeCloseTo(10);
    expect(ramp?.smooth?.lr).toHaveLength(400);
  });

  it('leaves nothing out of a usual range test', async () => {
    const state = panelState(runOf(...(await ramps(200))), insertion);
    for (const { measured, every, lr, smooth } of state.ramps) {
      expect([every, lr.length]).toEqual([1, measured]);
      expect(smooth?.lr).toEqual(lr.slice(0, smooth?.lr.length));
    }
  });

  it('says each warning once, however many repeats give it', async () => {
    const warning: RunEvent = {
      type: 'trainer',
      repeat: 0,
      message: { type: 'warning', code: 'engine-substituted', message: 'Runs on the embedded engine.' },
    };
    const state = panelState(runOf(...(await ramps(200)), warning, warning), insertion);
    expect(state.notices).toEqual(['Runs on the embedded engine.']);
  });

  it('names the training that the chart is of, where there are several', async () => {
    const events = await ramps(200);
    const seen = { type: 'training', optimizer: 'Adam', lr: 0.1 } as const;
    const optimizer = (id: string, driven: boolean): RunEvent => ({
      type: 'trainer',
      repeat: 0,
      message: { ...seen, id, variables: `part ${id}`, driven },
    });
    expect(panelState(runOf(...events, optimizer('1', true)), insertion).training).toBeNull();
    const second = runOf(...events, optimizer('1', false), optimizer('2', true));
    expect(panelState(second, insertion).training).toEqual({ id: '2', name: 'Adam on part 2' });
    const gan = runOf(...events, optimizer('1', true), optimizer('2', false));
    expect(panelState(gan, insertion).training).toEqual({ id: '1', name: 'Adam on part 1' });
  });

  it('proposes a step size only where the length of an epoch is known', async () => {
    const events = await ramps(200);
    expect(panelState(runOf(...events), insertion).stepSize).toBeNull();
    const data: RunEvent = {
      type: 'trainer',
      repeat: 0,
      message: { type: 'data', batchesPerEpoch: 100, batchSize: 64, epochs: 24 },
    };
    const { stepSize } = panelState(runOf(...events, data), insertion);
    expect(stepSize?.iterations).toBe(400);
    expect(stepSize?.epochs).toBe(4);
  });
});
