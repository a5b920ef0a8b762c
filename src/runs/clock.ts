/**
 * The time within a run. The machine's clock may be set while a run goes on, by a person or by the network, and that
 * must change no duration: a run's times follow from its start by a clock that only goes forward.
 */
interface Start {
  /** By the machine's clock (milliseconds since 1970). */
  at: number;
  ticks: number;
}

/** By the run. */
const starts = new WeakMap<object, Start>();

/** The run begins, or goes on after a break. */
export function startClock(run: object, at: number): void {
  starts.set(run, { at, ticks: performance.now() });
}

/** Milliseconds since 1970, as the machine's clock would have it had nobody set it since the run began. */
export function timeIn(run: object): number {
  const start = starts.get(run);
  return start === undefined ? wallTime() : start.at + Math.round(performance.now() - start.ticks);
}

/** By the machine's clock, as run files hold it: a machine without a battery may start before 1970. */
export function wallTime(): number {
  return Math.max(0, Date.now());
}
