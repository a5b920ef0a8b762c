/** The answer in words. Says what was seen, the bounds, and why or why not to trust them. */
import { LEAST_STEPS } from '../analyze';
import type { Found } from '../answer';
import { type Flag, leavesNone } from '../flags';
import { FINDING_RAMP } from '../ramp';
import { PLAIN_SGD_SHARES, USUAL_SHARES } from '../shares';
import { factor, joined, rate, say, type Sentence } from './sentence';
import { inWords } from '../../format';

/** Answers closer than this factor read as the same, farther than the other as different. */
const SAME_FACTOR = 1.1;
const FAR_FACTOR = 2;

/** Said after bounds that stand, but not without reserve. */
const DOUBTS: Partial<Record<Flag, string>> = {
  'too-noisy': 'The noise is large, so take the bounds as a rough guide.',
  'extend-down':
    'It learns from the first steps of the range, so the base may lie below it, and the maximum may be too high.',
  gentle: 'The fall is gentle: a higher maximum may work.',
  'many-epochs': 'The data is small: over-fitting, which this test cannot see, may call for a lower maximum.',
};

export function verdictOn(found: Found): Sentence {
  const { baseLR, maxLR } = found.bounds;
  if (baseLR === null || maxLR === null) return whyNone(found);
  return joined([
    whatWasSeen(found),
    say`Cycle between ${rate('base', baseLR)} and ${rate('max', maxLR)}.`,
    ...plainSgd(found),
    howSure(found),
    ...doubts(found),
  ]);
}

/** Where trainings at a few rates have come to bounds of their own. */
export function verdictBesideProbes(found: Found): Sentence {
  const { baseLR, maxLR } = found.bounds;
  if (baseLR === null || maxLR === null) return say`The curve alone gives no bounds.`;
  const bounds = say`${rate('base', baseLR)} and ${rate('max', maxLR)}`;
  return joined([whatWasSeen(found), say`The curve alone suggests a cycle between ${bounds}.`]);
}

/** The edge is that of the loss, whatever accuracy does: the bounds follow from it. */
function whatWasSeen({ edgeLR, onsetLR, accuracyOnsetLR }: Found): Sentence {
  const edge = rate('edge', edgeLR ?? NaN);
  if (accuracyOnsetLR !== null)
    return say`Accuracy rises from ${rate('accuracy-onset', accuracyOnsetLR)} on, and the loss turns up after ${edge}.`;
  return onsetLR === null
    ? say`The loss turns up after ${edge}.`
    : say`The loss falls from ${rate('onset', onsetLR)} on and turns up after ${edge}.`;
}

/** The maximum then lies above the edge, which the picture shows and nobody would understand. */
function plainSgd({ shares }: Found): Sentence[] {
  if (shares.cycle !== PLAIN_SGD_SHARES.cycle) return [];
  const factor = String(shares.cycle / USUAL_SHARES.cycle);
  return [
    say`That is ${factor} times the usual share: a classifier with SGD without momentum still trains well above that turn.`,
  ];
}

function howSure(found: Found): Sentence {
  const { settled, movedBy, scriptSteps } = found;
  const seeds = seedsSay(found);
  if (settled === null && scriptSteps !== null) {
    return say`${seeds}; a ramp twice as long does not fit into the script, which ends after ${String(scriptSteps)} iterations, so it is not known whether this one was long enough.`;
  }
  if (settled === null) {
    return say`${seeds}; only one length was run, so it is not known whether it was long enough.`;
  }
  if (settled) {
    const same = movedBy !== null && movedBy < SAME_FACTOR ? 'the same' : 'nearly the same';
    return say`${seeds}, and a ramp about twice as long gave ${same} answer: long enough.`;
  }
  const moved =
    movedBy === null
      ? 'the shorter ramp gave none'
      : say`the longer ramp moved it by a factor of ${factor('moved-by', movedBy)}`;
  return say`Not long enough: ${moved}. ${seeds}.`;
}

function seedsSay({ band, pooled, level, analyses }: Found): Sentence {
  const seeds = analyses[level]?.length ?? 0;
  if (pooled) return say`Only the ${inWords(seeds)} seeds taken together show a maximum`;
  if (seeds > 1) {
    return band === null
      ? say`Only one of ${inWords(seeds)} seeds shows a maximum`
      : say`${capitalised(inWords(seeds))} seeds ${agreement(band.hi / band.lo)}`;
  }
  return band === null
    ? say`One ramp, and its noise leaves the maximum open`
    : say`One ramp, whose noise leaves a maximum from ${rate('band', band.lo)} to ${rate('band', band.hi)}`;
}

