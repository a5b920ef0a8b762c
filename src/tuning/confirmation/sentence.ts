/** What short trainings say, in one sentence whose numbers are marked. */
import { inWords } from '../format';
import { rate, say, type Sentence } from '../rangeTest/words/sentence';
import { type Confirmation, confirmedBounds, type ProbedRate } from './confirmation';
import { isLearned, meanEndLoss, MOST_MOVES, PROBE_FACTOR } from './walk';

/** Null while rates are still to be trained. */
export function confirmationSentence(confirmation: Confirmation): Sentence | null {
  const { bestLR, next } = confirmation;
  if (next.length > 0 || confirmation.rates.length === 0) return null;
  if (bestLR === null) return nothingLearned(confirmation);
  const bounds = confirmedBounds(confirmation);
  if (bounds === null) return confirmed(confirmation, bestLR);
  const cycle = say`cycle between ${rate('base', bounds.baseLR ?? NaN)} and ${rate('max', bounds.maxLR ?? NaN)}`;
  return say`${opening(confirmation, bestLR)}: of ${tried(confirmation)}, ${probed(bestLR)} ${merit(confirmation, bestLR)}, so ${cycle}.${cutShort(confirmation)}`;
}

function opening({ start }: Confirmation, bestLR: number): string {
  if (start.from !== 'answer') return 'Short trainings, without a curve';
  return bestLR > start.lr
    ? 'Short trainings did better than the curve suggests'
    : 'Short trainings call for less than the curve suggests';
}

function merit({ rates }: Confirmation, bestLR: number): string {
  const learned = rates.filter(({ results }) => isLearned(results));
  const best = learned.find(({ lr }) => lr === bestLR);
  const lowest = Math.min(...learned.map(({ results }) => meanEndLoss(results)));
  return best !== undefined && meanEndLoss(best.results) <= lowest
    ? 'ended with the lowest loss'
    : 'is the highest that did better at every seed';
}

function confirmed({ rates, steps, start, ...rest }: Confirmation, bestLR: number): Sentence {
  const above = rates.find(({ lr }) => lr > bestLR);
  const below = rates.findLast(({ lr }) => lr < bestLR);
  const own = rates.find(({ lr }) => lr === bestLR);
  const factor = String(PROBE_FACTOR);
  if (above === undefined || own === undefined || below === undefined) {
    return say`Confirmed: ${String(steps)} iterations at ${factor} times less ended worse. Higher rates were not tried: on data as small as this, a lower training loss may be over-fitting.`;
  }
  const isWorse = (other: ProbedRate): boolean => !(meanEndLoss(other.results) < meanEndLoss(own.results));
  return isWorse(above) && isWorse(below)
    ? say`Confirmed: ${String(steps)} iterations at ${factor} times less and ${factor} times more both ended worse.`
    : say`Confirmed: of ${tried({ rates, steps, start, ...rest })}, none did better than ${probed(bestLR)} at every seed.`;
}

function nothingLearned(confirmation: Confirmation): Sentence {
  return say`Short trainings settle nothing: of ${tried(confirmation)}, none learned at every seed.`;
}

function cutShort({ cut, bestLR, start }: Confirmation): string {
  if (!cut) return '';
  const way = (bestLR ?? 0) > start.lr ? 'higher' : 'lower';
  return ` A ${way} rate may do better still: the search ends after ${inWords(MOST_MOVES)} moves.`;
}

/** Rates, then how each was trained. */
function tried({ rates, steps, seeds }: Confirmation): Sentence {
  const list = rates.map(({ lr }) => probed(lr));
  const rest = list
    .slice(0, -1)
    .reduce<Sentence>((said, one, i) => (i === 0 ? [one] : say`${said}, ${one}`), []);
  const last = list.at(-1) ?? [];
  const all = rest.length === 0 ? say`${last}` : say`${rest} and ${last}`;
  return say`${all} (${String(steps)} iterations, ${inWords(seeds)} seed${seeds === 1 ? '' : 's'})`;
}

function probed(lr: number) {
  return rate('probed', lr);
}
