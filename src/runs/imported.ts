/** Curves from files of other tools as a run, so that the same panel shows and judges them. */
import type { Curve } from '../tuning';
import type { RunEvent } from './events';

/** @param curves at least one, each with at least one rate */
export function importedEvents(
  header: { id: string; name: string; script: string; startedAt: number },
  curves: readonly Curve[],
): RunEvent[] {
  const rates = curves.flatMap((curve) => [curve.lr[0], curve.lr.at(-1)]).filter((lr) => lr !== undefined);
  const range = { lo: Math.min(...rates), hi: Math.max(...rates) };
  const ended: RunEvent = { type: 'ended', at: header.startedAt, status: 'finished', problem: null };
  return [
    { type: 'created', kind: 'imported', range, ...header },
    ...curves.flatMap((curve, repeat) => importedRamp(curve, repeat, range)),
    ended,
  ];
}

function importedRamp(curve: Curve, repeat: number, range: { lo: number; hi: number }): RunEvent[] {
  const steps = curve.lr.length;
  const ramp = { shape: 'exponential' as const, ...range, steps };
  return [
    { type: 'repeat', repeat, seed: repeat, experiment: { kind: 'range-test', ramp } },
    {
      type: 'steps',
      repeat,
      steps: curve.lr.map((lr, i) => {
        const accuracy = curve.accuracy?.[i];
        return { i, lr, loss: curve.loss[i] ?? Number.NaN, ...(accuracy === undefined ? {} : { accuracy }) };
      }),
    },
    { type: 'trainer', repeat, message: { type: 'end', reason: 'ramp-complete', steps } },
  ];
}
