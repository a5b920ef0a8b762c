/** The drawing itself: Chart.js with accuracy on the left axis, loss on the right, learning rate below. */
import {
  Chart,
  LineController,
  LineElement,
  LinearScale,
  LogarithmicScale,
  PointElement,
  type ChartConfiguration,
  type ChartDataset,
  type Plugin,
  type ScaleOptions,
} from 'chart.js';
import annotationPlugin, { type AnnotationOptions } from 'chartjs-plugin-annotation';
import { roundRate } from '../../../src/tuning';
import type { PanelState } from '../../../src/views/messages';
import { type Theme, withAlpha } from '../../theme';
import { hasAccuracy, pointCount } from '../state';
import { logTicks, lossLimits, rateLimits } from './axes';
import type { AxisKind, Plot } from './geometry';
import { marksOf } from './marks';
import type { Drawing, Measure, Point } from './series';

Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale, annotationPlugin);

type Line = ChartDataset<'line', Point[]>;

/** Series differ by dash and marker as well as by colour. */
const SHAPE = {
  accuracy: { dash: [], marker: 'circle', rotation: 0 },
  loss: { dash: [7, 4], marker: 'triangle', rotation: 180 },
} as const;

/** Room above the plot for the flags of the two handles. */
export const FLAG_HEIGHT = 24;
const AXIS_WIDTH = 58;
/** About this many markers on a strong line. */
const MARKERS = 12;

export interface ChartCanvas {
  draw(state: PanelState, drawings: Record<Measure, Drawing>, axis: AxisKind, theme: Theme): void;
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
      layout: { padding: { top: FLAG_HEIGHT } },
    },
  };
  let plot: Plot = { left: 0, right: 0, top: 0, bottom: 0, min: 0, max: 1, axis: 'log' };
  const reportPlot: Plugin<'line'> = {
    id: 'plot',
    afterRender({ chartArea: { left, right, top, bottom }, scales: { x } }) {
      plot = { left, right, top, bottom, min: x?.min ?? 0, max: x?.max ?? 1, axis };
      canvas.dataset['plot'] = JSON.stringify(plot);
      onPlot(plot);
    },
  };
  let axis: AxisKind = 'log';
  const chart = new Chart(canvas, { ...config, plugins: [reportPlot] });

  return {
    draw(state, drawings, wantedAxis, theme) {
      axis = wantedAxis;
      chart.data.datasets = [
        ...datasets('loss', drawings.loss, theme),
        ...datasets('accuracy', drawings.accuracy, theme),
      ];
      chart.options.scales = scales(state, axis, theme);
      chart.options.plugins = {
        annotation: {
          clip: true,
          annotations: marksOf(state, theme, plot) as AnnotationOptions[],
        },
      };
      chart.update('none');
    },
  };
}

function datasets(measure: Measure, drawing: Drawing, theme: Theme): Line[] {
  const color = theme[measure];
  const { dash, marker, rotation } = SHAPE[measure];
  const common = {
    yAxisID: measure,
    pointStyle: marker,
    rotation,
    pointRotation: rotation,
    borderDash: [...dash],
  };
  const raw: Line = {
    ...common,
    data: drawing.raw,
    showLine: false,
    pointRadius: 1.5,
    pointBorderWidth: 0,
    pointBackgroundColor: withAlpha(color, theme.highContrast ? 0.5 : 0.28),
  };
  const thin =
    (alpha: number) =>
    (data: Point[]): Line => ({
      ...common,
      data,
      pointRadius: 0,
      borderWidth: 1,
      borderColor: withAlpha(color, theme.highContrast ? Math.max(alpha, 0.5) : alpha),
    });
  const strong: Line = {
    ...common,
    data: drawing.strong,
    borderWidth: 2,
    borderColor: color,
    borderJoinStyle: 'round',
    pointRadius: 0,
  };
  // A data set of their own: a radius for each of a line's points would be looked up point by point.
  const markers: Line = {
    ...common,
    data: everyNth(drawing.strong, MARKERS),
    showLine: false,
    pointBackgroundColor: color,
    pointBorderColor: color,
    pointRadius: 3,
  };
  return [raw, ...drawing.others.map(thin(0.3)), ...drawing.seeds.map(thin(0.5)), strong, markers];
}

/** About `count` of the points, evenly spread. */
function everyNth(points: Point[], count: number): Point[] {
  const every = Math.max(1, Math.ceil(points.length / count));
  return points.filter((_, i) => i % every === Math.floor(every / 2));
}

function scales(
  state: PanelState,
  axis: AxisKind,
  theme: Theme,
): Record<string, ScaleOptions<'linear' | 'logarithmic'>> {
  const withAccuracy = hasAccuracy(state) || pointCount(state) === 0;
  const font = { family: theme.fontFamily, size: theme.fontSize };
  const ticks = { color: theme.muted, font, maxRotation: 0, padding: 4 };
  const title = (text: string, color: string) => ({ display: true, text, color, font });
  const fixedWidth = (scale: { width: number; options: { display: boolean } }) => {
    scale.width = scale.options.display ? AXIS_WIDTH : 0;
  };
  const limits = rateLimits(state, axis);
  const logLabels = new Map(
    axis === 'log' ? logTicks(limits).map(({ value, labelled }) => [value, labelled]) : [],
  );
  return {
    x: {
      type: axis === 'log' ? 'logarithmic' : 'linear',
      ...limits,
      title: title('Learning rate', theme.foreground),
      grid: {
        color: ({ tick }: { tick: { value: number } }) =>
          axis === 'linear' || logLabels.get(tick.value) ? theme.grid : theme.faintGrid,
        tickLength: 4,
      },
      border: { color: theme.grid },
      ...(axis === 'log' && {
        afterBuildTicks: (scale: { ticks: { value: number }[] }) => {
          scale.ticks = [...logLabels.keys()].map((value) => ({ value }));
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
      ...lossLimits(state),
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
