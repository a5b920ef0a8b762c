/** Each number that is shown, in plain words, as a tooltip has room for. */

export type Explained =
  | 'baseLR'
  | 'maxLR'
  | 'constantLR'
  | 'onset'
  | 'edge'
  | 'band'
  | 'settled'
  | 'accuracy'
  | 'loss'
  | 'smoothed'
  | 'live'
  | 'stepSize'
  | 'cycles';

export const EXPLANATIONS: Readonly<Record<Explained, string>> = {
  baseLR:
    'Where each cycle starts and ends: a quarter of the maximum. A third or a tenth would do as well; this number matters least.',
  maxLR:
    'The top of each cycle: 0.8 of the rate at which training turned bad. Safe for a while, not for the whole run.',
  constantLR:
    'If the rate shall not cycle: 0.4 of the rate at which training turned bad, which leaves room for a long run.',
  onset: 'The rate from which on the model clearly learned: a tenth of all that it gained in this ramp.',
  edge: 'The rate that made training turn bad: four steps before the smoothed curve began its first lasting fall.',
  band: 'How far the maximum moves with other seeds or, after a single ramp, with its noise. Narrow is good.',
  settled:
    'Whether a ramp about twice as long gave nearly the same answer, within a factor of 1.6. If not, the ramp was too short.',
  accuracy:
    'Share of right answers in each batch, before the update made from it. Points are batches, the line is smoothed.',
  loss: 'Loss of each batch, before the update made from it. Points are batches, the line is smoothed.',
  smoothed:
    'A line fitted around each step, over a twelfth of the ramp. It looks ahead as much as back, so it does not lag.',
  live: 'While the ramp runs the line can only look back, so it lags; it is drawn anew when the ramp is done.',
  stepSize:
    'Half a cycle: the steps in which the rate goes from base to maximum. 2 to 10 epochs are usual, 4 to begin with.',
  cycles:
    'Whole cycles in the run. It should end with one, since accuracy peaks where the rate is back at its base.',
};
