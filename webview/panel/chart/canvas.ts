/** The drawing itself: Chart.js with accuracy on the left axis, loss on the right, learning rate below. */
import {
  Chart,
  LineController,
  LineElement,
  LinearScale,
  LogarithmicScale,
  PointElement,
  type ChartConfiguration,
  type Plugin,
  type ScaleOptions,
} from 'chart.js';
import annotationPlugin, { type AnnotationOptions } from 'chartjs-plugin-annotation';
import { roundRate } from '../../../src/tuning';
import { type Line, thinned, updateDatasets } from '../../datasets';
import { type Theme, withAlpha } from '../../theme';
import { hasAccuracy, pointCount, type PageState } from '../state';
import { type Limits, logTicks, lossLimits, rateLimits, roomyTicks } from './axes';
import type { AxisKind, Plot } from './geometry';
import { annotationsOf } from './marks';
import { probeLabels, type probePoints } from './probes';
import { RawPoints } from './raw';
import type { Measure, Point, Ramp } from './ramp';
import type { Drawing, ValidationDrawing } from './series';

Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale, annotationPlugin);

/** Series differ by dash and marker as well as by colour. */
const SHAPE = {
  accuracy: { dash: [], marker: 'circle', rotation: 0 },
  loss: { dash: [7, 4], marker: 'triangle', rotation: 180 },
  validation: { dash: [1, 4], marker: 'rectRot', rotation: 0 },
} as const;

/** Room above the plot for the flags of the two handles and two rows with the names of the marks. */
const HEAD_HEIGHT = 60;
const AXIS_WIDTH = 58;
/** About this many markers on a strong line. */
const MARKERS = 12;
/** More points than this no line needs in a plot of usual width; the smoothing is wider. */
const LINE_POINTS = 400;

export interface Drawings extends Record<Measure, Drawing> {
  /** Those whose measured points are shown. */
  raw: Ramp[];
  validation: ValidationDrawing;
  probes: ReturnType<typeof probePoints>;
}

export interface ChartCanvas {
  draw(state: PageState, drawings: Drawings, axis: AxisKind, theme: Theme): void;
}

/** @param onPlot called after each rendering, also after one that a change of size brought about */
export function createChartCanvas(canvas: HTMLCanvasElement, onPlot: (plot: Plot) => void): ChartCanvas {
  const config: ChartConfiguration<'line', Point[]> = {
    type: 'line',
    data: { datasets: [] },
    options: {
      animation: false,
      parsing: false,
      responsive: true,
      maintainAspectRatio: false,
      events: [],
      layout: { padding: { top: HEAD_HEIGHT } },
    },
  };
  let plot: Plot = { left: 0, right: 0, top: 0, bottom: 0, min: 0, max: 1, axis: 'log' };
  let axis: AxisKind = 'log';
  const raw = new RawPoints();
  let layout = '';
  let answer: PageState['answer'] = null;
  let paint: (() => void) | null = null;
  const plugin: Plugin<'line'> = {
    id: 'panel',
    beforeDatasetsDraw: () => paint?.(),
    afterRender({ chartArea: { left, right, top, bottom }, scales: { x } }) {
      plot = { left, right, top, bottom, min: x?.min ?? 0, max: x?.max ?? 1, axis };
      canvas.dataset['plot'] = JSON.stringify(plot);
      onPlot(plot);
    },
  };
  const chart = new Chart(canvas, { ...config, plugins: [plugin] });

  return {
    draw(state, drawings, wantedAxis, theme) {
      axis = wantedAxis;
      paint = () => raw.paint(chart, drawings.raw, theme);
      updateDatasets(chart, datasets(drawings, theme));
      // Options that are set are resolved anew, point by point, so they are left alone where nothing changed.
      const newLayout = JSON.stringify([
        plot,
        axis,
        theme,
        limitsOf(state, axis),
        state.confirmation?.probes,
      ]);
      const changed = newLayout !== layout || answer !== state.answer;
      if (changed) {
        chart.options.scales = scales(limitsOf(state, axis), axis, theme);
        const annotations = [
          ...annotationsOf(state.answer, theme),
          ...probeLabels(state, theme),
        ] as AnnotationOptions[];
        chart.options.plugins = { annotation: { clip: true, annotations } };
      }
      layout = newLayout;
      answer = state.answer;
      // The quick mode leaves the points' colours as they were.
      chart.update(changed ? 'default' : 'none');
    },
  };
}

/** The strong lines lie on top, thin ones below; each kind keeps its place, so that data sets can be reused. */
function datasets(drawings: Drawings, theme: Theme): Line[] {
  const measures = ['accuracy', 'loss'] as const;
  return [
    ...measures.flatMap((measure) => strongLine(measure, drawings[measure].strong, theme)),
    ...validationLine(drawings.validation, theme),
    probeSquares(drawings.probes.short, theme.background, theme),
    probeSquares(drawings.probes.long, theme.foreground, theme),
    ...measures.flatMap((measure) => thinLines(measure, drawings[measure], theme)),
  ];
}

/** Few points, each an evaluation of its own, so every one has its marker. */
function validationLine({ measure, line }: ValidationDrawing, theme: Theme): Line[] {
  const { dash, marker, rotation } = SHAPE.validation;
  return [
    {
      yAxisID: measure,
      data: line,
      borderColor: theme.validation,
      borderDash: [...dash],
      borderWidth: 2,
      borderCapStyle: 'round',
      pointRadius: 4,
      pointBackgroundColor: theme.background,
      pointBorderColor: theme.validation,
      pointStyle: marker,
      pointRotation: rotation,
    },
  ];
}

