/** Pairs of bounds to choose from, each named after where it comes from. */
import type { RampAnalysis } from './analyze';
import type { Curve } from './curve';
import type { Shares } from './shares';
import { minimumTenthRate, valleyRate } from './otherTools';
import { medianRate, middle } from '../statistics';

export type CandidateId =
  'confirmed' | 'suggested' | 'accuracy' | 'third' | 'steepest' | 'valley' | 'minimum-tenth';

export interface Candidate {
  readonly id: CandidateId;
  readonly label: string;
  readonly source: string;
  readonly maxLR: number;
  readonly baseLR: number;
}

/** Smith, 1506.01186, section 3.3: base a third or a quarter of the maximum. */
export const BASE_DIVISOR = 4;
const OTHER_BASE_DIVISOR = 3;

/** What trainings at a few rates came to. */
export function confirmedCandidate(bounds: { baseLR: number; maxLR: number }): Candidate {
  const source =
    'At most 1.5 of the best rate by trainings at a few rates, read off between them; base a quarter';
  return { id: 'confirmed', label: 'Confirmed', source, ...bounds };
}

/** Each from the median over the ramps of one length; those that a ramp does not show are left out. */
export function listCandidates(
  curves: readonly Curve[],
  analyses: readonly RampAnalysis[],
  maxLR: number | null,
  shares: Shares,
): Candidate[] {
  const accuracy = readOff(analyses);
  const list: (Candidate | null)[] = [
    maxLR === null
      ? null
      : {
          id: 'suggested',
          label: 'Suggested',
          source: `${shares.cycle} of where the loss turns up, base a quarter (Smith 2017, arXiv 1506.01186)`,
          maxLR,
          baseLR: maxLR / BASE_DIVISOR,
        },
    accuracy && {
      id: 'accuracy',
      label: 'As read off the accuracy curve',
      source: 'where accuracy rises and falls (Smith 2017, arXiv 1506.01186)',
      ...accuracy,
    },
    maxLR === null
      ? null
      : {
          id: 'third',
          label: 'Maximum ÷ 3',
          source: 'base a third, the other rule of thumb (Smith 2017, arXiv 1506.01186)',
          maxLR,
          baseLR: maxLR / OTHER_BASE_DIVISOR,
        },
    fromMaximum('steepest', 'Steepest', 'where the loss falls fastest, as several finders suggest', (i) => {
      const index = analyses[i]?.steepestIndex ?? null;
      return index === null ? null : (analyses[i]?.lr[index] ?? null);
    }),
    fromMaximum('valley', 'Valley', "fastai's default: in the longest run of falling loss", (i) =>
      valleyRate(curves[i] as Curve),
    ),
    fromMaximum(
      'minimum-tenth',
      'Minimum ÷ 10',
      "fastai's other rule: a tenth of the rate at the lowest loss",
      (i) => minimumTenthRate(curves[i] as Curve),
    ),
  ];
  return list.filter((candidate) => candidate !== null);

  function fromMaximum(
    id: CandidateId,
    label: string,
    source: string,
    rateOf: (index: number) => number | null,
  ): Candidate | null {
    const rates = curves.map((_, i) => rateOf(i)).filter((rate) => rate !== null && rate > 0);
    const rate = medianRate(rates as number[]);
    return rate === null ? null : { id, label, source, maxLR: rate, baseLR: rate / BASE_DIVISOR };
  }
}

/** The paper's own reading of the picture: rise and fall of the accuracy. */
function readOff(analyses: readonly RampAnalysis[]): { baseLR: number; maxLR: number } | null {
  const baseLR = middle(analyses.map((ramp) => ramp.accuracy?.onsetLR ?? null));
  const maxLR = middle(analyses.map((ramp) => ramp.accuracy?.edgeLR ?? null));
  return baseLR !== null && maxLR !== null && baseLR < maxLR ? { baseLR, maxLR } : null;
}
