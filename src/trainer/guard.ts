/**
 * A fault of a hook never reaches the script: the script's own behaviour comes first, and what we miss is reported.
 * The guard also keeps the account of what the hooks cost.
 */
import type { Report } from './report';

export class Guard {
  /** Milliseconds spent in hooks so far. */
  spent = 0;
  /** What the last hook that failed said. */
  lastFault = '';
  private inside = false;

  constructor(private readonly report: Report) {}

  /** @returns what the hook's body gives; undefined where it failed. */
  run<T>(what: string, body: () => T): T | undefined {
    const outermost = !this.inside;
    const begun = outermost ? performance.now() : 0;
    this.inside = true;
    try {
      return body();
    } catch (error) {
      this.fault(what, error);
      return undefined;
    } finally {
      if (outermost) {
        this.spent += performance.now() - begun;
        this.inside = false;
      }
    }
  }

  /** For what the script waits for. Its time is not the hooks' own: it was asked for. */
  async runWhile(what: string, body: () => Promise<void>): Promise<void> {
    try {
      await body();
    } catch (error) {
      this.fault(what, error);
    }
  }

  private fault(what: string, error: unknown): void {
    this.lastFault = String(error);
    const reason = error instanceof Error ? (error.stack ?? this.lastFault) : this.lastFault;
    this.report.warn('hook-fault', `${what}: ${reason}`);
  }
}
