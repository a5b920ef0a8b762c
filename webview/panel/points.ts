/** The points as a table: the chart's text alternative, and the way out of it. */
import { formatRate } from '../../src/tuning';
import type { ValidationView } from '../../src/protocol/panel';
import { element, setShown, setText } from '../dom';
import { button } from '../toolkit';
import type { Ramp } from './chart/ramp';
import { drawnRamps, hasAccuracy, hasValidation, type PageState, pointCount } from './state';
import type { Actions, View } from './view';

/** The rows of one ramp, to which those of new points are added. */
interface Body {
  ramp: Ramp;
  /** Where it changes, all of its rows do. */
  key: string;
  listed: number;
  element: HTMLTableSectionElement;
}

export function createPoints(actions: Actions): View {
  const summary = element('summary');
  const caption = element('caption');
  const validation = element('th', { scope: 'col' }, 'Validation');
  const names = ['Ramp', 'Step', 'Learning rate', 'Loss', 'Accuracy'];
  const table = element(
    'table',
    {},
    caption,
    element(
      'thead',
      {},
      element('tr', {}, ...names.map((name) => element('th', { scope: 'col' }, name)), validation),
    ),
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

  let latest: PageState | null = null;
  let bodies: Body[] = [];
  const list = () => {
    if (!latest || !details.open) return;
    const state = latest;
    setShown(validation, hasValidation(state));
    setText(caption, captionOf(drawnRamps(state)));
    const earlier = bodies;
    bodies = drawnRamps(state).map((ramp, index) => bodyOf(earlier[index], ramp, keyOf(state, ramp)));
    for (const { element: old } of earlier.filter((body) => !bodies.includes(body))) old.remove();
    bodies.forEach((body, index) => {
      body.element.append(...rows(state, body, index));
      body.listed = body.ramp.lr.length;
    });
    if (bodies.some((body) => !body.element.isConnected)) table.append(...bodies.map((body) => body.element));
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

function captionOf(ramps: readonly Ramp[]): string {
  const every = Math.max(1, ...ramps.map((ramp) => ramp.every));
  const which = every === 1 ? 'Each step of each ramp' : `Every ${every}th step of a ramp`;
  const rest = every === 1 ? '' : ' An export has all of them.';
  return `${which}: the rate used, and loss and accuracy of the batch before it.${rest}`;
}

function bodyOf(known: Body | undefined, ramp: Ramp, key: string): Body {
  return known?.ramp === ramp && known.key === key
    ? known
    : { ramp, key, listed: 0, element: element('tbody') };
}

function keyOf(state: PageState, { every, validation }: Ramp): string {
  return [every, validation.length, hasAccuracy(state), hasValidation(state)].join(' ');
}

/** Of the points that are not in the table yet. */
function rows(state: PageState, { ramp, listed }: Body, index: number): HTMLElement[] {
  const withAccuracy = hasAccuracy(state);
  const withValidation = hasValidation(state);
  // Of a step that is left out, what was validated there stands at the one before it.
  const validation = new Map(ramp.validation.map((point) => [Math.floor(point.step / ramp.every), point]));
  return ramp.lr.slice(listed).map((lr, k) => {
    const place = listed + k;
    const loss = ramp.loss[place] ?? null;
    const accuracy = ramp.accuracy[place] ?? null;
    const validated = validation.get(place);
    const cells = [
      String(index + 1),
      String(place * ramp.every + 1),
      formatRate(lr),
      loss === null ? 'not finite' : lossText(loss),
      accuracy === null ? (withAccuracy ? '–' : 'not measured') : accuracyText(accuracy),
    ];
    if (withValidation) cells.push(validated ? validationText(validated) : '');
    return element('tr', {}, ...cells.map((text) => element('td', {}, text)));
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
