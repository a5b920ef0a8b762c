/** Puts the parts together and keeps them up to date: messages change the state, a frame later the page shows it. */
import type { FromPanel, ToPanel } from '../../src/protocol/panel';
import { element, setShown, setText } from '../dom';
import type { Host } from '../host';
import { createNotices } from '../notices';
import { createProblem } from '../problem';
import { progressRing } from '../toolkit';
import type { Bounds } from './bounds';
import { createCandidates } from './candidates';
import { createChartView } from './chart/view';
import { createConfirmation } from './confirmation';
import { createHeader } from './header';
import { createInsert } from './insert';
import { createNumbers } from './numbers';
import { createPoints } from './points';
import { createSettings, createStepAdvice } from './settings';
import { applyMessage, type PageState, pointCount, sameBounds } from './state';
import { createTraining } from './training';
import { createVerdict } from './verdict';
import type { Actions, View } from './view';

/** A host that says nothing for this long will not: the waiting then ends with words instead of turning on. */
const PATIENCE_MS = 10_000;

export function createPage(host: Host<FromPanel>) {
  let state: PageState | null = null;
  /** Bounds chosen here that the host has not confirmed: until it does, what it says of bounds is older. */
  let pending: Bounds | null = null;
  let scheduled = false;

  const actions: Actions = {
    post: (message) => host.post(message),
    recall: (key) => host.recall(key),
    remember: (key, value) => host.remember(key, value),
    choose(bounds, by, settled) {
      if (!state) return;
      state = { ...state, chosen: { ...bounds, by } };
      pending = bounds;
      if (settled) host.post({ type: 'choose', ...bounds, by });
      schedule();
    },
  };

  const problem = createProblem((action) => actions.post({ type: 'problem-action', action }));
  const notices = createNotices();
  const views: View[] = [
    createHeader(actions),
    createTraining(actions),
    { element: problem.element, render: (now) => problem.render(now.problem) },
    createChartView(actions),
    createVerdict(actions),
    createConfirmation(actions),
    createSettings(actions),
    createInsert(actions),
    createStepAdvice(),
    { element: notices.element, render: (now) => notices.render(now.notices) },
    createCandidates(actions),
    createNumbers(),
    createPoints(actions),
  ];
  const waiting = createWaiting();
  const content = element('div', { class: 'content gone' }, ...views.map((view) => view.element));

  const render = () => {
    scheduled = false;
    if (!state) return;
    const now = state;
    waiting.end();
    setShown(content, true);
    content.classList.toggle('only-problem', now.problem !== null && pointCount(now) === 0);
    for (const view of views) view.render(now);
  };
  const schedule = () => {
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(render);
  };

  return {
    element: element('main', { id: 'app' }, waiting.element, content),
    receive(message: ToPanel) {
      const before = state;
      state = applyMessage(state, message);
      const said = boundsIn(message);
      if (said && pending && sameBounds(said, pending)) pending = null;
      else if (said !== undefined && pending && state && before) state = { ...state, chosen: before.chosen };
      schedule();
    },
  };
}

/** What the host says of the bounds, null where none stand; undefined for messages that say nothing of them. */
function boundsIn(message: ToPanel): Bounds | null | undefined {
  if (message.type === 'state') return message.state.chosen;
  return 'chosen' in message ? message.chosen : undefined;
}

function createWaiting() {
  const words = element('p', { role: 'status' }, 'Waiting for the run…');
  const ring = progressRing();
  const timer = setTimeout(() => {
    setShown(ring, false);
    setText(words, 'LR Tuner does not answer. Close this tab and run “Find LR Bounds” again.');
  }, PATIENCE_MS);
  const made = element('div', { class: 'page-waiting' }, ring, words);
  return {
    element: made,
    end() {
      clearTimeout(timer);
      setShown(made, false);
    },
  };
}
