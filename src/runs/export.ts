/** A run for other tools. */
import { nonFiniteAsString } from '../runner/messages';
import { rampSteps } from './run';
import type { Run } from './run';

/** One row an update, all repeats below each other; empty cells where nothing was measured. */
export function toCsv(run: Run): string {
  const rows = ['ramp_steps,seed,step,lr,loss,accuracy'];
  for (const repeat of run.repeats) {
    const { seed, step, lr, loss, accuracy } = repeat;
    step.forEach((i, k) =>
      rows.push([rampSteps(repeat), seed, i, lr[k], loss[k], accuracy[k] ?? ''].join(',')),
    );
  }
  return `${rows.join('\n')}\n`;
}

export function toJson(run: Run): string {
  return `${JSON.stringify(run, nonFiniteAsString, 2)}\n`;
}
