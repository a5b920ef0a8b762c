/** How long half a cycle should be (Smith, 1506.01186, section 3.2: 2 to 10 epochs), in whole cycles of the run. */

const USUAL_EPOCHS = 4;
const FEWEST_EPOCHS = 2;
const MOST_EPOCHS = 10;
/** Three cycles gain most of what more would. */
const GOOD_CYCLES = 3;

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

/** @param epochs wanted length of half a cycle, in epochs */
export function proposeStepSize(run: {
  stepsPerEpoch: number;
  totalSteps: number;
  epochs?: number;
}): StepSizeProposal {
  const { stepsPerEpoch, totalSteps, epochs = USUAL_EPOCHS } = run;
  if (!(stepsPerEpoch > 0 && totalSteps > 0 && epochs > 0 && Number.isFinite(totalSteps))) {
    throw new RangeError('Steps per epoch, total steps and epochs must be numbers above 0.');
  }
  let cycles = Math.max(1, Math.round(totalSteps / (2 * epochs * stepsPerEpoch)));
  if (totalSteps / (2 * cycles) < FEWEST_EPOCHS * stepsPerEpoch) cycles = 1;
  const stepSize = Math.max(1, Math.ceil(totalSteps / (2 * cycles)));
  const tooShort = totalSteps < 2 * FEWEST_EPOCHS * stepsPerEpoch;
  return {
    stepSize,
    cycles,
    epochs: stepSize / stepsPerEpoch,
    policy: tooShort ? 'one-cycle' : 'triangular',
    advice: adviceFor(cycles, stepSize / stepsPerEpoch, tooShort),
  };
}

function adviceFor(cycles: number, epochs: number, tooShort: boolean): string {
  const half = `${Number(epochs.toPrecision(2))} epochs`;
  if (tooShort) {
    return 'The run is shorter than 4 epochs, too short for a cycle: take the 1cycle schedule, or train longer.';
  }
  if (epochs > MOST_EPOCHS) {
    return `Half a cycle takes ${half}; more than ${MOST_EPOCHS} gains little, so shorter cycles would do.`;
  }
  if (cycles < GOOD_CYCLES) {
    const count = cycles === 1 ? 'One cycle fits' : 'Two cycles fit';
    return `${count} the run, half a cycle takes ${half}; at least ${GOOD_CYCLES} cycles are better, so train longer if you can.`;
  }
  return `${cycles} whole cycles, half a cycle takes ${half}; the run ends where the rate is lowest and accuracy peaks.`;
}