/** One for each training at one rate, on the axis of the loss: hollow for a short one, filled for a long one. */
function probeSquares(probes: Point[], fill: string, theme: Theme): Line {
  return {
    yAxisID: 'loss',
    data: probes,
    showLine: false,
    clip: 8,
    pointRadius: 5,
    pointBorderWidth: 2,
    pointBackgroundColor: fill,
    pointBorderColor: theme.foreground,
    pointStyle: 'rect',
  };
}

function strongLine(measure: Measure, strong: Point[], theme: Theme): Line[] {
  const color = theme[measure];
  const { dash, marker, rotation } = SHAPE[measure];
  return [
    {
      yAxisID: measure,
      data: thinned(strong, LINE_POINTS),
      borderColor: color,
      borderDash: [...dash],
      borderWidth: 2,
      borderJoinStyle: 'round',
      pointRadius: 0,
    },
    // Data sets of their own: a radius for each of a line's points would be looked up point by point.
    {
      yAxisID: measure,
      data: thinned(strong, MARKERS),
      showLine: false,
      pointBackgroundColor: color,
      pointBorderColor: color,
      pointRadius: 3,
      pointStyle: marker,
      pointRotation: rotation,
    },
  ];
}

function thinLines(measure: Measure, { seeds, others }: Drawing, theme: Theme): Line[] {
  const line = (data: Point[], alpha: number): Line => ({
    yAxisID: measure,
    data: thinned(data, LINE_POINTS),
    borderColor: withAlpha(theme[measure], theme.highContrast ? Math.max(alpha, 0.5) : alpha),
    borderDash: [...SHAPE[measure].dash],
    borderWidth: 1,
    pointRadius: 0,
  });
  return [...seeds.map((data) => line(data, 0.5)), ...others.map((data) => line(data, 0.3))];
}

/** What the axes depend on. */
interface AllLimits {
  rate: Limits;
  loss: Limits;
  withAccuracy: boolean;
}

function limitsOf(state: PageState, axis: AxisKind): AllLimits {
  return {
    rate: rateLimits(state, axis),
    loss: lossLimits(state),
    withAccuracy: hasAccuracy(state) || pointCount(state) === 0,
  };
}

function scales(
  { rate, loss, withAccuracy }: AllLimits,
  axis: AxisKind,
  theme: Theme,
): Record<string, ScaleOptions<'linear' | 'logarithmic'>> {
  const font = { family: theme.fontFamily, size: theme.fontSize };
  const ticks = { color: theme.muted, font, maxRotation: 0, padding: 4 };
  const title = (text: string, color: string) => ({ display: true, text, color, font });
  const fixedWidth = (scale: { width: number; options: { display: boolean } }) => {
    scale.width = scale.options.display ? AXIS_WIDTH : 0;
  };
  const logLabels = new Map<number, boolean>();
  return {
    x: {
      type: axis === 'log' ? 'logarithmic' : 'linear',
      ...rate,
      title: title('Learning rate', theme.foreground),
      grid: {
        color: ({ tick }: { tick: { value: number } }) =>
          axis === 'linear' || logLabels.get(tick.value) ? theme.grid : theme.faintGrid,
        tickLength: 4,
      },
      border: { color: theme.grid },
      ...(axis === 'log' && {
        // Built anew for each width, which decides how many labels have room.
        afterBuildTicks: (scale: { ticks: { value: number }[]; chart: { width: number } }) => {
          const ticks = roomyTicks(logTicks(rate), rate, scale.chart.width - 2 * AXIS_WIDTH);
          for (const { value, labelled } of ticks) logLabels.set(value, labelled);
          scale.ticks = ticks.map(({ value }) => ({ value }));
        },
      }),
      ticks: {
        ...ticks,
        autoSkip: axis === 'linear',
        callback: (value: number | string) =>
          axis === 'linear' || logLabels.get(Number(value)) ? axisText(Number(value)) : '',
      },
    },
    accuracy: {
      type: 'linear',
      display: withAccuracy,
      position: 'left',
      min: 0,
      max: 1,
      title: title('Accuracy', theme.accuracy),
      grid: { color: theme.grid, tickLength: 0 },
      border: { display: false },
      afterFit: fixedWidth,
      ticks: {
        ...ticks,
        stepSize: 0.2,
        callback: (value: number | string) => `${Math.round(Number(value) * 100)} %`,
      },
    },
    loss: {
      type: 'linear',
      display: true,
      position: withAccuracy ? 'right' : 'left',
      ...loss,
      title: title('Loss', theme.loss),
      grid: { color: theme.grid, tickLength: 0, drawOnChartArea: !withAccuracy },
      border: { display: false },
      afterFit: fixedWidth,
      ticks: { ...ticks, maxTicksLimit: 6 },
    },
  } as Record<string, ScaleOptions<'linear' | 'logarithmic'>>;
}

/** Short, so that decades keep apart in a narrow panel: 1e-4, 1e-3, 0.01. */
function axisText(rate: number): string {
  return rate > 0 && rate < 0.01 ? Number(rate.toPrecision(2)).toExponential() : String(roundRate(rate));
}
