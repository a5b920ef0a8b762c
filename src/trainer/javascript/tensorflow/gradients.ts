/** The loss of every training style: the value whose gradient is taken, at the outermost level. */
import type { Core } from './framework';
import type { Experiment } from '../driver';
import type { Guard } from '../guard';

/** @param before called before each outermost gradient */
export function watchGradients(core: Core, experiment: Experiment, guard: Guard, before: () => void): void {
  const engine = core.engine();
  const original = engine.gradients.bind(engine);

  engine.gradients = (f, xs, dy, allowNoGradients) => {
    // Deeper calls belong to gradient penalties. A gradient with a given `dy` is no loss's.
    const outermost = !experiment.takingGradient;
    if (outermost) before();
    experiment.takingGradient = true;
    try {
      const result = original(f, xs, dy, allowNoGradients);
      if (outermost && dy == null && !experiment.ended) {
        guard.run('reading the loss', () => {
          if (result.value.size === 1) experiment.observeLoss(result.value.dataSync()[0] ?? NaN);
        });
      }
      return result;
    } finally {
      if (outermost) experiment.takingGradient = false;
    }
  };
}
