/** The loops that train, as the editor marks them. */
import { ancestors, contains, type SyntaxNode } from '../syntax';
import type { TrainingSite } from '../types';
import type { Step, Training } from './links';
import { isFunction, isLoop } from './nodes';

/** The loop around the step: the outermost of its function that the optimizer outlives; else the step itself. */
export function loopOf(step: Step, { home }: Training): SyntaxNode {
  let loop = step.call;
  for (const ancestor of ancestors(step.call)) {
    if (isFunction(ancestor) || (home && contains(ancestor, home.statement))) break;
    if (isLoop(ancestor)) loop = ancestor;
  }
  return loop;
}

export function trainingSites(trainings: readonly Training[]): TrainingSite[] {
  const loops = new Set(
    trainings.flatMap((training) => training.steps.map((step) => loopOf(step, training))),
  );
  return [...loops]
    .sort((a, b) => a.start - b.start)
    .map(({ start, end, line }) => ({ method: 'step', start, end, line }));
}
