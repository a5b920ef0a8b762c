/** What happens to the script besides training: it throws, or it comes to its own end. */
import type { Driver } from './driver';
import type { Standing } from './plan';
import type { End, EndReason } from '../../protocol/report';

export function reportFailures(driver: Driver, standing: Standing, sawFramework: () => boolean): void {
  process.on('uncaughtExceptionMonitor', (error: unknown) => {
    const { reason, message, stack } = describeError(error);
    driver.reportEnd(reason, { message, stack });
  });
  // The end of a worker is not that of the script, but its last steps are to be told before it.
  if (!standing.mainThread) {
    process.on('exit', () => driver.report.flush());
    return;
  }
  process.on('exit', () => {
    driver.reportEnd('script-ended', { framework: frameworkSeen(sawFramework()) });
  });
}

function describeError(error: unknown): { reason: EndReason; message: string; stack: string } {
  if (!(error instanceof Error)) return { reason: 'error', message: String(error), stack: '' };
  const stack = error.stack ?? '';
  return { reason: reasonOf(error, stack), message: `${error.name}: ${error.message}`, stack };
}

/** What installing TensorFlow.js installs. */
const FRAMEWORK = /'@tensorflow\/tfjs(-core|-layers|-data|-converter|-backend-cpu)?['/]/;

function reasonOf(error: Error, stack: string): EndReason {
  const { code } = error as NodeJS.ErrnoException;
  if (code?.endsWith('MODULE_NOT_FOUND') && FRAMEWORK.test(error.message)) return 'framework-missing';
  return error instanceof SyntaxError && isAboutSource(stack) ? 'syntax-error' : 'error';
}

/**
 * A file that cannot be parsed, rather than a text that the script itself parses: Node puts the file's standing before
 * the error's name, or, for ES modules, no frame of the stack is the script's.
 */
function isAboutSource(stack: string): boolean {
  if (!stack.startsWith('SyntaxError')) return true;
  const frames = stack.split('\n').filter((line) => /^\s+at .*\)?$/.test(line));
  return frames.every((frame) => /node:internal|<anonymous>/.test(frame));
}

/** A bundle holds TensorFlow.js where no hook can see its classes, but its engine is a global. */
function frameworkSeen(loaded: boolean): NonNullable<End['framework']> {
  if (loaded) return 'loaded';
  return '_tfengine' in globalThis ? 'bundled' : 'none';
}
