/** What went wrong, where, and what to do about it, in place of the chart or above what was recorded. */
import type { PanelState } from '../../src/views/messages';
import { element, rebuild, setShown } from '../dom';
import { icon } from '../icons';
import { button } from '../toolkit';
import type { Actions, View } from './view';

type Problem = NonNullable<PanelState['problem']>;
type ProblemAction = Problem['actions'][number];

export function createProblem(actions: Actions): View {
  const view = element('section', { class: 'problem', role: 'alert' });
  return {
    element: view,
    render({ problem }) {
      setShown(view, problem !== null);
      rebuild(view, JSON.stringify(problem), () => (problem ? content(problem, actions) : []));
    },
  };
}

function content(problem: Problem, actions: Actions): (Node | null)[] {
  return [
    element('h2', {}, icon('error'), element('span', {}, problem.title)),
    element('p', {}, problem.detail),
    place(problem, actions),
    problem.output
      ? element(
          'figure',
          {},
          element('figcaption', {}, 'The last lines of the script’s output'),
          element('pre', { tabindex: '0', 'aria-label': 'Output of the script' }, problem.output),
        )
      : null,
    element(
      'div',
      { class: 'buttons' },
      ...problem.actions.map((action, i) => {
        const made = button(label(action), () => actions.post({ type: 'problem-action', action }));
        made.setAttribute('appearance', i === 0 ? 'primary' : 'secondary');
        return made;
      }),
    ),
  ];
}

function place({ file, line }: Problem, actions: Actions): HTMLElement | null {
  if (file === undefined) return null;
  const name = file.split(/[\\/]/).at(-1) ?? file;
  const link = element('a', { href: '#', title: file }, line === undefined ? name : `${name}, line ${line}`);
  link.addEventListener('click', (event) => {
    event.preventDefault();
    actions.post({ type: 'problem-action', action: { kind: 'open-file', path: file, line: line ?? 1 } });
  });
  return element('p', { class: 'place' }, link);
}

function label(action: ProblemAction): string {
  switch (action.kind) {
    case 'run-again':
      return 'Run Again';
    case 'show-output':
      return 'Show Output';
    case 'open-setting':
      return 'Open Setting';
    case 'open-file':
      return 'Open the Place';
    case 'choose-script':
      return 'Choose Script…';
    case 'lower-range':
      return 'Try Lower Rates';
    case 'copy':
      return action.label;
  }
}
