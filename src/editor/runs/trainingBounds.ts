/** What a range test knows that a training needs: the bounds that stand, the step size set by hand, the length. */
import { lengthFrom } from '../../experiments';
import type { Session } from '../../experiments';
import { answerOf } from '../../runs';
import type { StepSizeChoice, TrainingBounds, TrainingLength } from '../../tuning';
import { chosenOf } from '../../views/panelState';

export interface FoundBounds {
  bounds: TrainingBounds;
  stepSize: StepSizeChoice;
  length: TrainingLength | null;
}

/** Null while no bounds stand. */
export function boundsOf({ run }: Session): FoundBounds | null {
  const chosen = chosenOf(run, answerOf(run));
  if (!chosen) return null;
  const { baseLR, maxLR } = chosen;
  const data = run.repeats.find((repeat) => repeat.data)?.data;
  return {
    bounds: { baseLR, maxLR },
    stepSize: run.stepSize === null ? null : { iterations: run.stepSize },
    length: data ? lengthFrom(data) : null,
  };
}
