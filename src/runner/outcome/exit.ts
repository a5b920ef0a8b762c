/** What an exit code adds to what a process said of its own end. */
import type { End } from '../../protocol/report';

/** How the child's leading process ended. */
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** It could not even be started. */
  startError: Error | null;
  /** The host ended it, so its signal says nothing. */
  stopped: boolean;
}

export function describeExit({ code, signal }: Exit): string {
  return signal === null ? `exit code ${String(code)}` : `signal ${signal}`;
}

/** How the child ended by its own doing, in words; null where all is well. */
export function badExit(exit: Exit): string | null {
  if (exit.signal !== null) return exit.stopped ? null : describeExit(exit);
  return exit.code === null || exit.code === 0 ? null : describeExit(exit);
}

/**
 * A script that fails after its first update and says so by its exit code alone has failed; one that went on after its
 * error, and ended well, has not.
 * @param exit of the started process; null while it runs
 * @param isOfStarted the end is that process's own
 */
export function judgedByExit(end: End, exit: Exit | null, steps: number, isOfStarted: boolean): End {
  switch (end.reason) {
    case 'script-ended': {
      const own = end.exitCode === undefined || end.exitCode === 0 ? null : `exit code ${end.exitCode}`;
      const bad = own ?? (exit === null ? null : badExit(exit));
      return bad === null || steps === 0 ? end : { type: 'end', reason: 'error', steps, message: bad };
    }
    case 'error':
      return exit?.code === 0 && isOfStarted ? { type: 'end', reason: 'script-ended', steps } : end;
    case 'syntax-error':
    case 'framework-missing':
    case 'ramp-complete':
    case 'diverged':
    case 'native-engine-missing':
    case 'engine-failed':
    case 'rate-not-applied':
    case 'not-covered':
    case 'hook-fault':
      return end;
  }
}

/** Whether the trainer ended the process. What a script does by itself is told from it. */
export function isBroughtAbout(end: End | null): boolean {
  switch (end?.reason) {
    case 'ramp-complete':
    case 'diverged':
    case 'native-engine-missing':
    case 'engine-failed':
    case 'rate-not-applied':
    case 'not-covered':
    case 'hook-fault':
      return true;
    case 'script-ended':
    case 'error':
    case 'syntax-error':
    case 'framework-missing':
    case undefined:
      return false;
  }
}
