/** Trainings of one length, sorted by the rate on the grid around the start. */
import { judgeProbe, type ProbeResult, type RecordedProbe } from './probe';
import { PROBE_FACTOR, type Probed } from './walk';

/** Where the walk starts. */
export interface ProbeStart {
  readonly lr: number;
  /** The answer of the range test, the end of its range, or the script's own rate. */
  readonly from: (typeof PROBE_ORIGINS)[number];
  /** False where a lower training loss at a higher rate would be over-fitting. */
  readonly mayClimb: boolean;
}
export const PROBE_ORIGINS = ['answer', 'top', 'bottom', 'own-rate'] as const;

export interface ProbedRate {
  readonly lr: number;
  /** One a seed. */
  readonly results: readonly ProbeResult[];
}

/** A place on the grid around the start as a rate, the same number each time. */
export function rateAt(start: ProbeStart, place: number): number {
  return start.lr * PROBE_FACTOR ** place;
}

/** The script's own length, where that is shorter. One that ends early while others go on is no measure of it. */
export function stepsOfAll(probes: readonly RecordedProbe[], asked: number): number {
  const going = probes.filter(({ gaveUp }) => !gaveUp);
  if (going.some(({ losses }) => losses.length >= asked)) return asked;
  const ended = going.filter(({ scriptEnded }) => scriptEnded).map(({ losses }) => losses.length);
  return ended.length === 0 ? asked : Math.min(asked, Math.max(...ended));
}

/** Only rates that are whole at every seed count. */
export function probedPlaces(
  start: ProbeStart,
  probes: readonly RecordedProbe[],
  seeds: readonly number[],
  steps: number,
): Probed {
  const probed = new Map<number, readonly ProbeResult[]>();
  for (const place of new Set(probes.map(({ lr }) => placeOf(start, lr)))) {
    const results = seeds.map((seed) => {
      const found = probes.findLast((one) => one.seed === seed && placeOf(start, one.lr) === place);
      if (!found) return null;
      // What ended early by itself is whole, however short it is.
      const counted = found.scriptEnded ? Math.min(steps, found.losses.length) : steps;
      return judgeProbe(found.losses, counted, found.gaveUp);
    });
    const whole = results.filter((result) => result !== null);
    if (whole.length === seeds.length) probed.set(place, whole);
  }
  return probed;
}

function placeOf(start: ProbeStart, lr: number): number {
  return Math.round(Math.log(lr / start.lr) / Math.log(PROBE_FACTOR));
}
