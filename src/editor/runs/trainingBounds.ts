/** What a range test knows that a training needs: the bounds that stand, the step size set by hand, the length. */
import type { Session } from '../../experiments';
import { chosenOf, lengthOf } from '../../runs';
import type { StepSizeChoice, TrainingBounds, TrainingLength } from '../../tuning';

export interface FoundBounds {
  bounds: TrainingBounds;
  stepSize: StepSizeChoice;
  length: TrainingLength | null;
}

/** Null while no bounds stand. */
export function boundsOf({ run }: Session): FoundBounds | null {
  const chosen = chosenOf(run);
  if (!chosen) return null;
  const { baseLR, maxLR } = chosen;
  return {
    bounds: { baseLR, maxLR },
    stepSize: run.stepSize === null ? null : { iterations: run.stepSize },
    length: lengthOf(run),
  };
}
