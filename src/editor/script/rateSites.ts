/** How the bounds of a run and the rates in its script belong together. */
import { chosenOf, drivenOf, type Run } from '../../runs';
import type { RateSite, ScriptSites } from '../../script';
import { rateText } from '../../tuning';

/** Relative: optimizers that cache their rate do so in single precision. */
const SAME_RATE = 1e-6;

/** The rates that the ramped optimizer may have taken its own from, as far as its class and its rate tell. */
export function candidateSites(run: Run, { rates }: ScriptSites): RateSite[] {
  const driven = drivenOf(run);
  if (!driven || rates.length < 2) return rates;
  const sameRate = rates.filter(
    ({ value }) => value !== null && Math.abs(value - driven.lr) <= SAME_RATE * value,
  );
  const sameClass = sameRate.filter(({ optimizer }) => optimizer === driven.optimizer.toLowerCase());
  return [sameClass, sameRate].find((sites) => sites.length > 0) ?? rates;
}

/** The code already holds the bounds that stand, so there is nothing to offer. */
export function holdsBounds(sites: ScriptSites, run: Run): boolean {
  const chosen = chosenOf(run);
  const held = sites.schedule;
  if (!chosen || !held) return false;
  return (
    held.baseLR !== null &&
    held.maxLR !== null &&
    rateText(held.baseLR) === rateText(chosen.baseLR) &&
    rateText(held.maxLR) === rateText(chosen.maxLR)
  );
}
