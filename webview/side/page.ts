/** Puts the side view together and keeps it up to date: messages change the model, a frame later the page shows it. */
import type { FromSide, ToSide } from '../../src/protocol/side';
import { element, setShown, setText } from '../dom';
import type { Host } from '../host';
import { icon } from '../icons';
import { createNotices } from '../notices';
import { createProblem } from '../problem';
import { createProgressBar, progressText } from '../progress';
import { onThemeChange, readTheme } from '../theme';
import { button } from '../toolkit';
import { createOutcome } from './outcome';
import { armsOf, type Arm } from './curves';
import { createLegend } from './legend';
import { applyMessage, type SideModel } from './model';
import { pngPicture, svgPicture } from './picture';
import { createStrip } from './strip';
import { MEASURES } from './training';

export function createPage(host: Host<FromSide>) {
  let model: SideModel | null = null;
  let arms: Arm[] = [];
  let pointed: number | null = null;
  let scheduled = false;
  const hidden = new Set<string>();
  const post = (message: FromSide) => host.post(message);

  const schedule = () => {
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(render);
  };
  const strips = MEASURES.map((measure) =>
    createStrip(measure, (step) => {
      pointed = step;
      for (const strip of strips) strip.pointAt(step);
      legend.render(arms, hidden, step, readTheme());
    }),
  );
  const legend = createLegend((group) => {
    if (!hidden.delete(group)) hidden.add(group);
    schedule();
  });

  const header = createHeader(post);
  const problem = createProblem((action) => post({ type: 'problem-action', action }));
  const outcome = createOutcome(post);
  const notices = createNotices();
  const charts = element(
    'section',
    { class: 'charts', 'aria-label': 'Training' },
    ...strips.map((strip) => strip.element),
    element('p', { class: 'x-title' }, 'Iterations'),
    legend.element,
  );
  const picture = (format: 'svg' | 'png') => {
    const shown = visible();
    const title = model?.title ?? '';
    const content =
      format === 'svg'
        ? svgPicture(title, shown, readTheme())
        : pngPicture(title, shown, strips, readTheme());
    post({ type: 'save-picture', format, content });
  };
  const exports = element(
    'section',
    { class: 'buttons', 'aria-label': 'Export' },
    button('CSV', () => post({ type: 'export', format: 'csv' }), { tooltip: 'Export the points as CSV' }),
    button('JSON', () => post({ type: 'export', format: 'json' }), { tooltip: 'Export the run as JSON' }),
    button('SVG', () => picture('svg'), { tooltip: 'Save the charts as an SVG picture' }),
    button('PNG', () => picture('png'), { tooltip: 'Save the charts as a PNG picture' }),
  );
  const empty = createEmpty(post);
  const content = element(
    'div',
    { class: 'content gone' },
    header.element,
    problem.element,
    outcome.element,
    charts,
    notices.element,
    exports,
  );

  const visible = () => arms.filter(({ group }) => !hidden.has(group));

  const render = () => {
    scheduled = false;
    if (!model) return;
    setShown(empty, model.title === null);
    setShown(content, model.title !== null);
    if (model.title === null) return;
    header.render(model);
    problem.render(model.problem);
    outcome.render(model);
    notices.render(model.notices);
    arms = armsOf(model.trainings);
    const measured = model.trainings.some(({ lastStep }) => lastStep >= 0);
    setShown(charts, measured || model.problem === null);
    setShown(exports, measured);
    const theme = readTheme();
    const shown = visible();
    const epochs =
      model.trainings.find(({ group }) => shown.some((arm) => arm.group === group))?.epochs ?? [];
    for (const strip of strips) {
      strip.draw(shown, epochs, theme);
      strip.pointAt(pointed);
    }
    legend.render(arms, hidden, pointed, theme);
  };
  onThemeChange(schedule);

  return {
    element: element('main', { id: 'app' }, empty, content),
    receive(message: ToSide) {
      model = applyMessage(model, message);
      schedule();
    },
  };
}

function createHeader(post: (message: FromSide) => void) {
  const title = element('h1');
  const status = element('p', { role: 'status' });
  const figures = element('p', { class: 'figures' });
  const bar = createProgressBar('Training');
  const cancel = button('Cancel', () => post({ type: 'cancel' }), { icon: icon('debugStop') });
  const resume = button('Resume', () => post({ type: 'resume' }), {
    icon: icon('debugContinue'),
    tooltip: 'Goes on with what is not finished; what is finished is kept.',
  });
  const open = button('Open in Editor', () => post({ type: 'open-in-editor' }), {
    appearance: 'icon',
    icon: icon('linkExternal'),
    tooltip: 'Open in Editor: the same charts and table with more room',
  });
  return {
    element: element(
      'header',
      {},
      element('div', { class: 'title' }, title, element('div', { class: 'run' }, cancel, resume, open)),
      status,
      figures,
      bar.element,
    ),
    render(model: SideModel) {
      const working = model.status === 'starting' || model.status === 'running';
      setText(title, model.title ?? '');
      title.title = model.title ?? '';
      setText(status, model.activity);
      if (model.progress) setText(figures, progressText(model.progress));
      setShown(figures, working);
      setShown(cancel, working);
      setShown(resume, !working && model.resumable);
      setShown(open, !model.inEditor && model.trainings.length > 0);
      bar.render(working, model.progress);
    },
  };
}

/** Before anything was trained: what to do. Also what stands there before the first message. */
function createEmpty(post: (message: FromSide) => void): HTMLElement {
  return element(
    'div',
    { class: 'empty' },
    element('h1', {}, 'Training with CLR'),
    element(
      'p',
      {},
      'Train your script with a cyclical learning rate, and watch learning rate, accuracy and loss here. Open the script first; its bounds come from Find LR Bounds.',
    ),
    button('Train with CLR', () => post({ type: 'train' }), { appearance: 'primary' }),
    button('Compare CLR with Fixed LR', () => post({ type: 'compare' })),
  );
}
