import { describe, expect, it } from 'vitest';
import { toJson } from '../../../src/protocol/numbers';
import {
  answerOf,
  applyEvent,
  chosenOf,
  confirmationIn,
  confirmationSays,
  confirmationStartOf,
  constantRateOf,
  emptyRun,
  findReport,
  progressOf,
  scriptLengthOf,
  timeIn,
  toCsv,
} from '../../../src/runs';
import { boundsConfirmed, probeRamp } from '../../../src/runs/confirmation';
import { encodeEvent } from '../../../src/runs/eventLines';
import type { Run, RunEvent } from '../../../src/runs';
import { readRun } from '../../../src/runs/store';
import { textOf } from '../../../src/tuning';
import { madeCurve } from '../tuning/made';

const range = { lo: 1e-6, hi: 10 };
const header = { id: 'test', kind: 'range-test', name: 'train.js', script: '/w/train.js' } as const;

function rangeTest(): RunEvent[] {
  const { lr, loss } = madeCurve();
  const ramp = { shape: 'exponential', ...range, steps: lr.length } as const;
  return [
    { type: 'created', ...header, startedAt: 0, range },
    { type: 'planned', why: 'first', ramp, seeds: 1 },
    ...repeat(0, 0, { kind: 'range-test', ramp }, lr, loss),
    { type: 'ended', at: 5, status: 'finished', problem: null },
  ];
}

function repeat(
  index: number,
  seed: number,
  experiment: Extract<RunEvent, { type: 'repeat' }>['experiment'],
  lr: readonly number[],
  loss: readonly number[],
): RunEvent[] {
  return [
    { type: 'repeat', repeat: index, seed, experiment },
    { type: 'steps', repeat: index, steps: lr.map((rate, i) => ({ i, lr: rate, loss: loss[i] ?? NaN })) },
    { type: 'trainer', repeat: index, message: { type: 'end', reason: 'ramp-complete', steps: lr.length } },
  ];
}

/** Rates in the order in which they are asked for, with the loss that every seed ends with; it ends where they do. */
function confirmation(run: Run, losses: readonly number[], long = false): void {
  const choice = confirmationStartOf(run);
  if (choice?.kind !== 'start') throw new Error('It cannot be confirmed.');
  applyEvent(run, { type: 'confirming', at: 6, start: choice.start, seeds: [1001, 1002], long });
  const waiting = [...losses];
  for (let next = confirmationIn(run)?.next; next && waiting.length > 0; next = confirmationIn(run)?.next) {
    const { rates, seeds, steps } = next;
    applyEvent(run, { type: 'probing', rates: [...rates], steps, seeds: seeds.length });
    for (const lr of rates) {
      const end = waiting.shift() ?? NaN;
      for (const seed of seeds) {
        const series = Array.from({ length: steps }, (_, i) => (i < 0.8 * steps ? 2 : end));
        const ramp = probeRamp(lr, steps);
        const events = repeat(
          run.repeats.length,
          seed,
          { kind: 'range-test', ramp },
          series.map(() => lr),
          series,
        );
        for (const event of events) applyEvent(run, event);
      }
    }
  }
}

function finish(run: Run): void {
  const chosen = boundsConfirmed(run);
  if (chosen) applyEvent(run, { type: 'chosen', chosen });
  applyEvent(run, { type: 'confirmed', at: 9, status: 'finished', problem: null });
}

function runOf(events: readonly RunEvent[]): Run {
  const run = emptyRun();
  for (const event of events) applyEvent(run, event);
  return run;
}

