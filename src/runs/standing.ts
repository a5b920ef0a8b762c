/** What a run says of itself: what trains, how long the script trains, how far it is, and which bounds stand. */
import { finiteOrNull } from '../protocol/numbers';
import type { StepSizeView } from '../protocol/panel';
import type { DataSeen, Hello, TrainingSeen } from '../protocol/report';
import type { ChosenBounds } from '../protocol/run';
import {
  adviseStepSize,
  chooseStart,
  proposeStepSize,
  roundBounds,
  roundRate,
  type StartChoice,
  type TrainingLength,
  USUAL_SHARES,
  usualStepSize,
} from '../tuning';
import { confirmedIn } from './confirmation';
import { answerOf, isPicture, scriptLengthOf } from './ramps';
import { drivenOf, type Run } from './run';

export function isGoingOn({ status }: Run): boolean {
  return status === 'starting' || status === 'running';
}

/** Short trainings go on; the ramps are all there. */
export function isConfirming({ confirming }: Run): boolean {
  return confirming?.status === 'running';
}

/** More ramps are still to come, which can move the answer. */
export function isPreliminary(run: Run): boolean {
  return isGoingOn(run) && !isConfirming(run);
}

/** What computes; null before the first update. */
export function helloOf({ repeats }: Run): Hello | null {
  return repeats.find(({ hello }) => hello)?.hello ?? null;
}

/** What the script says of its data; null where it says nothing. */
export function dataOf({ repeats }: Run): DataSeen | null {
  return repeats.find(({ data }) => data)?.data ?? null;
}

/** A training as people are told of it. */
export function trainingName({ optimizer, variables, place }: TrainingSeen): string {
  const name = variables === '' ? optimizer : `${optimizer} on ${variables}`;
  return place === undefined ? name : `${name}, in ${place}`;
}

/** The rate that the script itself gave its optimizer; null before it has trained, and where it has none. */
export function ownRateOf(run: Run): number | null {
  return finiteOrNull(drivenOf(run)?.lr);
}

/** Where short trainings would begin, or why they would say nothing; null before the range test has ended. */
export function confirmationStartOf(run: Run): StartChoice | null {
  const answer = answerOf(run);
  if (answer === null || run.kind !== 'range-test' || isGoingOn(run) || isPicture(run)) return null;
  return chooseStart(answer, run.range, ownRateOf(run), scriptLengthOf(run));
}

/** How long the script trains by its own settings; null where it does not say. */
export function lengthOf(run: Run): TrainingLength | null {
  return lengthFrom(dataOf(run));
}

export function lengthFrom(data: DataSeen | null): TrainingLength | null {
  const stepsPerEpoch = epochFrom(data);
  if (data === null || stepsPerEpoch === null) return null;
  const totalSteps = data.totalSteps ?? (data.epochs === null ? null : stepsPerEpoch * data.epochs);
  return totalSteps === null ? null : { totalSteps, stepsPerEpoch };
}

/**
 * Updates an epoch of the training. A `fit` of a single epoch may be one of many in a loop of the script's own, so it
 * says nothing of the whole; what is said of a training that goes on already is seen from that loop.
 */
export function epochFrom(data: DataSeen | null): number | null {
  if (data === null || data.batchesPerEpoch === 0) return null;
  const isOfAll = data.training !== undefined || (data.epochs ?? 0) > 1;
  return isOfAll ? data.batchesPerEpoch : null;
}

/**
 * What a person settled on, else what the rule suggests. The one source of what is shown, inserted and trained with:
 * bounds that a rule found are rounded here, those set by hand are as given.
 */
export function chosenOf(run: Run): ChosenBounds | null {
  const { chosen } = run;
  if (chosen) return chosen.by === 'hand' ? chosen : { ...chosen, ...roundBounds(chosen) };
  const { baseLR, maxLR } = answerOf(run)?.bounds ?? { baseLR: null, maxLR: null };
  if (baseLR === null || maxLR === null) return null;
  return { ...roundBounds({ baseLR, maxLR }), by: 'suggested' };
}

/** One rate that is safe all the time: the answer's own, else half of the maximum that was chosen; null without bounds. */
export function constantRateOf(run: Run): number | null {
  const chosen = chosenOf(run);
  if (chosen === null) return null;
  const trained = chosen.by === 'confirmed' ? (confirmedIn(run)?.constantLR ?? null) : null;
  if (trained !== null) return roundRate(trained);
  const { maxLR, constantLR } = answerOf(run)?.bounds ?? { maxLR: null, constantLR: null };
  const isOfAnswer = maxLR !== null && roundRate(maxLR) === chosen.maxLR;
  return roundRate(
    isOfAnswer && constantLR !== null
      ? constantLR
      : (USUAL_SHARES.constant / USUAL_SHARES.cycle) * chosen.maxLR,
  );
}

/** Half a cycle, as it was set by hand or is advised; null where it was not set and nobody knows an epoch. */
export function stepSizeOf(run: Run): StepSizeView | null {
  const stepsPerEpoch = dataOf(run)?.batchesPerEpoch ?? null;
  if (stepsPerEpoch === null) {
    if (run.stepSize === null) return null;
    return { iterations: run.stepSize, epochs: null, stepsPerEpoch, advice: '' };
  }
  const totalSteps = lengthOf(run)?.totalSteps ?? null;
  const iterations = run.stepSize ?? usualStepSize({ stepsPerEpoch, totalSteps });
  return {
    iterations,
    epochs: iterations / stepsPerEpoch,
    stepsPerEpoch,
    advice: adviceOn(iterations, stepsPerEpoch, totalSteps, run.stepSize !== null),
  };
}

/** Half a cycle in iterations, whatever is known. */
export function stepSizeToWrite(run: Run): number {
  return (
    stepSizeOf(run)?.iterations ??
    usualStepSize({ stepsPerEpoch: null, totalSteps: lengthOf(run)?.totalSteps ?? null })
  );
}

function adviceOn(
  stepSize: number,
  stepsPerEpoch: number,
  totalSteps: number | null,
  byHand: boolean,
): string {
  if (totalSteps === null) return 'The script does not say how many epochs it trains.';
  return byHand
    ? adviseStepSize({ stepSize, stepsPerEpoch, totalSteps })
    : proposeStepSize({ stepsPerEpoch, totalSteps }).advice;
}
