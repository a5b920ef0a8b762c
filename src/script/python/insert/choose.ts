/** Which of the script's trainings and rates is asked for. */
import { contains } from '../../syntax';
import type { Found, FoundRate, FoundTraining } from '../rates/rates';
import { loopOf } from '../training';

/** The rate or the training at the hint, else the first that can be edited. */
export function choose(
  { rates, trainings }: Found,
  siteHint: number | undefined,
): { training: FoundTraining | null; rate: FoundRate | null } {
  const at = (range: { start: number; end: number }): boolean =>
    siteHint !== undefined && range.start <= siteHint && siteHint <= range.end;
  const ofRate = (rate: FoundRate) => trainings.find((training) => training.rates.includes(rate)) ?? null;
  const hinted = rates.find(({ site }) => at(site)) ?? rates.find(({ creation }) => at(creation));
  if (hinted) return { rate: hinted, training: ofRate(hinted) };
  const loops = trainings
    .flatMap((training) => training.steps.map((step) => ({ training, loop: loopOf(step, training) })))
    .filter(({ loop }) => at(loop))
    .sort((a, b) => (contains(a.loop, b.loop) && !contains(b.loop, a.loop) ? 1 : 0));
  const training = loops[0]?.training ?? trainings.find(({ home }) => home !== null) ?? trainings[0] ?? null;
  return { training, rate: training?.rates[0] ?? rates[0] ?? null };
}
