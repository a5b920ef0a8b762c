/** What happens to the script besides training: it throws, or it comes to its own end. */
import type { End, EndReason } from '../runner/messages';
import type { Experiment } from './experiment';
import type { Place } from './plan';

export function reportFailures(experiment: Experiment, place: Place, sawFramework: () => boolean): void {
  process.on('uncaughtExceptionMonitor', (error: unknown) => {
    const { reason, message, stack } = describeError(error);
    experiment.reportEnd(reason, { message, stack });
  });
  // The end of a worker is not that of the script.
  if (!place.mainThread) return;
  process.on('exit', () => {
    experiment.reportEnd('script-ended', { framework: frameworkSeen(sawFramework()) });
  });
}

function describeError(error: unknown): { reason: EndReason; message: string; stack: string } {
  if (!(error instanceof Error)) return { reason: 'error', message: String(error), stack: '' };
  const stack = error.stack ?? '';
  return { reason: reasonOf(error, stack), message: `${error.name}: ${error.message}`, stack };
}

function reasonOf(error: Error, stack: string): EndReason {
  const { code } = error as NodeJS.ErrnoException;
  if (code?.endsWith('MODULE_NOT_FOUND') && /'@tensorflow\/tfjs/.test(error.message))
    return 'framework-missing';
  // Node shows the place of a file that cannot be parsed before the name of the error; `JSON.parse` has none.
  const unparsed = error instanceof SyntaxError && !stack.startsWith('SyntaxError');
  return unparsed ? 'syntax-error' : 'error';
}

/** A bundle holds TensorFlow.js where no hook can see its classes, but its engine is a global. */
function frameworkSeen(loaded: boolean): NonNullable<End['framework']> {
  if (loaded) return 'loaded';
  return '_tfengine' in globalThis ? 'bundled' : 'none';
}
