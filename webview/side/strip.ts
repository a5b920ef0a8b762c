/** One of the stacked charts: a measure against iterations, all arms overlaid. */
import { Chart, Filler, LineController, LineElement, LinearScale, PointElement } from 'chart.js';
import annotationPlugin, { type AnnotationOptions } from 'chartjs-plugin-annotation';
import { type Line, updateDatasets } from '../datasets';
import { element } from '../dom';
import type { Theme } from '../theme';
import type { Arm } from './curves';
import { stepLimits, valueLimits } from './limits';
import type { Point } from './reduced';
import { armStyle } from './style';
import type { Measure } from './training';
import { valueText } from './values';

Chart.register(LineController, LineElement, PointElement, LinearScale, Filler, annotationPlugin);

export const TITLES: Record<Measure, string> = { lr: 'Learning rate', accuracy: 'Accuracy', loss: 'Loss' };

const AXIS_WIDTH = 52;
/** Epoch boundaries drawn at most; every second, fourth, … where there are more. */
const MOST_EPOCHS = 24;

export interface Strip {
  readonly measure: Measure;
  readonly element: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  draw(arms: readonly Arm[], epochs: readonly number[], theme: Theme): void;
  /** Shows a line at an iteration, or none. */
  pointAt(step: number | null): void;
}

/** @param onPoint called with the iteration under the pointer, null once it leaves */
export function createStrip(measure: Measure, onPoint: (step: number | null) => void): Strip {
  const canvas = element('canvas', { role: 'img' });
  const hairline = element('div', { class: 'hairline gone' });
  const frame = element('div', { class: `frame ${measure}` }, canvas, hairline);
  let layout = '';
  const chart = new Chart<'line', Point[]>(canvas, {
    type: 'line',
    data: { datasets: [] },
    options: { animation: false, parsing: false, normalized: true, maintainAspectRatio: false, events: [] },
    plugins: [
      {
        id: 'plot',
        afterRender({ chartArea: { left, right, top, bottom }, scales: { x, y } }) {
          const plot = { left, right, top, bottom, min: x?.min, max: x?.max, yMin: y?.min, yMax: y?.max };
          canvas.dataset['plot'] = JSON.stringify(plot);
        },
      },
    ],
  });

  frame.addEventListener('pointermove', (event) => {
    const { left, right } = chart.chartArea;
    const x = event.clientX - frame.getBoundingClientRect().left;
    const inside = x >= left && x <= right;
    onPoint(inside ? Math.round(chart.scales['x']?.getValueForPixel(x) ?? 0) : null);
  });
  frame.addEventListener('pointerleave', () => onPoint(null));

  return {
    measure,
    element: element('figure', {}, element('figcaption', {}, TITLES[measure]), frame),
    canvas,
    draw(arms, epochs, theme) {
      updateDatasets(
        chart,
        arms.flatMap((arm) => datasets(arm, measure, theme)),
      );
      // Options that are set are resolved anew, point by point, so they are left alone where nothing changed.
      const places = arms.map(({ place }) => place);
      const limits = [stepLimits(arms), valueLimits(arms, measure)];
      const newLayout = JSON.stringify([limits, places, epochs, theme]);
      const changed = newLayout !== layout;
      if (changed) {
        chart.options.scales = scales(arms, measure, theme);
        chart.options.plugins = { annotation: { annotations: epochLines(epochs, theme) } };
      }
      layout = newLayout;
      // The quick mode leaves the points' colours as they were.
      chart.update(changed ? 'default' : 'none');
      canvas.setAttribute('aria-label', describe(arms, measure));
    },
    pointAt(step) {
      const x = step === null ? NaN : (chart.scales['x']?.getPixelForValue(step) ?? NaN);
      hairline.classList.toggle('gone', !Number.isFinite(x));
      hairline.style.left = `${x}px`;
    },
  };
}

/** Always these four, also where empty, so that each can be reused for the next drawing. */
function datasets({ curves, place }: Arm, measure: Measure, theme: Theme): Line[] {
  const { color, fill, dash } = armStyle(place, theme);
  const { line, low, high, validation } = curves[measure];
  const edge = { borderWidth: 0, pointRadius: 0 };
  return [
    { ...edge, data: low },
    { ...edge, data: high, fill: '-1', backgroundColor: fill },
    { data: line, borderColor: color, borderDash: dash, borderWidth: 1.5, pointRadius: 0 },
    {
      data: validation,
      showLine: false,
      pointRadius: 2.5,
      pointStyle: 'rectRot',
      pointBackgroundColor: color,
      pointBorderColor: color,
    },
  ];
}

function scales(arms: readonly Arm[], measure: Measure, theme: Theme) {
  const font = { family: theme.fontFamily, size: theme.fontSize };
  const ticks = { color: theme.muted, font, maxRotation: 0 };
  const grid = { color: theme.grid, tickLength: 4 };
  return {
    x: {
      type: 'linear' as const,
      ...stepLimits(arms),
      grid: { ...grid, color: theme.faintGrid },
      border: { color: theme.grid },
      ticks: { ...ticks, maxTicksLimit: 6, callback: (value: string | number) => shortCount(Number(value)) },
    },
    y: {
      type: 'linear' as const,
      ...valueLimits(arms, measure),
      grid,
      border: { display: false },
      afterFit: (scale: { width: number }) => {
        scale.width = AXIS_WIDTH;
      },
      ticks: {
        ...ticks,
        maxTicksLimit: 4,
        callback: (value: string | number) => valueText(measure, Number(value)),
      },
    },
  };
}

function epochLines(epochs: readonly number[], theme: Theme): AnnotationOptions[] {
  const every = Math.max(1, Math.ceil(epochs.length / MOST_EPOCHS));
  return epochs
    .filter((_, i) => (i + 1) % every === 0)
    .map((step) => ({
      type: 'line',
      scaleID: 'x',
      value: step,
      drawTime: 'beforeDatasetsDraw',
      borderColor: theme.grid,
      borderWidth: 1,
      borderDash: [3, 3],
    }));
}

function describe(arms: readonly Arm[], measure: Measure): string {
  const names = arms.map(({ label }) => label).join(', ');
  return `${TITLES[measure]} against iterations: ${names || 'nothing yet'}. The values are in the table below.`;
}

/** 500, 2k, 100k. */
export function shortCount(count: number): string {
  return count >= 1000 ? `${Number((count / 1000).toPrecision(3))}k` : String(count);
}
