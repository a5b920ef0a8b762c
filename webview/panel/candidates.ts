/** Ready-made bounds, each named after where it comes from; choosing one moves the handles. */
import { type Candidate, rateText, roundBounds } from '../../src/tuning';
import { element, rebuild, setShown } from '../dom';
import type { Actions, View } from './view';

export function createCandidates(actions: Actions): View {
  const rows = element('div', { class: 'rows', role: 'radiogroup', 'aria-label': 'Bounds to choose from' });
  const view = element(
    'section',
    { class: 'candidates' },
    element('h2', {}, 'Where the bounds come from'),
    rows,
  );
  return {
    element: view,
    render({ answer, chosen }) {
      setShown(view, answer !== null);
      if (!answer) return;
      rebuild(rows, JSON.stringify(answer.candidates), () => [
        ...answer.candidates.map((candidate) => row(candidate, actions)),
        byHandRow(),
      ]);
      for (const input of rows.querySelectorAll('input')) {
        input.checked = input.value === chosen?.by;
        if (input.value === 'hand') input.disabled = chosen?.by !== 'hand';
      }
    },
  };
}

function row(candidate: Candidate, actions: Actions): HTMLElement {
  const { id, label, source } = candidate;
  const bounds = roundBounds(candidate);
  const input = element('input', { type: 'radio', name: 'candidate', value: id });
  input.addEventListener('change', () => actions.choose(bounds, id, true));
  return element(
    'label',
    { class: 'row', title: `${label}: ${source}.` },
    input,
    element('span', { class: 'name' }, label),
    element('span', { class: 'rates' }, `${rateText(bounds.baseLR)} – ${rateText(bounds.maxLR)}`),
    element('span', { class: 'source' }, source),
  );
}

/** Always there, so that the list does not jump when a bound is dragged. */
function byHandRow(): HTMLElement {
  return element(
    'label',
    { class: 'row', title: 'Click the chart, drag a handle, nudge it with the arrow keys, or type a rate.' },
    element('input', { type: 'radio', name: 'candidate', value: 'hand' }),
    element('span', { class: 'name' }, 'Set by hand'),
    element('span', { class: 'rates' }),
    element('span', { class: 'source' }, 'click or drag on the chart, arrow keys, or the fields above'),
  );
}
