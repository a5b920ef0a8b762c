/** A fault of a hook never reaches the script: the script's own behaviour comes first, what we miss is reported. */
import type { Report } from './report';

/** Not a fault of ours but the end of the experiment, on its way out of nested hooks. */
export type Guard = <T>(what: string, body: () => T) => T | undefined;

/** @returns a function that runs a hook's body; undefined where the body failed. */
export function makeGuard(report: Report): Guard {
  return (what, body) => {
    try {
      return body();
    } catch (error) {
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
      report.warn('hook-fault', `${what}: ${reason}`);
      return undefined;
    }
  };
}
