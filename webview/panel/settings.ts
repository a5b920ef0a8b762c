/** The bounds and the step size as numbers, for those who know what they want. */
import { rateText } from '../../src/tuning';
import { element, setText } from '../dom';
import { type Bound, readCount, readRate, withBound } from './bounds';
import { createField, type Field } from './field';
import type { PageState } from './state';
import type { Actions, View } from './view';

export function createSettings(actions: Actions): View {
  let state: PageState | null = null;

  const rateField = (bound: Bound, label: string, tooltip: string): Field =>
    createField({
      label,
      tooltip,
      check: (text) => wrongOf(readRate(text)),
      take: (text) => {
        const read = readRate(text);
        if ('wrong' in read) return read.wrong;
        actions.choose(withBound(state?.chosen ?? null, bound, read.rate), 'hand', true);
        return null;
      },
    });
  const stepField = (
    label: string,
    name: string,
    tooltip: string,
    inIterations: (count: number) => number,
  ): Field =>
    createField({
      label,
      name,
      tooltip,
      check: (text) => wrongOf(readCount(text)),
      take: (text) => {
        const read = readCount(text);
        if ('wrong' in read) return read.wrong;
        actions.post({ type: 'step-size', iterations: inIterations(read.count) });
        return null;
      },
    });

  const base = rateField('base', 'Base LR', 'Where each cycle starts and ends. Any number above 0.');
  const max = rateField('max', 'Max LR', 'The top of each cycle. Any number above 0.');
  const iterations = stepField(
    'Half a cycle',
    'Half a cycle, iterations',
    'The iterations from the base rate up to the maximum: the step size of the paper.',
    (count) => count,
  );
  const epochs = stepField(
    '',
    'Half a cycle, epochs',
    'The same in epochs. The paper advises 2 to 10.',
    (count) => Math.max(1, Math.round(count * (state?.stepSize?.stepsPerEpoch ?? 1))),
  );

  return {
    element: element(
      'section',
      { class: 'fields', 'aria-label': 'Bounds and step size' },
      base.element,
      max.element,
      element(
        'div',
        { class: 'half', role: 'group', 'aria-label': 'Half a cycle' },
        iterations.element,
        element('span', { class: 'unit' }, 'iterations ='),
        epochs.element,
        element('span', { class: 'unit' }, 'epochs'),
      ),
    ),
    render(now) {
      state = now;
      const { stepSize, chosen: bounds } = now;
      base.show(bounds ? rateText(bounds.baseLR) : '', true);
      max.show(bounds ? rateText(bounds.maxLR) : '', true);
      iterations.show(stepSize ? String(stepSize.iterations) : '', stepSize !== null);
      const known = stepSize !== null && stepSize.epochs !== null && stepSize.stepsPerEpoch !== null;
      epochs.show(known ? shortNumber(stepSize.epochs ?? 0) : '', known);
    },
  };
}

/** Why the step size is what it is; stands apart, so that its length moves nothing that is clicked. */
export function createStepAdvice(): View {
  const advice = element('p', { class: 'note' });
  return {
    element: advice,
    render({ stepSize }) {
      setText(advice, stepSize?.advice ?? '');
    },
  };
}

function wrongOf(read: { wrong: string } | object): string | null {
  return 'wrong' in read ? read.wrong : null;
}

function shortNumber(value: number): string {
  return String(Number(value.toPrecision(3)));
}
