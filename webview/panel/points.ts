/** The points as a table: the chart's text alternative, and the way out of it. */
import { formatRate } from '../../src/tuning';
import type { PanelState, ValidationView } from '../../src/protocol/panel';
import { element, setShown, setText } from '../dom';
import { button } from '../toolkit';
import { drawnRamps, hasAccuracy, hasValidation, pointCount } from './state';
import type { Actions, View } from './view';

export function createPoints(actions: Actions): View {
  const summary = element('summary');
  const body = element('tbody');
  const validation = element('th', { scope: 'col' }, 'Validation');
  const table = element(
    'table',
    {},
    element(
      'caption',
      {},
      'Each step of each ramp: the rate used, and loss and accuracy of the batch before it.',
    ),
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        ...['Ramp', 'Step', 'Learning rate', 'Loss', 'Accuracy'].map((name) =>
          element('th', { scope: 'col' }, name),
        ),
        validation,
      ),
    ),
    body,
  );
  const details = element('details', {}, summary, element('div', { class: 'scroll', tabindex: '0' }, table));
  const view = element(
    'section',
    { class: 'points' },
    details,
    element(
      'div',
      { class: 'buttons' },
      button('Export CSV', () => actions.post({ type: 'export', format: 'csv' })),
      button('Export JSON', () => actions.post({ type: 'export', format: 'json' })),
    ),
  );

  let latest: PanelState | null = null;
  let listed = -1;
  const list = () => {
    if (!latest || !details.open || listed === pointCount(latest)) return;
    listed = pointCount(latest);
    setShown(validation, hasValidation(latest));
    body.replaceChildren(...rows(latest));
  };
  details.addEventListener('toggle', list);

  return {
    element: view,
    render(state) {
      latest = state;
      const points = pointCount(state);
      setShown(view, points > 0);
      setText(summary, `Points as a table (${points})`);
      list();
    },
  };
}

function rows(state: PanelState): HTMLElement[] {
  const withAccuracy = hasAccuracy(state);
  const withValidation = hasValidation(state);
  return drawnRamps(state).flatMap((ramp, index) => {
    const validation = new Map(ramp.validation.map((point) => [point.step, point]));
    return ramp.lr.map((lr, step) => {
      const loss = ramp.loss[step] ?? null;
      const accuracy = ramp.accuracy[step] ?? null;
      const validated = validation.get(step);
      const cells = [
        String(index + 1),
        String(step + 1),
        formatRate(lr),
        loss === null ? 'not finite' : lossText(loss),
        accuracy === null ? (withAccuracy ? '–' : 'not measured') : accuracyText(accuracy),
      ];
      if (withValidation) cells.push(validated ? validationText(validated) : '');
      return element('tr', {}, ...cells.map((text) => element('td', {}, text)));
    });
  });
}

/** Accuracy where the validation data has one, as in the chart. */
function validationText({ accuracy, loss }: ValidationView): string {
  if (accuracy !== null) return accuracyText(accuracy);
  return loss === null ? 'not finite' : lossText(loss);
}

function accuracyText(accuracy: number): string {
  return `${(accuracy * 100).toFixed(1)} %`;
}

function lossText(loss: number): string {
  return String(Number(loss.toPrecision(4)));
}
