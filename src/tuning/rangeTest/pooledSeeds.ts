import { capLoss } from './losses/judgedLoss';
import { cleanCurve, type Curve } from './curve';
import { median } from '../statistics';

/** Rates of two seeds' ramps that differ by less than this share are the same rate. */
const SAME_RATE_SHARE = 1e-3;

/**
 * The median of several seeds' losses, step by step, which is less noisy than each; not the mean, so that a single
 * seed that learned cannot speak for others that did not. Null where they did not use the same rates. Ends with the
 * shortest of them, as not finite where that one was.
 */
export function pooledCurve(curves: readonly Curve[]): Curve | null {
  const ramps = curves.map(cleanCurve).sort((a, b) => a.lr.length - b.lr.length);
  const [shortest] = ramps;
  if (!shortest || ramps.length < 2) return null;
  const sameRates = ramps.every(({ lr }) =>
    shortest.lr.every((rate, i) => Math.abs((lr[i] as number) - rate) <= SAME_RATE_SHARE * rate),
  );
  if (!sameRates) return null;
  const losses = ramps.map((ramp) => capLoss(ramp.loss));
  const pooled = shortest.lr.map((_, i) => median(losses.map((loss) => loss[i] as number)));
  return shortest.blewUp
    ? { lr: [...shortest.lr, shortest.lr.at(-1) ?? NaN], loss: [...pooled, NaN] }
    : { lr: shortest.lr, loss: pooled };
}
