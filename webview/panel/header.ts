/** Which script, what is happening, with what; and the button that ends or repeats it. */
import { element, rebuild, setShown, setText } from '../dom';
import { icon } from '../icons';
import { createProgressBar, progressText } from '../progress';
import { button } from '../toolkit';
import { isWorking, type PageState } from './state';
import type { Actions, View } from './view';
import type { RunStatus } from '../../src/protocol/run';

/** Said where the host has nothing more to say. */
const STATUS: Record<RunStatus, string> = {
  starting: 'Starting.',
  running: 'Running.',
  finished: 'Finished.',
  cancelled: 'Cancelled.',
  failed: 'Failed.',
};

export function createHeader(actions: Actions): View {
  const script = element('h1');
  const status = element('p', { class: 'status', role: 'status' });
  const figures = element('p', {
    class: 'figures',
    title: 'Iterations of all ramps so far, of those planned; a ramp twice as long may still be added.',
  });
  const facts = element('p', { class: 'facts' });
  const cancel = button('Cancel', () => actions.post({ type: 'cancel' }), { icon: icon('debugStop') });
  const again = button('Run Again', () => actions.post({ type: 'run-again' }), { icon: icon('refresh') });
  const bar = createProgressBar('Range test');
  return {
    element: element(
      'header',
      {},
      element('div', { class: 'title' }, script, element('div', { class: 'run' }, cancel, again)),
      element('div', { class: 'doing' }, status, figures),
      facts,
      bar.element,
    ),
    render(state) {
      setText(script, state.script);
      setText(status, state.activity || STATUS[state.status]);
      if (state.progress) setText(figures, progressText(state.progress));
      setShown(figures, isWorking(state), true);
      rebuild(facts, JSON.stringify(state.facts), () =>
        state.facts.map(({ label, value, explanation }) =>
          element('span', { title: explanation }, `${label} ${value}`),
        ),
      );
      setShown(cancel, isWorking(state));
      setShown(again, state.canRun && !isWorking(state) && !offersRunAgain(state));
      bar.render(isWorking(state), state.progress);
    },
  };
}

/** One such button is enough. */
function offersRunAgain({ problem }: PageState): boolean {
  return problem?.actions.some(({ kind }) => kind === 'run-again') ?? false;
}
