/** Names the series by colour, dash and marker, and shows their values at the rate under the pointer. */
import { formatRate } from '../../../src/tuning';
import type { PanelState } from '../../../src/views/messages';
import { element, setShown, setText } from '../../dom';
import { hasAccuracy, pointCount } from '../state';

export interface Values {
  rate: number;
  accuracy: number | null;
  loss: number | null;
}

/** What the shaded band around the maximum is. */
const SPREAD = {
  seeds: {
    name: 'Max over the seeds',
    explanation: 'From the least to the largest maximum that the repeats with other seeds gave.',
  },
  bootstrap: {
    name: 'Max within the noise',
    explanation: 'Where eight of ten maxima would lie, had the noise of this one ramp fallen differently.',
  },
};

export function createLegend() {
  const accuracy = entry('accuracy', 'Accuracy', '<path d="M0 6H24"/><circle cx="12" cy="6" r="3"/>');
  const loss = entry(
    'loss',
    'Loss',
    '<path d="M0 6H24" stroke-dasharray="7 4"/><path class="filled" d="M9 3.5H15L12 9Z"/>',
  );
  const band = entry(
    'uncertain',
    SPREAD.seeds.name,
    '<rect class="filled" x="4" y="1" width="16" height="10"/>',
  );
  accuracy.element.title =
    'Share of each batch that the model got right. Dots are single batches, the strong line is smoothed, thin lines are single ramps.';
  loss.element.title =
    'Loss of each batch before its update. Dots are single batches, the strong line is smoothed, thin lines are single ramps.';
  const rate = element('span', { class: 'rate', title: 'Learning rate under the pointer' });
  return {
    element: element('div', { class: 'legend' }, accuracy.element, loss.element, band.element, rate),
    render(state: PanelState) {
      setShown(accuracy.element, hasAccuracy(state) || pointCount(state) === 0);
      const source = state.answer?.band?.source;
      setShown(band.element, source !== undefined, true);
      if (!source) return;
      band.name(SPREAD[source].name);
      band.element.title = SPREAD[source].explanation;
    },
    showValues(values: Values | null) {
      accuracy.value(values?.accuracy == null ? '' : `${(values.accuracy * 100).toFixed(1)} %`);
      loss.value(values?.loss == null ? '' : Number(values.loss.toPrecision(3)).toString());
      setText(rate, values ? `at ${formatRate(values.rate)}` : '');
    },
  };
}

function entry(className: string, name: string, swatch: string) {
  const svg = new DOMParser().parseFromString(
    `<svg xmlns="http://www.w3.org/2000/svg" width="24" height="12" aria-hidden="true">${swatch}</svg>`,
    'image/svg+xml',
  ).documentElement;
  const title = element('span', {}, name);
  const value = element('span', { class: 'value' });
  return {
    element: element('span', { class: `entry ${className}` }, document.importNode(svg, true), title, value),
    name: (text: string) => setText(title, text),
    value: (text: string) => setText(value, text),
  };
}
