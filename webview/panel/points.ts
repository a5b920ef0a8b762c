/** The points as a table: the chart's text alternative, and the way out of it. */
import { formatRate } from '../../src/tuning';
import type { PanelState } from '../../src/views/messages';
import { element, setShown, setText } from '../dom';
import { button } from '../toolkit';
import { drawnRamps, hasAccuracy, pointCount } from './state';
import type { Actions, View } from './view';

export function createPoints(actions: Actions): View {
  const summary = element('summary');
  const body = element('tbody');
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
  return drawnRamps(state).flatMap((ramp, index) =>
    ramp.lr.map((lr, step) => {
      const loss = ramp.loss[step] ?? null;
      const accuracy = ramp.accuracy[step] ?? null;
      const cells = [
        String(index + 1),
        String(step + 1),
        formatRate(lr),
        loss === null ? 'not finite' : String(Number(loss.toPrecision(4))),
        accuracy === null ? (withAccuracy ? '–' : 'not measured') : `${(accuracy * 100).toFixed(1)} %`,
      ];
      return element('tr', {}, ...cells.map((text) => element('td', {}, text)));
    }),
  );
}