describe('a run that is confirmed', () => {
  it('goes on while rates are trained, and is what it was before afterwards', () => {
    const run = runOf(rangeTest());
    confirmation(run, [1, 1.5, 1.5]);
    expect(run.status).toBe('running');
    expect(progressOf(run)).toMatchObject({ step: 800, of: 800 });
    finish(run);
    expect(run.status).toBe('finished');
    expect(run.confirming?.status).toBe('finished');
  });

  it('keeps to the rate of the curve where nothing did better', () => {
    const run = runOf(rangeTest());
    const lr = answerOf(run)?.bounds.constantLR ?? NaN;
    confirmation(run, [1, 1.5, 1.5]);
    finish(run);
    expect(chosenOf(run)).toMatchObject({ by: 'confirmed', maxLR: Number((1.5 * lr).toPrecision(2)) });
    expect(constantRateOf(run)).toBe(Number((0.8 * lr).toPrecision(2)));
    expect(confirmationSays(run)?.[0]?.text).toMatch(/^Confirmed: /);
  });

  it('has the bounds of the best rate where that is another one, and those of the curve to go back to', () => {
    const run = runOf(rangeTest());
    const suggested = chosenOf(run);
    const lr = answerOf(run)?.bounds.constantLR ?? NaN;
    confirmation(run, [1, 0.7, 1]);
    finish(run);
    expect(chosenOf(run)).toMatchObject({ by: 'confirmed' });
    expect(chosenOf(run)?.maxLR).toBeCloseTo(Number((1.5 * 2.5 * lr).toPrecision(2)), 10);
    expect(constantRateOf(run)).toBe(Number((0.8 * 2.5 * lr).toPrecision(2)));
    expect(
      answerOf(run)
        ?.candidates.map(({ id }) => id)
        .slice(0, 2),
    ).toEqual(['confirmed', 'suggested']);
    applyEvent(run, { type: 'chosen', chosen: suggested });
    expect(chosenOf(run)).toEqual(suggested);
  });

  it('leaves its curve alone: probes are no ramps', () => {
    const run = runOf(rangeTest());
    const { edgeLR } = answerOf(run) ?? {};
    const csv = toCsv(run);
    confirmation(run, [1, 0.7, 1.5]);
    finish(run);
    expect(answerOf(run)?.edgeLR).toBe(edgeLR);
    expect(toCsv(run)).toBe(csv);
  });

  it('tells other tools of every probe, and offers them the bounds that stand', () => {
    const run = runOf(rangeTest());
    confirmation(run, [1, 0.7, 1.5]);
    finish(run);
    const report = JSON.parse(findReport(run)) as {
      bounds: { maxLR: number };
      verdict: string;
      confirmation: { probes: unknown[]; moved: boolean; sentence: string };
    };
    expect(report.bounds.maxLR).toBe(chosenOf(run)?.maxLR);
    expect(report.confirmation).toMatchObject({ moved: true, status: 'finished', startFrom: 'answer' });
    expect(report.confirmation.probes).toHaveLength(6);
    expect(report.verdict.endsWith(report.confirmation.sentence)).toBe(true);
  });

  it('does not contradict what short trainings came to', () => {
    const run = runOf(rangeTest());
    expect(findReport(run)).toContain('not known whether it was long enough');
    confirmation(run, [1, 1.5, 1.5]);
    finish(run);
    const report = JSON.parse(findReport(run)) as { verdict: string; advice: unknown[] };
    expect(report.verdict).not.toContain('long enough');
    expect(report.verdict).toMatch(/Confirmed: .* both ended worse\. So cycle between \S+ and \S+\.$/);
    expect(report.advice).toEqual([]);
  });

  it('tells other tools why it was not confirmed', () => {
    const report = JSON.parse(findReport(runOf(rangeTest()), 'The script is too short.')) as object;
    expect(report).toMatchObject({
      confirmation: { status: 'refused', sentence: 'Not confirmed. The script is too short.' },
    });
  });

  it('is confirmed anew from the curve, whatever an earlier confirmation trained', () => {
    const run = runOf(rangeTest());
    confirmation(run, [1, 0.7, 1.5]);
    finish(run);
    confirmation(run, [1, 1.5, 1.5]);
    finish(run);
    expect(confirmationIn(run)).toMatchObject({ moved: false });
    expect(confirmationIn(run)?.short.rates).toHaveLength(3);
  });
});

describe('long trainings after the short ones', () => {
  it('count in what is left to do', () => {
    const run = runOf(rangeTest());
    confirmation(run, [1, 1.5], true);
    expect(progressOf(run)).toMatchObject({ step: 600, of: 600 + 200 + 3 * 400 });
    const longer = runOf(rangeTest());
    confirmation(longer, [1, 1.5, 1.5, 0.5, 0.6, 0.7], true);
    expect(progressOf(longer)).toMatchObject({ step: 2000, of: 2000 });
  });

  it('give the bounds, and tell other tools how long each was', () => {
    const run = runOf(rangeTest());
    const lr = answerOf(run)?.bounds.constantLR ?? NaN;
    confirmation(run, [1, 1.5, 1.5, 0.6, 0.5, 0.6], true);
    expect(chosenOf(run)?.by).toBe('suggested');
    finish(run);
    expect(constantRateOf(run)).toBe(Number(((0.8 * lr) / 2.5).toPrecision(2)));
    const report = JSON.parse(findReport(run)) as { confirmation: { probes: { steps: number }[] } };
    expect(report.confirmation).toMatchObject({ steps: 100, longSteps: 400, moved: true });
    expect(report.confirmation.probes.map(({ steps }) => steps)).toEqual([
      ...new Array<number>(6).fill(100),
      ...new Array<number>(3).fill(400),
    ]);
  });

  it('that are cancelled leave what the short ones found', () => {
    const run = runOf(rangeTest());
    confirmation(run, [1, 0.7, 1.5, 0.6], true);
    const chosen = boundsConfirmed(run);
    expect(chosen?.by).toBe('confirmed');
    if (chosen) applyEvent(run, { type: 'chosen', chosen });
    applyEvent(run, { type: 'confirmed', at: 9, status: 'cancelled', problem: null });
    expect(textOf(confirmationSays(run) ?? [])).toMatch(/^Short trainings did better .* so cycle between/);
    expect(answerOf(run)?.candidates[0]?.id).toBe('confirmed');
  });
});

