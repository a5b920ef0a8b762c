/** Where between the trained rates the loss would end lowest. */
import type { ProbeResult } from './probe';
import { type Probed } from './walk';

/** Of a parabola's way from the best rate to its neighbour: farther away the neighbour would have been the best. */
const FARTHEST = 1 / 2;

/**
 * The lowest point of the parabola through the losses at the best rate and at its two neighbours, by the logarithm of the
 * rate. It keeps off a cliff, and off a slope that is no cliff yet (`bench/confirmation`).
 * @param best its place on the grid
 * @returns a place between those of the grid; the best itself where a neighbour was not trained
 */
export function optimumAround(probed: Probed, best: number): number {
  const at = probed.get(best) ?? [];
  const [below, middle, above] = [best - 1, best, best + 1].map((place) =>
    meanLoss(probed.get(place) ?? [], at),
  ) as [number, number, number];
  const bend = below - 2 * middle + above;
  if (!(bend > 0)) return best;
  const away = (below - above) / (2 * bend);
  return best + Math.min(FARTHEST, Math.max(-FARTHEST, away));
}

/** A training that broke down is no worse than one that never began, or the parabola would have no form. */
function meanLoss(results: readonly ProbeResult[], best: readonly ProbeResult[]): number {
  const losses = results.map(({ endLoss }, seed) => Math.min(endLoss, best[seed]?.startLoss ?? NaN));
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}
