/** The time left by a simulated clock: processes that start slowly, share the machine, and end where the loss explodes. */
import { describe, expect, it } from 'vitest';
import { applyEvent, emptyRun, progressOf, type Run, type RunEvent } from '../../../src/runs';
import type { Progress } from '../../../src/protocol/panel';

const range = { lo: 1e-6, hi: 10 };
const hello = {
  type: 'hello',
  pid: 1,
  rank: 0,
  world: 1,
  runtime: { name: 'Python', version: '3.11' },
  framework: { name: 'PyTorch', version: '2', backend: 'cpu', libs: [] },
  device: 'cpu',
  engine: { kind: 'other', name: 'PyTorch', version: '2', threads: 1 },
} as unknown as Extract<RunEvent, { type: 'trainer' }>['message'];

interface Machine {
  startMs: number;
  stepMs: number;
  atOnce: number;
  /** The part of a ramp after which its loss is no number any more. */
  made: number;
}

interface Seen {
  at: number;
  progress: Progress | null;
}

/** Plays one batch of ramps after the other; looks at the progress every 100 ms. */
function play(
  batches: { processes: number; steps: number; why: 'first' | 'double' }[],
  machine: Machine,
): Seen[] {
  const run: Run = emptyRun();
  const seen: Seen[] = [];
  const record = (event: RunEvent): void => applyEvent(run, event);
  record({ type: 'created', id: 't', kind: 'range-test', name: 't', script: '/t.py', startedAt: 0, range });
  let now = 0;
  batches.forEach(({ processes, steps, why }, i) => {
    const ramp = { shape: 'exponential', ...range, steps } as const;
    const ahead = batches.slice(i + 1);
    record({ type: 'planned', why, ramp, seeds: processes, ahead });
    let waiting = processes;
    const lanes: { repeat: number; since: number; made: number }[] = [];
    while (waiting > 0 || lanes.length > 0) {
      while (waiting > 0 && lanes.length < machine.atOnce) {
        const repeat = run.repeats.length;
        record({ type: 'repeat', repeat, seed: waiting, experiment: { kind: 'range-test', ramp }, at: now });
        lanes.push({ repeat, since: now, made: 0 });
        waiting -= 1;
      }
      now += 50;
      for (const lane of [...lanes]) {
        const trained = now - lane.since - machine.startMs;
        if (trained < 0) continue;
        if (run.repeats[lane.repeat]?.hello === null)
          record({ type: 'trainer', repeat: lane.repeat, message: hello, at: lane.since + machine.startMs });
        const last = Math.round(machine.made * steps);
        const made = Math.min(last, Math.floor(trained / machine.stepMs));
        const batch = Array.from({ length: made - lane.made }, (_, k) => ({
          i: lane.made + k,
          lr: 1,
          loss: 1,
        }));
        if (batch.length > 0) record({ type: 'steps', repeat: lane.repeat, steps: batch, at: now });
        lane.made = made;
        if (made < last) continue;
        record({
          type: 'trainer',
          repeat: lane.repeat,
          message: { type: 'end', reason: 'diverged', steps: made },
          at: now,
        });
        lanes.splice(lanes.indexOf(lane), 1);
      }
      seen.push({ at: now, progress: progressOf(run, now) });
    }
  });
  return seen;
}

const USUAL = [
  { processes: 3, steps: 200, why: 'first' },
  { processes: 3, steps: 400, why: 'double' },
] as const;

describe('the time left', () => {
  it.each<[string, Machine]>([
    ['a quick script that starts slowly, two at once', { startMs: 4000, stepMs: 5, atOnce: 2, made: 1 }],
    ['a slow script, one at once', { startMs: 3000, stepMs: 150, atOnce: 1, made: 1 }],
    ['a script whose ramps end early', { startMs: 2000, stepMs: 20, atOnce: 2, made: 0.8 }],
    ['as many at once as there are', { startMs: 2000, stepMs: 20, atOnce: 8, made: 0.95 }],
  ])('of %s is right to a factor of 1.5 from one third of the run on', (_, machine) => {
    const seen = play([...USUAL], machine);
    const end = seen.at(-1)?.at ?? 0;
    for (const { at, progress } of seen.filter((one) => one.at >= end / 3 && one.at < 0.97 * end)) {
      const left = progress?.remainingMs ?? NaN;
      const ratio = left / (end - at);
      expect(ratio, `at ${at} of ${end}`).toBeGreaterThan(1 / 1.5);
      expect(ratio, `at ${at} of ${end}`).toBeLessThan(1.5);
    }
  });

  it('counts the whole plan from the start, and comes to its end', () => {
    const seen = play([...USUAL], { startMs: 1000, stepMs: 10, atOnce: 2, made: 1 });
    const counted = seen.flatMap(({ progress }) => progress?.of ?? []);
    expect(new Set(counted)).toEqual(new Set([1800]));
    expect(seen.at(-1)?.progress).toMatchObject({ step: 1800, of: 1800, remainingMs: 0 });
  });

  it('is not told before it is known', () => {
    const [first] = play([...USUAL], { startMs: 1000, stepMs: 10, atOnce: 2, made: 1 });
    expect(first?.progress).toMatchObject({ step: 0, of: 1800, remainingMs: null });
    expect(progressOf(emptyRun(), 5)).toBeNull();
  });
});