describe('a run whose script is shorter than a probe', () => {
  const events = (reason: 'script-ended' | 'ramp-complete', steps: number): RunEvent[] => {
    const ramp = { shape: 'exponential', ...range, steps: 200 } as const;
    const short = repeat(0, 0, { kind: 'range-test', ramp }, new Array<number>(steps).fill(1), []);
    const [first, second] = short;
    const end = { type: 'end', reason, steps } as const;
    return first && second ? [first, second, { type: 'trainer', repeat: 0, message: end }] : [];
  };

  it('is known from its ramps, and is not confirmed', () => {
    const [created, planned, ...rest] = rangeTest();
    if (!created || !planned) throw new Error('It has no beginning.');
    const shifted = rest.map((event) => ('repeat' in event ? { ...event, repeat: event.repeat + 1 } : event));
    const ended = runOf([created, planned, ...events('script-ended', 250), ...shifted]);
    expect(scriptLengthOf(ended)).toBe(250);
    expect(scriptLengthOf(runOf([created, planned, ...events('script-ended', 50), ...shifted]))).toBeNull();
    expect(scriptLengthOf(runOf([created, planned, ...events('ramp-complete', 250), ...shifted]))).toBeNull();
  });
});

describe('the file of a run that is confirmed', () => {
  /** All that happened, as its file holds it. */
  function fileOf(losses: readonly number[], cutAfter = Infinity): string {
    const events: RunEvent[] = rangeTest();
    const run = runOf(events);
    const record = (event: RunEvent) => {
      events.push(event);
      applyEvent(run, event);
    };
    const choice = confirmationStartOf(run);
    if (choice?.kind !== 'start') throw new Error('It cannot be confirmed.');
    const told = runOf(events);
    confirmation(told, losses);
    record({ type: 'confirming', at: 6, start: choice.start, seeds: [1001, 1002], long: false });
    told.repeats.slice(1).forEach(({ seed, experiment, lr, loss }, i) => {
      for (const event of repeat(i + 1, seed, experiment, lr, loss)) record(event);
    });
    record({ type: 'confirmed', at: 9, status: 'finished', problem: null });
    return events.slice(0, cutAfter).map(encodeEvent).join('');
  }

  it('reads back as it was', () => {
    const run = readRun(fileOf([1, 0.7, NaN]));
    expect(run?.status).toBe('finished');
    expect(run && confirmationIn(run)).toMatchObject({ moved: true, short: { steps: 100 }, next: null });
    expect(run && answerOf(run)?.candidates[0]?.id).toBe('confirmed');
    expect(run && toJson(confirmationIn(run))).toContain('"broken"');
  });

  it('goes on by the clock of today where it is confirmed later', () => {
    const run = readRun(fileOf([]));
    const start = run && confirmationStartOf(run);
    if (!run || start?.kind !== 'start') throw new Error('It cannot be confirmed.');
    const now = Date.now();
    applyEvent(run, { type: 'confirming', at: now, start: start.start, seeds: [1001, 1002], long: true });
    expect(timeIn(run)).toBeGreaterThanOrEqual(now);
  });

  it('that was cut short keeps its range test, and asks for the rates that are missing', () => {
    const whole = rangeTest().length;
    const run = readRun(fileOf([1, 0.7, 1.5], whole + 1 + 3));
    expect(run?.status).toBe('finished');
    expect(run?.confirming?.status).toBe('cancelled');
    expect(run && confirmationIn(run)?.next?.rates).toHaveLength(2);
    expect(run && confirmationSays(run)).toBeNull();
    expect(run && chosenOf(run)?.by).toBe('suggested');
  });

  it.each([
    ['"from":"answer"', '"from":"stars"'],
    ['"seeds":[1001,1002]', '"seeds":["a"]'],
    ['"mayClimb":true', '"mayClimb":1'],
  ])('is refused where it is not as agreed: %s', (sound, broken) => {
    const text = fileOf([1, 0.7, 1.5]);
    expect(text).toContain(sound);
    const run = readRun(text.replace(sound, broken));
    expect(run?.confirming).toBeNull();
    expect(run && chosenOf(run)?.by).toBe('suggested');
  });
});
