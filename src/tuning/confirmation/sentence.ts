/** What trainings at a few rates say, in one or two sentences whose numbers are marked. */
import { inWords } from '../format';
import { rate, say, type Sentence } from '../rangeTest/words/sentence';
import { type Confirmation, confirmedBounds, hasCliffAbove, type Stage } from './confirmation';
import type { ProbedRate } from './stage';
import { isLearned, meanEndLoss, MOST_MOVES, PROBE_FACTOR } from './walk';

const FACTOR = String(PROBE_FACTOR);
/** Nearer to the best than this, the optimum between it and its neighbours is not worth a word. */
const SAME_FACTOR = 1.1;

/** Null while rates are still to be trained. */
export function confirmationSentence(confirmation: Confirmation): Sentence | null {
  const { next, short, long } = confirmation;
  if (next !== null || short.rates.length === 0) return null;
  if (long === null) {
    if (short.bestLR === null) return nothingLearned(short, 'Short trainings settle nothing');
    return afterShort(confirmation, short.bestLR);
  }
  if (short.bestLR === null) return slowStart(short, long, confirmation);
  const first = shortOnes(confirmation, short.bestLR);
  if (long.bestLR === null) {
    const none = nothingLearned(long, 'But longer ones settle nothing');
    return say`${first} ${none}${ofShortOnes(confirmation)}`;
  }
  return say`${first} ${longOnes(long, short.bestLR, long.bestLR)}${soCycle(confirmation)}`;
}

function ofShortOnes(confirmation: Confirmation): Sentence {
  const { baseLR, maxLR } = confirmedBounds(confirmation) ?? { baseLR: null, maxLR: null };
  if (baseLR === null || maxLR === null) return [];
  return say` By the short ones alone, cycle between ${rate('base', baseLR)} and ${rate('max', maxLR)}.`;
}

function slowStart(short: Stage, long: Stage, confirmation: Confirmation): Sentence {
  const { bestLR } = confirmation;
  if (bestLR === null) {
    const neither = say`${nothingLearned(short, 'Trainings at one rate settle nothing')} Nor did any in ${String(long.steps)}.`;
    return say`${neither} Look at the data and the loss first.`;
  }
  const slow = nothingLearned(short, 'It starts slowly');
  return say`${slow} In ${String(long.steps)} iterations ${probed(bestLR)} did best${soCycle(confirmation)}`;
}

/** Where no long trainings followed. */
function afterShort(confirmation: Confirmation, bestLR: number): Sentence {
  const { short, moved } = confirmation;
  if (moved)
    return say`${found(confirmation, bestLR)}${soCycle(confirmation)}${cutShort(short, confirmation)}`;
  const optimum = lowestBetween(confirmation);
  const so = optimum.length > 0 ? say`${optimum}, so` : say`So`;
  return say`${stayed(confirmation, bestLR)} ${so} ${cycle(confirmation)}`;
}

/** The first sentence, where a second follows. */
function shortOnes(confirmation: Confirmation, bestLR: number): Sentence {
  const { short, start } = confirmation;
  const hasMoved = bestLR !== start.lr || start.from !== 'answer';
  return hasMoved
    ? say`${found(confirmation, bestLR)}.${cutShort(short, confirmation)}`
    : stayed(confirmation, bestLR);
}

function found(confirmation: Confirmation, bestLR: number): Sentence {
  const { short } = confirmation;
  return say`${opening(confirmation, bestLR)}: of ${tried(short)}, ${probed(bestLR)} ${merit(short, bestLR)}`;
}

function opening({ start }: Confirmation, bestLR: number): string {
  if (start.from !== 'answer') return 'Short trainings, without a curve';
  return bestLR > start.lr
    ? 'Short trainings did better than the curve suggests'
    : 'Short trainings call for less than the curve suggests';
}

function merit({ rates }: Stage, bestLR: number): string {
  const learned = rates.filter(({ results }) => isLearned(results));
  const best = learned.find(({ lr }) => lr === bestLR);
  const lowest = Math.min(...learned.map(({ results }) => meanEndLoss(results)));
  return best !== undefined && meanEndLoss(best.results) <= lowest
    ? 'ended with the lowest loss'
    : 'is the highest that did better at every seed';
}

