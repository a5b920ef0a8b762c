/** What each number means, in plain words: one home for the tooltips and for the list below the chart. */
import {
  BASE_DIVISOR,
  type BoundsAnswer,
  LAG_STEPS,
  type NumberName,
  PLAIN_SGD_SHARES,
  SETTLED_DECADES,
  USUAL_SHARES,
} from '../../src/tuning';

/** As words, where a sentence needs them so. */
const STEPS = `${['no', 'one', 'two', 'three', 'four', 'five', 'six'][LAG_STEPS] ?? LAG_STEPS} steps`;
const BASE_SHARE = { 2: 'half', 3: 'a third', 4: 'a quarter' }[BASE_DIVISOR] ?? `1/${BASE_DIVISOR}`;

export interface Explanation {
  name: string;
  text: string;
}

export const EXPLANATIONS: Record<NumberName, Explanation> = {
  onset: {
    name: 'Loss falls from',
    text: 'The rate at which learning sets in: from here on the smoothed loss has clearly left the level it had before training.',
  },
  edge: {
    name: 'Loss turns up after',
    text: `The edge, the highest rate before training turned bad: ${STEPS} before the smoothed loss began its first lasting rise, since a rate that is too high takes about ${STEPS} to show. The suggested bounds follow from it.`,
  },
  'accuracy-onset': {
    name: 'Accuracy rises from',
    text: 'The rate from which the smoothed accuracy is clearly better than before training. Smith reads the base off here (2017, arXiv 1506.01186).',
  },
  'accuracy-edge': {
    name: 'Accuracy falls after',
    text: `The highest rate before the smoothed accuracy began its first lasting fall, less the ${STEPS} that a rate takes to show. Smith reads the maximum off here (2017, arXiv 1506.01186).`,
  },
  base: {
    name: 'Base LR',
    text: `Where each cycle starts and ends. Suggested is ${BASE_SHARE} of the maximum, a rule of thumb of Smith 2017 (arXiv 1506.01186).`,
  },
  max: {
    name: 'Max LR',
    text: `The top of each cycle. Suggested is ${USUAL_SHARES.cycle} of the rate at which the loss turns up (${PLAIN_SGD_SHARES.cycle} for a classifier with SGD without momentum): a cycle only visits it.`,
  },
  band: {
    name: 'Band of the maximum',
    text: 'How far the suggested maximum may be off.',
  },
  seeds: {
    name: 'Seeds differ by a factor of',
    text: 'The largest maximum that the ramps of one length gave, divided by the least. Up to 2 is usual.',
  },
  'moved-by': {
    name: 'Longer ramp moved it by a factor of',
    text: `How far apart the answers of two ramp lengths are. Up to ${(10 ** SETTLED_DECADES).toFixed(1)} the test was long enough.`,
  },
  probed: {
    name: 'Trained rate',
    text: 'A rate that was held in trainings of its own, each from the same weights and with the same order of the data.',
  },
  lowest: { name: 'Lowest rate tried', text: 'Where the ramps began.' },
  highest: { name: 'Highest rate tried', text: 'Where the ramps ended.' },
};

export const CONSTANT_RATE: Explanation = {
  name: 'Constant rate',
  text: `The rate to take if it shall not cycle: ${USUAL_SHARES.constant} of the rate at which the loss turns up (${PLAIN_SGD_SHARES.constant} for a classifier with SGD without momentum), which is safe for a whole run.`,
};

/** What the shaded band around the maximum is. */
export const BANDS: Record<NonNullable<BoundsAnswer['band']>['source'], Explanation> = {
  seeds: {
    name: 'Max over the seeds',
    text: 'From the least to the largest maximum that the repeats with other seeds gave.',
  },
  bootstrap: {
    name: 'Max within the noise',
    text: 'Where eight of ten maxima would lie, had the noise of this one ramp fallen differently.',
  },
};
