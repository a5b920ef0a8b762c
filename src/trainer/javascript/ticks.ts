/** Time as it goes on, whatever the machine's clock is set to, and whatever a script puts in the place of the timers. */
const { performance } = globalThis;
const now = performance.now.bind(performance);

/** Milliseconds since some moment; they only go forward. */
export function ticks(): number {
  return now();
}
