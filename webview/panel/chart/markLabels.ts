/** Names and explanations of the marks, over the chart: a pointer that comes near a mark is told what it means. */
import type { AnswerView } from '../../../src/protocol/panel';
import { formatRate } from '../../../src/tuning';
import { element, rebuild } from '../../dom';
import { BANDS, EXPLANATIONS } from '../explanations';
import { type Plot, toPixel } from './geometry';
import { type Mark, marksOf } from './marks';

/** In a plot narrower than this, labels that turned inwards would meet. */
const WIDE = 420;

export interface MarkLabels {
  readonly element: HTMLElement;
  render(plot: Plot, answer: AnswerView | null): void;
}

export function createMarkLabels(): MarkLabels {
  const layer = element('div', { class: 'marks', 'aria-hidden': 'true' });
  let marks: Mark[] = [];
  return {
    element: layer,
    render(plot, answer) {
      marks = marksOf(answer);
      const band = answer?.band ?? null;
      rebuild(layer, JSON.stringify([band, marks]), () => [
        band &&
          element('div', { class: 'band', title: `${BANDS[band.source].name}: ${BANDS[band.source].text}` }),
        ...marks.map(markElement),
      ]);
      const places = [...layer.children] as HTMLElement[];
      if (band) placeBand(places.shift(), plot, band);
      marks.forEach((mark, i) => place(places[i], plot, mark));
    },
  };
}

function markElement({ about, label, rate, measure }: Mark): HTMLElement {
  const { name, text } = EXPLANATIONS[about];
  const title = `${name} ${formatRate(rate)}. ${text}`;
  return element(
    'div',
    { class: `chart-mark ${measure}`, title },
    element('span', { class: 'label' }, label),
  );
}

function placeBand(
  target: HTMLElement | undefined,
  plot: Plot,
  { lo, hi }: { lo: number; hi: number },
): void {
  if (!target) return;
  const left = toPixel(plot, lo);
  target.style.left = `${left}px`;
  target.style.width = `${toPixel(plot, hi) - left}px`;
  placeInPlot(target, plot);
}

/** A label that its side leaves no room turns to the other, or stays away. */
function place(target: HTMLElement | undefined, plot: Plot, { rate, side }: Mark): void {
  if (!target) return;
  const x = toPixel(plot, rate);
  target.style.left = `${x}px`;
  placeInPlot(target, plot);
  const width = (target.firstElementChild as HTMLElement).offsetWidth;
  const room = { left: x - plot.left, right: plot.right - x };
  const other = side === 'left' ? 'right' : 'left';
  const mayTurn = plot.right - plot.left >= WIDE && room[other] >= width;
  target.dataset['side'] = room[side] >= width ? side : mayTurn ? other : 'none';
}

function placeInPlot(target: HTMLElement, plot: Plot): void {
  target.style.top = `${plot.top}px`;
  target.style.height = `${plot.bottom - plot.top}px`;
}
