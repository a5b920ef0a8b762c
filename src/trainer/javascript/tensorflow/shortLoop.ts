/**
 * A hand-written loop of ten updates, as in the first lesson of many a course, is too short for any curve. The ramp
 * goes on with the loop's last `minimize`: in such scripts it takes all the data each time.
 */
import { FEWEST_RAMP_STEPS } from '../../../tuning';
import type { Driver } from '../driver';
import type { Core } from './framework';
import type { Moment } from './moment';

export class ShortLoop {
  private calls = 0;
  private latest: () => unknown = () => null;

  constructor(
    private readonly core: Core,
    private readonly driver: Driver,
    private readonly moment: Moment,
  ) {
    if (driver.isRangeTest) process.once('beforeExit', () => this.goOn());
  }

  /** @param again the script's call, to be made once more */
  minimized(again: () => unknown): void {
    // A layers model calls it too, and has its own way to go on.
    if (this.moment.insideTrainFunction) return;
    this.calls += 1;
    this.latest = again;
  }

  private goOn(): void {
    const { driver } = this;
    const { steps, updates } = driver;
    const isWholeTraining = steps > 0 && steps === updates && steps === this.calls;
    if (!isWholeTraining || steps >= FEWEST_RAMP_STEPS) return;
    driver.report.warn(
      'other',
      `The script makes only ${steps} updates. The ramp goes on with the last of them, over and over.`,
    );
    try {
      while (driver.stepsLeft > 0) this.core.tidy(() => void this.latest());
    } catch (error) {
      // Most often the script has disposed of its data by now, so its training was as short as it is.
      driver.report.warn('other', `The last update could not be made again: ${String(error)}`);
    }
  }
}
