/** The chart with everything around it: legend with the values under the pointer, axis switch, bounds, waiting. */
import { rateText } from '../../../src/tuning';
import { element, setShown, setText } from '../../dom';
import { onThemeChange, readTheme } from '../../theme';
import { progressRing } from '../../toolkit';
import { drawnRamps, hasAccuracy, isWorking, pointCount, type PageState } from '../state';
import type { Actions, View } from '../view';
import { rateLimits } from './axes';
import { createChartCanvas, type Drawings } from './canvas';
import { type AxisKind, contains, type Plot, sameAxis, toRate } from './geometry';
import { createHandles } from './handles';
import { createLegend } from './legend';
import { createMarkLabels } from './markLabels';
import { probePoints } from './probes';
import { drawSeries, drawValidation, rawRamps, valueAt } from './series';

/** What is on the canvas now. */
interface Shown {
  state: PageState;
  answer: PageState['answer'];
  key: string;
  drawings: Drawings;
}

export function createChartView(actions: Actions): View {
  const canvas = element('canvas', { role: 'img' });
  const hairline = element('div', { class: 'hairline gone' });
  const waitingFor = element('span');
  const waiting = element('div', { class: 'waiting' }, progressRing(), waitingFor);
  const handles = createHandles({
    onMove: (bounds) => actions.choose(bounds, 'hand', false),
    onSet: (bounds) => actions.choose(bounds, 'hand', true),
  });
  const markLabels = createMarkLabels();
  // Within the handles' layer, so that a click near a mark still sets a bound.
  handles.element.prepend(markLabels.element);
  const legend = createLegend();
  const axisSwitch = createAxisSwitch(actions, (kind) => {
    axis = kind;
    redraw();
  });
  const frame = element('div', { class: 'frame' }, canvas, hairline, handles.element, waiting);
  const view = element(
    'section',
    { class: 'chart', 'aria-label': 'Accuracy and loss against learning rate' },
    element('div', { class: 'chart-head' }, legend.element, axisSwitch.element),
    frame,
  );

  let axis = axisSwitch.kind();
  let shown: Shown | null = null;
  let plot: Plot | null = null;

  const placeHandles = () => {
    if (!plot || !shown) return;
    handles.render(plot, shown.state.chosen);
    markLabels.render(plot, shown.state.answer);
  };
  const chart = createChartCanvas(canvas, (now) => {
    const moved = plot === null || !sameAxis(plot, now);
    plot = now;
    placeHandles();
    // The labels on the chart stand where there was room for them.
    if (moved) requestAnimationFrame(redraw);
  });
  const draw = (state: PageState) => {
    const drawings = {
      accuracy: drawSeries(state, 'accuracy'),
      loss: drawSeries(state, 'loss'),
      raw: rawRamps(state),
      validation: drawValidation(state),
      probes: probePoints(state),
    };
    shown = { state, drawings, answer: state.answer, key: drawnKey(state, axis) };
    chart.draw(state, drawings, axis, readTheme());
  };
  const redraw = () => {
    if (shown) draw(shown.state);
  };
  onThemeChange(redraw);

  const point = (x: number | null) => {
    setShown(hairline, x !== null);
    if (x === null || !shown || !plot) return legend.showValues(null);
    const rate = toRate(plot, x);
    hairline.style.left = `${x}px`;
    hairline.style.top = `${plot.top}px`;
    hairline.style.height = `${plot.bottom - plot.top}px`;
    legend.showValues({
      rate,
      accuracy: valueAt(shown.drawings.accuracy.strong, rate),
      loss: valueAt(shown.drawings.loss.strong, rate),
      validation: valueAt(shown.drawings.validation.line, rate),
    });
  };
  handles.element.addEventListener('pointermove', (event) => {
    const box = handles.element.getBoundingClientRect();
    const x = event.clientX - box.left;
    point(plot && contains(plot, x, event.clientY - box.top) ? x : null);
  });
  handles.element.addEventListener('pointerleave', () => point(null));

  return {
    element: view,
    render(state) {
      if (shown && shown.answer === state.answer && shown.key === drawnKey(state, axis)) shown.state = state;
      else draw(state);
      placeHandles();
      legend.render(state);
      canvas.setAttribute('aria-label', describe(state));
      setShown(waiting, isWorking(state) && pointCount(state) === 0);
      setText(waitingFor, state.activity);
    },
  };
}

/** Changes with what is on the canvas. Moving a bound leaves it: that moves two handles, not thousands of points. */
function drawnKey(state: PageState, axis: AxisKind): string {
  const { min, max } = rateLimits(state, axis);
  const validated = state.ramps.reduce((sum, ramp) => sum + ramp.validation.length, 0);
  const probes = JSON.stringify(state.confirmation?.probes ?? []);
  return [axis, min, max, state.ramps.length, pointCount(state), validated, probes].join(' ');
}

function describe(state: PageState): string {
  const measures = hasAccuracy(state) ? 'Accuracy and loss' : 'Loss';
  const bounds = state.chosen
    ? ` Base ${rateText(state.chosen.baseLR)}, max ${rateText(state.chosen.maxLR)}.`
    : '';
  const points = `${pointCount(state)} points, ${drawnRamps(state).length} ramps.`;
  return `${measures} against learning rate: ${points}${bounds} The points are listed in the table below.`;
}

function createAxisSwitch(actions: Actions, onChange: (kind: AxisKind) => void) {
  const kinds: { kind: AxisKind; label: string; tooltip: string }[] = [
    { kind: 'log', label: 'Log', tooltip: 'Logarithmic learning rates: every decade has the same width.' },
    {
      kind: 'linear',
      label: 'Linear',
      tooltip: 'Linear learning rates, up to past the edge: the usual picture.',
    },
  ];
  let current: AxisKind = actions.recall('axis') === 'linear' ? 'linear' : 'log';
  const buttons = kinds.map(({ kind, label, tooltip }) => {
    const made = element('button', { type: 'button', title: tooltip }, label);
    made.addEventListener('click', () => {
      current = kind;
      actions.remember('axis', kind);
      mark();
      onChange(kind);
    });
    return { kind, made };
  });
  const mark = () => {
    for (const { kind, made } of buttons) made.setAttribute('aria-pressed', String(kind === current));
  };
  mark();
  const group = element(
    'div',
    { class: 'switch', role: 'group', 'aria-label': 'Learning-rate axis' },
    ...buttons.map(({ made }) => made),
  );
  return { element: group, kind: () => current };
}
