/** Which script, what is happening, with what; and the button that ends or repeats it. */
import type { PanelState, RunStatus } from '../../src/views/messages';
import { element, rebuild, setShown, setText } from '../dom';
import { icon } from '../icons';
import { button } from '../toolkit';
import { formatDuration } from './duration';
import { isWorking } from './state';
import type { Actions, View } from './view';

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
  const figures = element('p', { class: 'figures' });
  const facts = element('p', { class: 'facts' });
  const cancel = button('Cancel', () => actions.post({ type: 'cancel' }), { icon: icon('debugStop') });
  const again = button('Run Again', () => actions.post({ type: 'run-again' }), { icon: icon('refresh') });
  const bar = createBar();
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
        state.facts.map(({ label, value }) => element('span', { title: label }, `${label} ${value}`)),
      );
      setShown(cancel, isWorking(state));
      setShown(again, !isWorking(state) && !offersRunAgain(state));
      bar.render(state);
    },
  };
}

/** The thin bar that VS Code itself uses; once the run is over, the line under the header. */
function createBar(): View {
  const done = element('div', { class: 'bar' });
  const track = element('div', { class: 'track' }, done);
  return {
    element: track,
    render(state) {
      const { progress } = state;
      const working = isWorking(state);
      const measurable = working && progress !== null && progress.step > 0;
      const share = measurable && progress.of > 0 ? Math.min(1, progress.step / progress.of) : 0;
      track.classList.toggle('unmeasured', working && !measurable);
      done.style.transform = measurable ? `scaleX(${share})` : '';
      setAttribute(track, 'role', working ? 'progressbar' : null);
      setAttribute(track, 'aria-label', working ? 'Range test' : null);
      setAttribute(track, 'aria-valuenow', measurable ? String(Math.round(share * 100)) : null);
    },
  };
}

function setAttribute(target: HTMLElement, name: string, value: string | null): void {
  if (value === null) target.removeAttribute(name);
  else target.setAttribute(name, value);
}

/** One such button is enough. */
function offersRunAgain({ problem }: PanelState): boolean {
  return problem?.actions.some(({ kind }) => kind === 'run-again') ?? false;
}

function progressText({ step, of, elapsedMs, remainingMs }: NonNullable<PanelState['progress']>): string {
  const remaining =
    remainingMs === null ? 'remaining time not known yet' : `about ${formatDuration(remainingMs)} left`;
  return `Step ${step} of ${of} · ${formatDuration(elapsedMs)} elapsed · ${remaining}`;
}