/** How the best of the short ones fared in long ones. */
function longOnes(long: Stage, before: number, bestLR: number): Sentence {
  const length = `${long.steps} iterations`;
  if (bestLR === before) return say`In ${length}, too, ${probed(bestLR)} did best`;
  const first = long.rates.find(({ lr }) => lr === before);
  if (first && !isLearned(first.results)) {
    return say`But in ${length} it broke down, and ${probed(bestLR)} did best`;
  }
  return say`But in ${length} ${probed(bestLR)} ended lower`;
}

/** After the best, which needs no explanation where it is the lowest between its neighbours as well. */
function soCycle(confirmation: Confirmation): Sentence {
  const optimum = lowestBetween(confirmation);
  return optimum.length > 0 ? say`. ${optimum}, so ${cycle(confirmation)}` : say`, so ${cycle(confirmation)}`;
}

function lowestBetween({ bestLR, optimumLR }: Confirmation): Sentence {
  if (bestLR === null || optimumLR === null) return [];
  if (Math.abs(Math.log(optimumLR / bestLR)) < Math.log(SAME_FACTOR)) return [];
  return say`Its neighbours put the lowest loss near ${probed(optimumLR)}`;
}

function cycle(confirmation: Confirmation): Sentence {
  const { baseLR, maxLR } = confirmedBounds(confirmation) ?? { baseLR: NaN, maxLR: NaN };
  const bounds = say`cycle between ${rate('base', baseLR ?? NaN)} and ${rate('max', maxLR ?? NaN)}`;
  return hasCliffAbove(confirmation) ? say`${bounds}: ${FACTOR} times more does not train.` : say`${bounds}.`;
}

function stayed({ start, short, long }: Confirmation, bestLR: number): Sentence {
  const { rates, steps } = short;
  const [head, plain] = long === null ? ['Confirmed: ', true] : ['', false];
  const above = rates.find(({ lr }) => lr > bestLR);
  const below = rates.findLast(({ lr }) => lr < bestLR);
  const own = rates.find(({ lr }) => lr === bestLR);
  if (above === undefined || own === undefined || below === undefined) {
    return say`${head}${String(steps)} iterations at ${FACTOR} times less ended worse. Higher rates were not tried: on data as small as this, a lower training loss may be over-fitting.`;
  }
  const isWorse = (other: ProbedRate): boolean => !(meanEndLoss(other.results) < meanEndLoss(own.results));
  if (isWorse(above) && isWorse(below)) {
    const of = plain ? say`` : say` than at ${probed(start.lr)}`;
    return say`${head}${String(steps)} iterations at ${FACTOR} times less and ${FACTOR} times more both ended worse${of}.`;
  }
  return say`${plain ? 'Confirmed: of' : 'Of'} ${tried(short)}, none did better than ${probed(bestLR)} at every seed.`;
}

function nothingLearned(stage: Stage, opening: string): Sentence {
  const seed = stage.seeds.length > 1 ? ' at every seed' : '';
  return say`${opening}: of ${tried(stage)}, none learned${seed}.`;
}

function cutShort({ cut, bestLR }: Stage, { start }: Confirmation): string {
  if (!cut) return '';
  const way = (bestLR ?? 0) > start.lr ? 'higher' : 'lower';
  return ` A ${way} rate may do better still: the search ends after ${inWords(MOST_MOVES)} moves.`;
}

/** Rates, then how each was trained. */
function tried({ rates, steps, seeds }: Stage): Sentence {
  const list = rates.map(({ lr }) => probed(lr));
  const rest = list
    .slice(0, -1)
    .reduce<Sentence>((said, one, i) => (i === 0 ? [one] : say`${said}, ${one}`), []);
  const last = list.at(-1) ?? [];
  const all = rest.length === 0 ? say`${last}` : say`${rest} and ${last}`;
  const count = seeds.length;
  return say`${all} (${String(steps)} iterations, ${inWords(count)} seed${count === 1 ? '' : 's'})`;
}

function probed(lr: number) {
  return rate('probed', lr);
}
