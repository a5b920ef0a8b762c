/** Which training the chart is of, where the script has several, and the way to another one. */
import { element, setShown, setText } from '../dom';
import { icon } from '../icons';
import { button } from '../toolkit';
import { isWorking } from './state';
import type { Actions, View } from './view';

export function createTraining(actions: Actions): View {
  const name = element('span');
  const another = button('Choose Another…', () => actions.post({ type: 'choose-training' }), {
    tooltip: 'List all trainings of the script, and ramp another one',
  });
  const line = element('p', { class: 'training gone' }, icon('info'), name, another);
  return {
    element: line,
    render(state) {
      setShown(line, state.training !== null);
      if (state.training === null) return;
      setText(name, `The chart is of training ${state.training.id}: ${state.training.name}.`);
      setShown(another, !isWorking(state), true);
    },
  };
}
