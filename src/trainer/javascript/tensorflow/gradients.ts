/** The loss of every training style: the value whose gradient is taken, at the outermost level. */
import type { Core } from './framework';
import type { Driver } from '../driver';
import type { Guard } from '../guard';
import type { Moment } from './moment';

/** @param before called before each outermost gradient */
export function watchGradients(
  core: Core,
  driver: Driver,
  moment: Moment,
  guard: Guard,
  before: () => void,
): void {
  const engine = core.engine();
  const original = engine.gradients.bind(engine);

  engine.gradients = (f, xs, dy, allowNoGradients) => {
    // Deeper calls belong to gradient penalties. A gradient with a given `dy` is no loss's.
    const outermost = !moment.takingGradient;
    if (outermost) before();
    driver.instead.add('took-gradients');
    moment.takingGradient = true;
    try {
      const result = original(f, xs, dy, allowNoGradients);
      if (outermost && dy == null && !driver.ended) {
        guard.run('reading the loss', () => {
          if (result.value.size === 1) driver.observeLoss(result.value.dataSync()[0] ?? NaN);
        });
      }
      return result;
    } finally {
      if (outermost) moment.takingGradient = false;
    }
  };
}
