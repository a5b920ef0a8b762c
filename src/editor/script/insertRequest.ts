/** What of a run is to be written into its script. */
import { chosenOf, constantRateOf, lengthOf, stepSizeToWrite } from '../../runs';
import type { Run } from '../../runs';
import type { InsertRequest } from '../../script';
import type { InsertWhat } from '../../protocol/panel';
import { stepsOf } from '../../tuning';

/** The bounds that stand for a range test; null while none do. */
export function boundsRequest(run: Run, what: InsertWhat): InsertRequest | null {
  const chosen = chosenOf(run);
  if (!chosen) return null;
  const { baseLR, maxLR } = chosen;
  if (what === 'constants') return { what, baseLR, maxLR };
  if (what === 'fixed') return { what, lr: constantRateOf(run) ?? maxLR };
  const totalSteps = lengthOf(run)?.totalSteps;
  const stepSize = stepSizeToWrite(run);
  const length = totalSteps === undefined ? {} : { totalSteps };
  return { what: 'schedule', policy: what, baseLR, maxLR, stepSize, ...length };
}

/** An arm of a comparison as it was trained; null for the script's own rate, and for an arm that is not there. */
export function armRequest({ training }: Run, name: string): InsertRequest | null {
  const schedule = training?.arms.find((arm) => arm.name === name)?.schedule ?? null;
  if (!training?.length || !schedule) return null;
  if (schedule.kind === 'fixed') return { what: 'fixed', lr: schedule.lr };
  const { bounds, stepSize } = training.request;
  return {
    what: 'schedule',
    policy: schedule.kind,
    ...bounds,
    stepSize: stepsOf(stepSize, training.length),
    totalSteps: training.length.totalSteps,
  };
}
