/** The measured points: thousands, so they are painted straight onto the canvas instead of as elements of the chart. */
import type { Chart } from 'chart.js';
import { type Theme, withAlpha } from '../../theme';
import type { Measure, Point } from './series';

/** Width and height in pixels: loss is the finer dust. */
const MARK: Record<Measure, [number, number]> = { accuracy: [2.5, 2.5], loss: [2, 1.5] };

export function paintRaw(chart: Chart<'line', Point[]>, raw: Record<Measure, Point[]>, theme: Theme): void {
  const { ctx, chartArea, scales } = chart;
  ctx.save();
  ctx.beginPath();
  ctx.rect(chartArea.left, chartArea.top, chartArea.right - chartArea.left, chartArea.bottom - chartArea.top);
  ctx.clip();
  for (const measure of ['loss', 'accuracy'] as const) {
    const x = scales['x'];
    const y = scales[measure];
    if (!x || !y) continue;
    const [width, height] = MARK[measure];
    ctx.fillStyle = withAlpha(theme[measure], theme.highContrast ? 0.6 : 0.35);
    for (const point of raw[measure]) {
      const left = x.getPixelForValue(point.x) - width / 2;
      ctx.fillRect(left, y.getPixelForValue(point.y) - height / 2, width, height);
    }
  }
  ctx.restore();
}
