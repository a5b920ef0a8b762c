/** What went wrong, where, and what to do about it, in place of the chart or above what was recorded. */
import type { PanelState } from '../src/protocol/panel';
import { element, rebuild, setShown } from './dom';
import { icon } from './icons';
import { button } from './toolkit';

type Problem = NonNullable<PanelState['problem']>;
type ProblemAction = Problem['actions'][number];

/** @param act carries out what a button or the link to the place offers */
export function createProblem(act: (action: ProblemAction) => void) {
  const view = element('section', { class: 'problem', role: 'alert' });
  return {
    element: view,
    render(problem: Problem | null) {
      setShown(view, problem !== null);
      rebuild(view, JSON.stringify(problem), () => (problem ? content(problem, act) : []));
    },
  };
}

function content(problem: Problem, act: (action: ProblemAction) => void): (Node | null)[] {
  return [
    element('h2', {}, icon('error'), element('span', {}, problem.title)),
    element('p', {}, problem.detail),
    place(problem, act),
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
        const made = button(label(action), () => act(action));
        made.setAttribute('appearance', i === 0 ? 'primary' : 'secondary');
        return made;
      }),
    ),
  ];
}

function place({ file, cell, line }: Problem, act: (action: ProblemAction) => void): HTMLElement | null {
  if (file === undefined) return null;
  const name = file.split(/[\\/]/).at(-1) ?? file;
  const words = [
    name,
    cell === undefined ? null : `cell ${cell}`,
    line === undefined ? null : `line ${line}`,
  ];
  const link = element('a', { href: '#', title: file }, words.filter((word) => word !== null).join(', '));
  link.addEventListener('click', (event) => {
    event.preventDefault();
    act({ kind: 'open-file', path: file, ...(cell !== undefined && { cell }), line: line ?? 1 });
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
    case 'choose-training':
      return 'Choose Training…';
    case 'choose-start':
      return 'Choose How It Starts…';
    case 'choose-python':
      return 'Choose Python…';
    case 'set-arguments':
      return 'Set Arguments…';
    case 'copy':
      return action.label;
  }
}