function agreement(ratio: number): Sentence {
  if (ratio < SAME_FACTOR) return say`gave the same answer`;
  return ratio > FAR_FACTOR
    ? say`differ by a factor of ${factor('seeds', ratio)}`
    : say`agree within a factor of ${factor('seeds', ratio)}`;
}

function doubts({ flags, edgeLR, accuracyEdgeLR, average }: Found): Sentence[] {
  const sentences = flags.flatMap((flag) => (DOUBTS[flag] === undefined ? [] : [say`${DOUBTS[flag]}`]));
  if (flags.includes('loss-accuracy-disagree') && edgeLR !== null && accuracyEdgeLR !== null) {
    const when = accuracyEdgeLR > edgeLR ? 'only' : 'already';
    sentences.push(say`Accuracy disagrees: it falls ${when} after ${rate('accuracy-edge', accuracyEdgeLR)}.`);
  }
  if (average !== null) {
    sentences.push(
      say`The file holds averages of the loss, which lag behind the rate; the losses of single batches were computed back from them.`,
    );
  }
  return sentences;
}

function whyNone({ flags, level, analyses }: Found): Sentence {
  const ramps = (analyses[level] ?? []).filter((ramp) => ramp.steps > 0);
  const bottom = rate('lowest', Math.min(...ramps.map((ramp) => ramp.lr[0] as number)));
  const top = rate('highest', Math.max(...ramps.map((ramp) => ramp.lr.at(-1) as number)));
  const flag = flags.find(leavesNone) ?? flags[0] ?? null;
  switch (flag) {
    case 'in-order':
      return say`No bounds: the batches come in an order, such as one class after the other, so the loss repeats itself each epoch and shows the order more than the rate. Shuffle the training data.`;
    case 'seeds-disagree':
      return say`No bounds: the seeds disagree by far more than a rate can be wrong, so their middle says nothing.`;
    case 'never-finite':
      return say`No bounds: the loss was not a number from the first step, before any update, so the data or the model is at fault and not the rate.`;
    case 'too-short': {
      const most = Math.max(...ramps.map(({ steps }) => steps));
      if (most >= LEAST_STEPS) {
        return say`No bounds: ramps of ${String(most)} iterations are too short to see the loss fall; ${String(FINDING_RAMP.steps)} are usual.`;
      }
      return ramps.some(({ blewUp }) => blewUp)
        ? say`No bounds: the loss was a number for ${String(most)} iterations only, too few to see it fall; ramps of ${String(FINDING_RAMP.steps)} are usual.`
        : say`No bounds: too few steps to see anything; at least ${String(LEAST_STEPS)} are needed, ${String(FINDING_RAMP.steps)} are usual.`;
    }
    case 'extend-down':
      if (ramps.some(({ learned }) => learned)) {
        return say`No bounds: the loss fell from the first step at ${bottom} on and did not turn up. The range starts too high, or more than this rate moves the loss, as the other side of a GAN does.`;
      }
      return ramps.some(({ blewUp, rise }) => blewUp || rise > 0)
        ? say`No bounds: the range starts too high; training was already breaking down near ${bottom}.`
        : say`No bounds: nothing was learned between ${bottom} and ${top}. The range starts too high, or the model cannot learn from this data.`;
    case 'unbounded':
      return say`No bounds: the loss falls far below zero without an end, the faster the higher the rate, as a critic's does that nothing holds back. Such a loss cannot tell a good rate.`;
    case 'never-learned':
      return say`No bounds: the loss never fell clearly between ${bottom} and ${top}. The rates are too low, or the model cannot learn from this data.`;
    case 'too-noisy':
      return say`No bounds: the noise hides where the loss falls and turns. A longer ramp or a larger batch would show it.`;
    case 'extend-up':
      return say`No maximum: training still went well at ${top}, the end of the range. Extend it upwards.`;
    case 'too-few-steps':
    case 'gentle':
    case 'loss-accuracy-disagree':
    case 'many-epochs':
    case 'averaged':
    case null:
      return ramps.length === 0
        ? say`Nothing has been run yet.`
        : say`No bounds: the ramps do not agree on a maximum.`;
  }
}

function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
