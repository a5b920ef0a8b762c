/** What the answer adds to the picture: where each series rises and falls, and how sure the maximum is. */
import type { PanelState } from '../../../src/views/messages';
import { type Theme, withAlpha } from '../../theme';
import { type Plot, toPixel } from './geometry';
import type { Measure } from './series';

/** Share of the font's size that a letter takes on average, and pixels between a line and its label. */
const LETTER_WIDTH = 0.52;
const GAP = 6;
/** In a plot narrower than this, labels that turned inwards would meet. */
const WIDE = 420;

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

/**
 * Annotations for Chart.js. Accuracy's own onset and edge where there is one, as the paper reads its picture.
 *
 * @param plot as it was last drawn; labels turn inwards, or stay away, where it leaves them no room
 */
export function marksOf({ answer }: PanelState, theme: Theme, plot: Plot): Mark[] {
  if (!answer) return [];
  const withAccuracy = answer.accuracyOnsetLR !== null || answer.accuracyEdgeLR !== null;
  const places: Place[] = [
    { label: 'accuracy rises', rate: answer.accuracyOnsetLR, measure: 'accuracy', side: 'left' },
    { label: 'accuracy falls', rate: answer.accuracyEdgeLR, measure: 'accuracy', side: 'right' },
    { label: 'loss falls', rate: withAccuracy ? null : answer.onsetLR, measure: 'loss', side: 'left' },
    { label: 'loss turns up', rate: answer.edgeLR, measure: 'loss', side: 'right' },
  ];
  const marks = places.flatMap((place) =>
    place.rate === null ? [] : [line(place, place.rate, theme, plot)],
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
function line({ label, measure, side }: Place, rate: number, theme: Theme, plot: Plot): Mark {
  const width = label.length * theme.fontSize * LETTER_WIDTH + GAP;
  const x = toPixel(plot, rate);
  const room = { left: x - plot.left, right: plot.right - x };
  const other = side === 'left' ? 'right' : 'left';
  const mayTurn = plot.right - plot.left >= WIDE;
  const fits = room[side] >= width ? side : mayTurn && room[other] >= width ? other : null;
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
      display: fits !== null,
      content: label,
      position: 'start',
      xAdjust: (fits === 'left' ? -1 : 1) * (width / 2 + GAP / 2),
      yAdjust: row * (theme.fontSize + 4),
      backgroundColor: 'transparent',
      color: theme[measure],
      font: { family: theme.fontFamily, size: theme.fontSize, weight: 'normal' },
      padding: 2,
    },
  };
}
