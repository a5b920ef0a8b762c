/** Runs something once nothing has asked for it for a moment, as after the last of some keystrokes. */
export class Quiet {
  private readonly timers = new Map<string, NodeJS.Timeout>();

  /** @param delay milliseconds */
  constructor(private readonly delay: number) {}

  /** @param key what of the same key was to run is forgotten */
  run(key: string, action: () => void): void {
    clearTimeout(this.timers.get(key));
    const timer = setTimeout(() => {
      this.timers.delete(key);
      action();
    }, this.delay);
    this.timers.set(key, timer);
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }
}
