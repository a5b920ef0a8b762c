/** How long half a cycle should be (Smith, 1506.01186, section 3.2: 2 to 10 epochs), in whole cycles of the run. */

const USUAL_EPOCHS = 4;
const FEWEST_EPOCHS = 2;
const MOST_EPOCHS = 10;
/** Three cycles gain most of what more would. */
const GOOD_CYCLES = 3;
/** Where neither the script nor the person says how long an epoch or a run is. */
const STEPS_IN_THE_DARK = 200;
/** A run that ends within this share of a cycle ends with a whole one. */
const NEARLY_WHOLE = 0.05;

export interface StepSizeProposal {
  /** Half a cycle, in steps. */
  readonly stepSize: number;
  readonly cycles: number;
  /** `stepSize` in epochs. */
  readonly epochs: number;
  /** A run too short for a real cycle is better off with one cycle that ends low. */
  readonly policy: 'triangular' | 'one-cycle';
  /** One sentence for the user. */
  readonly advice: string;
}

/** @param epochs wanted length of half a cycle, in epochs; left out, it is shorter where that makes good cycles fit */
export function proposeStepSize(run: {
  stepsPerEpoch: number;
  totalSteps: number;
  epochs?: number;
}): StepSizeProposal {
  const { stepsPerEpoch, totalSteps, epochs = USUAL_EPOCHS } = run;
  const fewest = run.epochs === undefined ? Math.min(GOOD_CYCLES, mostCycles(run)) : 1;
  if (!(stepsPerEpoch > 0 && totalSteps > 0 && epochs > 0 && Number.isFinite(totalSteps))) {
    throw new RangeError('Steps per epoch, total steps and epochs must be numbers above 0.');
  }
  let cycles = Math.max(1, fewest, Math.round(totalSteps / (2 * epochs * stepsPerEpoch)));
  if (totalSteps / (2 * cycles) < FEWEST_EPOCHS * stepsPerEpoch) cycles = 1;
  const stepSize = Math.max(1, Math.ceil(totalSteps / (2 * cycles)));
  const tooShort = totalSteps < 2 * FEWEST_EPOCHS * stepsPerEpoch;
  return {
    stepSize,
    cycles,
    epochs: stepSize / stepsPerEpoch,
    policy: tooShort ? 'one-cycle' : 'triangular',
    advice: tooShort
      ? 'The run is shorter than 4 epochs, too short for a cycle: take the 1cycle schedule, or train longer.'
      : adviseStepSize({ stepSize, stepsPerEpoch, totalSteps }),
  };
}

/**
 * Half a cycle from what is known: advice for both, some epochs where only they are known, three cycles (1506.01186
 * advises at least so many) where only the run's length is.
 */
export function usualStepSize(known: { stepsPerEpoch: number | null; totalSteps: number | null }): number {
  const { stepsPerEpoch, totalSteps } = known;
  if (stepsPerEpoch !== null && totalSteps !== null)
    return proposeStepSize({ stepsPerEpoch, totalSteps }).stepSize;
  if (stepsPerEpoch !== null) return USUAL_EPOCHS * stepsPerEpoch;
  return totalSteps === null ? STEPS_IN_THE_DARK : Math.max(1, Math.ceil(totalSteps / (2 * GOOD_CYCLES)));
}

/** What to think of a step size, set by hand or proposed, in a run of that length: one sentence for the user. */
export function adviseStepSize(run: { stepSize: number; stepsPerEpoch: number; totalSteps: number }): string {
  const epochs = run.stepSize / run.stepsPerEpoch;
  const cycles = run.totalSteps / (2 * run.stepSize);
  const half = `Half a cycle takes ${short(epochs)} ${short(epochs) === '1' ? 'epoch' : 'epochs'}`;
  if (epochs < FEWEST_EPOCHS) return `${half}; ${FEWEST_EPOCHS} to ${MOST_EPOCHS} are advised.`;
  if (epochs > MOST_EPOCHS) {
    return `${half}; more than ${MOST_EPOCHS} gains little, so shorter cycles would do.`;
  }
  const whole = Math.max(1, Math.round(cycles));
  const better = Math.ceil(run.totalSteps / (2 * whole));
  if (Math.abs(cycles - whole) > NEARLY_WHOLE && better !== run.stepSize) {
    return `${half} and the run holds ${short(cycles)} cycles; it should end with a whole one, as with ${better} iterations.`;
  }
  if (whole < GOOD_CYCLES) {
    const fit = whole === 1 ? 'one cycle fits' : 'two cycles fit';
    const more = Math.min(GOOD_CYCLES, mostCycles(run));
    const how =
      more > whole
        ? `as with ${Math.ceil(run.totalSteps / (2 * more))} iterations`
        : 'so train longer if you can';
    return `${half} and ${fit} the run; ${more > whole ? more : `at least ${GOOD_CYCLES}`} are better, ${how}.`;
  }
  return `${half}, ${whole} whole cycles in the run; it ends where the rate is lowest and accuracy peaks.`;
}

/** Whole cycles that a run holds at most, if half a cycle is not to be too short. */
function mostCycles({ stepsPerEpoch, totalSteps }: { stepsPerEpoch: number; totalSteps: number }): number {
  return Math.floor(totalSteps / (2 * FEWEST_EPOCHS * stepsPerEpoch));
}

function short(value: number): string {
  return String(Number(value.toPrecision(2)));
}
