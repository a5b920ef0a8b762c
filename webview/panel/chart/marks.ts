/** What the answer adds to the picture: where each series rises and falls, and how sure the maximum is. */
import type { PanelState } from '../../../src/views/messages';
import { type Theme, withAlpha } from '../../theme';
import type { Measure } from './series';

interface Mark {
  type: 'line' | 'box';
  [option: string]: unknown;
}

interface Place {
  label: string;
  rate: number | null;
  measure: Measure;
  side: 'left' | 'right';
}

/** Annotations for Chart.js. Accuracy's own onset and edge where there is one, as the paper reads its picture. */
export function marksOf({ answer }: PanelState, theme: Theme): Mark[] {
  if (!answer) return [];
  const withAccuracy = answer.accuracyOnsetLR !== null || answer.accuracyEdgeLR !== null;
  const places: Place[] = [
    { label: 'accuracy rises', rate: answer.accuracyOnsetLR, measure: 'accuracy', side: 'left' },
    { label: 'accuracy falls', rate: answer.accuracyEdgeLR, measure: 'accuracy', side: 'right' },
    { label: 'loss falls', rate: withAccuracy ? null : answer.onsetLR, measure: 'loss', side: 'left' },
    { label: 'loss turns up', rate: answer.edgeLR, measure: 'loss', side: 'right' },
  ];
  const marks = places.flatMap(({ label, rate, measure, side }) =>
    rate === null ? [] : [line(label, rate, measure, side, theme)],
  );
  return answer.band ? [uncertainty(answer.band, theme), ...marks] : marks;
}

function uncertainty(band: { lo: number; hi: number }, theme: Theme): Mark {
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

/** Labels stand outside of what they enclose, one row for each series, so that they do not meet. */
function line(label: string, rate: number, measure: Measure, side: Place['side'], theme: Theme): Mark {
  const outward = side === 'left' ? -1 : 1;
  const row = measure === 'accuracy' ? 0 : 1;
  return {
    type: 'line',
    scaleID: 'x',
    value: rate,
    drawTime: 'beforeDatasetsDraw',
    borderColor: theme[measure],
    borderWidth: 1,
    borderDash: [2, 3],
    label: {
      display: true,
      content: label,
      position: 'start',
      xAdjust: outward * (label.length * theme.fontSize * 0.25 + 6),
      yAdjust: row * (theme.fontSize + 4),
      backgroundColor: 'transparent',
      color: theme[measure],
      font: { family: theme.fontFamily, size: theme.fontSize, weight: 'normal' },
      padding: 2,
    },
  };
}
