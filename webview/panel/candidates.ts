/** Ready-made bounds, each named after where it comes from; choosing one moves the handles. */
import { type Candidate, type CandidateId, rateText, roundBounds } from '../../src/tuning';
import { element, rebuild, setShown } from '../dom';
import type { Actions, View } from './view';

export function createCandidates(actions: Actions): View {
  const first = element('div', { class: 'rows' });
  const others = element('div', { class: 'rows' });
  const more = element('details', {}, element('summary', {}, 'Other readings of the curve'), others);
  const view = element(
    'div',
    { class: 'candidates', role: 'radiogroup', 'aria-label': 'Bounds to choose from' },
    element('h2', {}, 'Where the bounds come from'),
    first,
    more,
  );
  let opened = '';
  return {
    element: view,
    render({ answer, chosen }) {
      setShown(view, answer !== null);
      if (!answer) return;
      const suggested = answer.candidates.filter(({ id }) => FIRST.includes(id));
      const rest = answer.candidates.filter(({ id }) => !FIRST.includes(id));
      rebuild(first, JSON.stringify(suggested), () => [
        ...suggested.map((candidate) => row(candidate, actions)),
        byHandRow(),
      ]);
      rebuild(others, JSON.stringify(rest), () => rest.map((candidate) => row(candidate, actions)));
      setShown(more, rest.length > 0);
      // What is chosen is in view; a person may fold it away all the same.
      const by = chosen?.by ?? '';
      if (by !== opened && rest.some(({ id }) => id === by)) more.open = true;
      opened = by;
      for (const input of view.querySelectorAll('input')) {
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
    element(
      'span',
      { class: 'source' },
      element('span', { class: 'use' }, USES[id]),
      element('span', { class: 'why' }, `: ${source}`),
    ),
  );
}

/** Those in view; the others are folded. */
const FIRST: readonly CandidateId[] = ['confirmed', 'suggested'];

/** What each is good for. */
const USES: Record<CandidateId, string> = {
  confirmed: 'Trained and compared',
  suggested: 'To begin with',
  accuracy: 'Careful',
  third: 'Narrower cycles',
  steepest: 'To compare with other finders',
  valley: 'To compare with fastai',
  'minimum-tenth': 'For one fixed rate',
};

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
