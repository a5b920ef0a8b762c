/** Trainings around the answer: the button that begins them, what they came to, and the way back from it. */
import { type Candidate, formatRate, LONG_PROBE_STEPS, PROBE_STEPS, roundBounds } from '../../src/tuning';
import { element, rebuild, setShown, setText } from '../dom';
import { icon } from '../icons';
import { button } from '../toolkit';
import { isWorking, type PageState } from './state';
import { partElement } from './verdict';
import type { Actions, View } from './view';

const EXPLANATION = `Train the script at three to five constant rates around the answer, for ${PROBE_STEPS} iterations at two seeds, then for ${LONG_PROBE_STEPS} at the best of them and beside it. They confirm the bounds or move them, and take about as many iterations as the range test.`;

export function createConfirmation(actions: Actions): View {
  const sentence = element('span');
  const said = element('p', { class: 'sentence', 'aria-live': 'polite' }, sentence);
  const confirm = button('Confirm', () => actions.post({ type: 'confirm' }), { tooltip: EXPLANATION });
  confirm.setAttribute('aria-description', EXPLANATION);
  const other = element('span', { class: 'other-bounds' });
  const hint = element('span', { class: 'hint' });
  const line = element('div', { class: 'advice' }, confirm, other, hint);
  const view = element('section', { class: 'confirmation gone', 'aria-label': 'Confirmation' }, said, line);
  return {
    element: view,
    render(state) {
      const { confirmation } = state;
      setShown(view, confirmation !== null && state.canRun);
      if (confirmation === null) return;
      const parts = confirmation.sentence ?? [];
      setShown(said, parts.length > 0);
      rebuild(sentence, JSON.stringify(parts), () => parts.map(partElement));
      setShown(confirm, !isWorking(state) && confirmation.refusal === null && parts.length === 0);
      const words = isWorking(state)
        ? ''
        : (confirmation.problem ?? confirmation.refusal ?? confirmation.recommended ?? '');
      setText(hint, words);
      setShown(hint, words !== '');
      const offered = isWorking(state) ? null : otherBounds(state);
      rebuild(other, JSON.stringify(offered), () => (offered ? [goTo(offered, actions)] : []));
      setShown(line, !isWorking(state));
    },
  };
}

/** What a step back, or forth again, would take: the curve's bounds where those of the trainings stand. */
function otherBounds({ answer, chosen }: PageState): Candidate | null {
  const of = (id: Candidate['id']) => answer?.candidates.find((one) => one.id === id) ?? null;
  if (of('confirmed') === null) return null;
  return chosen?.by === 'confirmed' ? of('suggested') : of('confirmed');
}

function goTo(candidate: Candidate, actions: Actions): HTMLElement {
  const bounds = roundBounds(candidate);
  const back = candidate.id === 'suggested';
  const range = `${formatRate(bounds.baseLR)} to ${formatRate(bounds.maxLR)}`;
  return button(back ? 'Take Back' : 'Use Confirmed', () => actions.choose(bounds, candidate.id, true), {
    icon: icon(back ? 'discard' : 'pass'),
    tooltip: back ? `Back to the bounds of the curve, ${range}` : `The bounds that were confirmed, ${range}`,
  });
}
