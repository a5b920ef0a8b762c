/** What a person, a setting or a chat agent asks for is looked at before anything runs: it may be any number. */
import { type ProblemAction, ProblemError } from '../protocol/problems';
import type { TrainingRequest } from '../runs';
import { checkCount, checkRamp, checkRate, MOST, type Ramp, type RateRange } from '../tuning';

/** Of a range test. */
interface RampsWanted {
  range: RateRange;
  shape?: Ramp['shape'];
  steps: number;
  maxSteps: number;
  seeds: number;
  threads: number;
  atOnce?: number;
}

/** The first ramp. @throws ProblemError in the user's words */
export function soundRamp(request: RampsWanted): Ramp {
  const { range, steps, maxSteps, seeds } = request;
  const ramp: Ramp = { shape: request.shape ?? 'exponential', ...range, steps };
  return inWords('Correct the range and the numbers in the settings', 'lrTuner.rangeTest', () => {
    checkRamp(ramp);
    checkRate('The highest learning rate', range.hi);
    checkCount('The number of steps', steps, 2, MOST.steps);
    checkCount('The longest ramp', maxSteps, 2, MOST.steps);
    checkCount('The number of seeds', seeds, 1, MOST.seeds);
    checkMachine(request);
    return ramp;
  });
}

/** @throws ProblemError in the user's words */
export function soundTraining(request: TrainingRequest, how: Pick<RampsWanted, 'threads' | 'atOnce'>): void {
  inWords('Correct the numbers', 'lrTuner.comparison.seeds', () => {
    const { baseLR, maxLR } = request.bounds;
    checkRate('The lowest learning rate', baseLR);
    checkRate('The highest learning rate', maxLR);
    if (baseLR >= maxLR) throw new RangeError('The lowest learning rate must be below the highest.');
    checkCount('The number of seeds', request.seeds, 1, MOST.seeds);
    checkMachine(how);
  });
}

/** 0 lets LR Tuner choose. */
function checkMachine({ threads, atOnce = 0 }: Pick<RampsWanted, 'threads' | 'atOnce'>): void {
  checkCount('The number of threads', threads, 0, MOST.threads);
  checkCount('The number of processes at once', atOnce, 0, MOST.atOnce);
}

function inWords<T>(advice: string, setting: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const actions: ProblemAction[] = [{ kind: 'open-setting', setting }, { kind: 'run-again' }];
    const detail = `${advice}, then run it again.`;
    throw new ProblemError({ code: 'invalid-range', title: error.message, detail, actions });
  }
}
