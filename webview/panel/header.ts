/** Which script, what is happening, with what; and the button that ends or repeats it. */
import type { PanelState, RunStatus } from '../../src/views/messages';
import { element, rebuild, setShown, setText } from '../dom';
import { icon } from '../icons';
import { button } from '../toolkit';
import { formatDuration } from './duration';
import { isWorking } from './state';
import type { Actions, View } from './view';

export function createHeader(actions: Actions): View {
  const script = element('h1');
  const status = element('p', { class: 'status', role: 'status' });
  const facts = element('p', { class: 'facts' });
  const cancel = button('Cancel', () => actions.post({ type: 'cancel' }), { icon: icon('debugStop') });
  const again = button('Run Again', () => actions.post({ type: 'run-again' }), { icon: icon('refresh') });
  const progress = createProgress();
  const notices = element('ul', { class: 'notices' });
  return {
    element: element(
      'header',
      {},
      element('div', { class: 'title' }, script, element('div', { class: 'run' }, cancel, again)),
      status,
      facts,
      progress.element,
      notices,
    ),
    render(state) {
      setText(script, state.script);
      setText(status, state.activity || STATUS[state.status]);
      rebuild(facts, JSON.stringify(state.facts), () =>
        state.facts.map(({ label, value }) => element('span', { title: label }, `${label} ${value}`)),
      );
      setShown(cancel, isWorking(state));
      setShown(again, !isWorking(state));
      progress.render(state);
      rebuild(notices, JSON.stringify(state.notices), () =>
        state.notices.map((notice) => element('li', {}, icon('info'), element('span', {}, notice))),
      );
    },
  };
}

/** Said where the host has nothing more to say. */
const STATUS: Record<RunStatus, string> = {
  starting: 'Starting.',
  running: 'Running.',
  finished: 'Finished.',
  cancelled: 'Cancelled.',
  failed: 'Failed.',
};

/** The thin bar that VS Code itself uses, with the figures under it; keeps its room when the run is over. */
function createProgress(): View {
  const bar = element('div', { class: 'bar' });
  const track = element('div', { class: 'track', role: 'progressbar', 'aria-label': 'Range test' }, bar);
  const figures = element('p', { class: 'figures' });
  return {
    element: element('div', { class: 'progress' }, track, figures),
    render(state) {
      const { progress } = state;
      const working = isWorking(state);
      const measurable = working && progress !== null && progress.step > 0;
      track.classList.toggle('unmeasured', working && !measurable);
      setShown(track, working, true);
      const share = measurable && progress.of > 0 ? Math.min(1, progress.step / progress.of) : 0;
      bar.style.transform = measurable ? `scaleX(${share})` : '';
      if (measurable) track.setAttribute('aria-valuenow', String(Math.round(share * 100)));
      else track.removeAttribute('aria-valuenow');
      setText(figures, progress ? progressText(progress, working) : '');
    },
  };
}

function progressText(progress: NonNullable<PanelState['progress']>, working: boolean): string {
  const step = `Step ${progress.step} of ${progress.of}`;
  const elapsed = formatDuration(progress.elapsedMs);
  if (!working) return `${step} · took ${elapsed}`;
  const remaining =
    progress.remainingMs === null
      ? 'remaining time not known yet'
      : `about ${formatDuration(progress.remainingMs)} left`;
  return `${step} · ${elapsed} elapsed · ${remaining}`;
}
