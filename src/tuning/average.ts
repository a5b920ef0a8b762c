import { capLoss } from './analyze';
import { cleanCurve, type Curve } from './curve';

/** Rates of two seeds' ramps that differ by less than this share are the same rate. */
const SAME_RATE_SHARE = 1e-3;

/**
 * The mean loss of several seeds' ramps, whose noise is smaller by the root of their number; null where they did
 * not use the same rates. Ends with the shortest of them, as not finite where that one was.
 */
export function averageCurve(curves: readonly Curve[]): Curve | null {
  const ramps = curves.map(cleanCurve).sort((a, b) => a.lr.length - b.lr.length);
  const [shortest] = ramps;
  if (!shortest || ramps.length < 2) return null;
  const sameRates = ramps.every(({ lr }) =>
    shortest.lr.every((rate, i) => Math.abs((lr[i] as number) - rate) <= SAME_RATE_SHARE * rate),
  );
  if (!sameRates) return null;
  const losses = ramps.map((ramp) => capLoss(ramp.loss));
  const mean = shortest.lr.map(
    (_, i) => losses.reduce((sum, loss) => sum + (loss[i] as number), 0) / losses.length,
  );
  return shortest.blewUp
    ? { lr: [...shortest.lr, shortest.lr.at(-1) ?? NaN], loss: [...mean, NaN] }
    : { lr: shortest.lr, loss: mean };
}
