/** A run for other tools. */
import { toJson as encode } from '../protocol/numbers';
import { isProbe } from './confirmation';
import { rampValidation, validationOfRamps } from './rampValidation';
import { rampSteps } from './ramps';
import type { Run } from './run';
import { validationOf } from './trained';
import { trainingReport } from './trainingReport';

/** One row an update of each ramp, all ramps below each other; empty cells where nothing was measured. */
export function toCsv(run: Run): string {
  if (run.training) return trainingCsv(run);
  const validated = validationOfRamps(run).length > 0;
  const rows = [
    `ramp_steps,seed,step,lr,loss,accuracy${validated ? ',validation_loss,validation_accuracy' : ''}`,
  ];
  for (const repeat of run.repeats.filter((one) => !isProbe(one))) {
    const { seed, step, lr, loss, accuracy } = repeat;
    const validation = new Map(rampValidation(repeat).map((point) => [point.step, point]));
    step.forEach((i, k) => {
      const cells = [rampSteps(repeat), seed, i, lr[k], loss[k], accuracy[k]];
      if (validated) cells.push(validation.get(i)?.loss, validation.get(i)?.accuracy);
      rows.push(cells.map((cell) => cell ?? '').join(','));
    });
  }
  return `${rows.join('\n')}\n`;
}

/** What the script validated stands in the row of the update before. */
function trainingCsv(run: Run): string {
  const rows = ['training,seed,step,lr,loss,accuracy,validation_loss,validation_accuracy'];
  for (const repeat of run.repeats) {
    const { arm, seed, step, lr, loss, accuracy } = repeat;
    const validation = new Map(validationOf(repeat).map((measured) => [measured.step, measured]));
    step.forEach((i, k) => {
      const measured = validation.get(i + 1);
      const cells = [arm, seed, i, lr[k], loss[k], accuracy[k], measured?.loss, measured?.accuracy];
      rows.push(cells.map((cell) => cell ?? '').join(','));
    });
  }
  return `${rows.join('\n')}\n`;
}

/** The whole run, or of a training what the terminal prints; its curves go to CSV. */
export function toJson(run: Run): string {
  if (run.training) return `${trainingReport(run)}\n`;
  return `${encode(run, 2)}\n`;
}
