/** A fault of a hook never reaches the script: its own behaviour comes first, and what we miss is reported. */
import type { Report } from './report';

export class Guard {
  /** What the last hook that failed said. */
  lastFault = '';

  constructor(private readonly report: Report) {}

  /** @returns what the hook's body gives; undefined where it failed. */
  run<T>(what: string, body: () => T): T | undefined {
    try {
      return body();
    } catch (error) {
      this.fault(what, error);
      return undefined;
    }
  }

  /** For what the script waits for. */
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
