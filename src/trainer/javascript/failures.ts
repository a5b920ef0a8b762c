/** What happens to the script besides training: it throws, or it comes to its own end. */
import type { Driver } from './driver';
import type { Standing } from './plan';
import type { End } from '../../protocol/report';
import { watchInput } from './input';
import { describeThrown, type Thrown } from './thrown';

export function reportFailures(driver: Driver, standing: Standing, sawFramework: () => boolean): void {
  let takenByScript: Thrown | null = null;
  const readsInput = standing.mainThread ? watchInput() : () => false;
  process.on('uncaughtExceptionMonitor', (error: unknown) => {
    const thrown = describeThrown(error);
    if (isTakenByScript()) takenByScript = thrown;
    else driver.reportEnd(thrown.reason, { message: thrown.message, stack: thrown.stack });
  });
  process.on('exit', (exitCode) => {
    // The end of a helping thread is not that of the script. Its last lines are to be told before it.
    if (!standing.mainThread && driver.updates === 0) return driver.report.flush();
    const framework = frameworkSeen(sawFramework());
    if (readsInput()) driver.instead.add('asked-input');
    // A handler that ends the process lets the error be one after all.
    if (takenByScript !== null && exitCode !== 0) {
      const { reason, message, stack } = takenByScript;
      return driver.reportEnd(reason, { message, stack, framework, exitCode });
    }
    driver.reportEnd('script-ended', { framework, exitCode });
  });
}

/** Then the process goes on after an error that nobody caught. */
function isTakenByScript(): boolean {
  return process.listenerCount('uncaughtException') > 0 || process.hasUncaughtExceptionCaptureCallback();
}

/** A bundle holds TensorFlow.js where no hook can see its classes, but its engine is a global. */
function frameworkSeen(loaded: boolean): NonNullable<End['framework']> {
  if (loaded) return 'loaded';
  return '_tfengine' in globalThis ? 'bundled' : 'none';
}
