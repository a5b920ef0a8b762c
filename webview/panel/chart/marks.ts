/** What the answer adds to the picture: where each series rises and falls, and how sure the maximum is. */
import type { NumberName } from '../../../src/tuning';
import type { AnswerView } from '../../../src/protocol/panel';
import { type Theme, withAlpha } from '../../theme';
import type { Measure } from './ramp';

/** Annotations of Chart.js. */
export interface Annotation {
  type: 'line' | 'box' | 'label';
  [option: string]: unknown;
}

export interface Mark {
  about: NumberName;
  label: string;
  rate: number;
  measure: Measure;
  /** Of the line; labels stand outside of what the marks enclose. */
  side: 'left' | 'right';
}

/** Accuracy's own onset and edge where there is one, as the paper reads its picture. */
export function marksOf(answer: AnswerView | null): Mark[] {
  if (!answer) return [];
  const { accuracyOnsetLR, accuracyEdgeLR, onsetLR, edgeLR } = answer;
  const withAccuracy = accuracyOnsetLR !== null || accuracyEdgeLR !== null;
  const places: (Omit<Mark, 'rate'> & { rate: number | null })[] = [
    {
      about: 'accuracy-onset',
      label: 'accuracy rises',
      rate: accuracyOnsetLR,
      measure: 'accuracy',
      side: 'left',
    },
    {
      about: 'accuracy-edge',
      label: 'accuracy falls',
      rate: accuracyEdgeLR,
      measure: 'accuracy',
      side: 'right',
    },
    {
      about: 'onset',
      label: 'loss falls',
      rate: withAccuracy ? null : onsetLR,
      measure: 'loss',
      side: 'left',
    },
    { about: 'edge', label: 'loss turns up', rate: edgeLR, measure: 'loss', side: 'right' },
  ];
  return places.flatMap((place) => (place.rate === null ? [] : [{ ...place, rate: place.rate }]));
}

/** Lines where the marks are, and the band; their labels lie over the chart. */
export function annotationsOf(answer: AnswerView | null, theme: Theme): Annotation[] {
  const lines = marksOf(answer).map((mark) => line(mark, theme));
  return answer?.band ? [uncertainty(answer.band, theme), ...lines] : lines;
}

function uncertainty(band: { lo: number; hi: number }, theme: Theme): Annotation {
  return {
    type: 'box',
    xMin: band.lo,
    xMax: band.hi,
    drawTime: 'beforeDatasetsDraw',
    backgroundColor: withAlpha(theme.uncertain, 0.2),
    borderWidth: theme.highContrast ? 1 : 0,
    borderColor: theme.uncertain,
    borderDash: [2, 3],
  };
}

function line({ rate, measure }: Mark, theme: Theme): Annotation {
  return {
    type: 'line',
    scaleID: 'x',
    value: rate,
    drawTime: 'beforeDatasetsDraw',
    borderColor: theme[measure],
    borderWidth: 1,
    borderDash: [2, 3],
  };
}
