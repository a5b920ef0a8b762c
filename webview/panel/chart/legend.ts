/** Names the series by colour, dash and marker, and shows their values at the rate under the pointer. */
import { formatRate, LONG_PROBE_STEPS, PROBE_STEPS } from '../../../src/tuning';
import { element, setShown, setText } from '../../dom';
import { BANDS } from '../explanations';
import { hasAccuracy, hasValidation, pointCount, type PageState } from '../state';
import type { Measure } from './ramp';

export interface Values {
  rate: number;
  accuracy: number | null;
  loss: number | null;
  validation: number | null;
}

const VALIDATION: Record<Measure, { name: string; explanation: string }> = {
  accuracy: {
    name: 'Validation accuracy',
    explanation:
      "Share of the script's validation data that the model got right at this point of the ramp; the median where there are several ramps. Only to look at: the bounds come from the training loss.",
  },
  loss: {
    name: 'Validation loss',
    explanation:
      "Loss on the script's validation data at this point of the ramp; the median where there are several ramps. Only to look at: the bounds come from the training loss.",
  },
};

export function createLegend() {
  let validated: Measure = 'accuracy';
  const accuracy = entry('accuracy', 'Accuracy', '<path d="M0 6H24"/><circle cx="12" cy="6" r="3"/>');
  const loss = entry(
    'loss',
    'Loss',
    '<path d="M0 6H24" stroke-dasharray="7 4"/><path class="filled" d="M9 3.5H15L12 9Z"/>',
  );
  const validation = entry(
    'validation',
    VALIDATION.accuracy.name,
    '<path d="M0 6H24" stroke-dasharray="1 4" stroke-linecap="round"/><path class="hollow" d="M12 2L16 6L12 10L8 6Z"/>',
  );
  const band = entry(
    'uncertain',
    BANDS.seeds.name,
    '<rect class="filled" x="4" y="1" width="16" height="10"/>',
  );
  const trained = entry(
    'trained',
    'Trained at one rate',
    '<rect class="hollow" x="1" y="2" width="8" height="8"/><rect class="solid" x="14" y="2" width="8" height="8"/>',
  );
  trained.element.title = `Where the loss ended in trainings that kept one rate: hollow after ${PROBE_STEPS} iterations, filled after ${LONG_PROBE_STEPS}.`;
  accuracy.element.title =
    'Share of each batch that the model got right. Dots are single batches, the strong line is smoothed, thin lines are single ramps.';
  loss.element.title =
    'Loss of each batch before its update. Dots are single batches, the strong line is smoothed, thin lines are single ramps.';
  const rate = element('span', { class: 'rate', title: 'Learning rate under the pointer' });
  return {
    element: element(
      'div',
      { class: 'legend' },
      accuracy.element,
      loss.element,
      validation.element,
      band.element,
      trained.element,
      rate,
    ),
    render(state: PageState) {
      setShown(accuracy.element, hasAccuracy(state) || pointCount(state) === 0);
      setShown(validation.element, hasValidation(state));
      validated = hasAccuracy(state) ? 'accuracy' : 'loss';
      validation.name(VALIDATION[validated].name);
      validation.element.title = VALIDATION[validated].explanation;
      setShown(trained.element, (state.confirmation?.probes ?? []).length > 0);
      const source = state.answer?.band?.source;
      setShown(band.element, source !== undefined, true);
      if (!source) return;
      band.name(BANDS[source].name);
      band.element.title = BANDS[source].text;
    },
    showValues(values: Values | null) {
      accuracy.value(accuracyText(values?.accuracy));
      loss.value(lossText(values?.loss));
      const { validation: measured } = values ?? {};
      validation.value(validated === 'accuracy' ? accuracyText(measured) : lossText(measured));
      setText(rate, values ? `at ${formatRate(values.rate)}` : '');
    },
  };
}

function accuracyText(value: number | null | undefined): string {
  return value == null ? '' : `${(value * 100).toFixed(1)} %`;
}

function lossText(value: number | null | undefined): string {
  return value == null ? '' : Number(value.toPrecision(3)).toString();
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
