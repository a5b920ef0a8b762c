/**
 * The measured points: thousands, so they are painted as dust and not as elements of the chart, on a canvas of their
 * own that is kept: while a run goes on, only what has come since the last frame is added.
 */
import type { Chart } from 'chart.js';
import { type Theme, withAlpha } from '../../theme';
import type { Measure, Point, Ramp } from './ramp';

/** Width and height in pixels: loss is the finer dust. */
const MARK: Record<Measure, [number, number]> = { accuracy: [2.5, 2.5], loss: [2, 1.5] };

export class RawPoints {
  private readonly layer = document.createElement('canvas');
  private key = '';
  /** How many points of each ramp are on the layer, and how thin they were then. */
  private readonly painted = new Map<Ramp, { count: number; every: number }>();

  /** @param ramps those to be seen */
  paint(chart: Chart<'line', Point[]>, ramps: readonly Ramp[], theme: Theme): void {
    const key = keyOf(chart, theme);
    const stays = [...this.painted].every(
      ([ramp, { every }]) => ramp.every === every && ramps.includes(ramp),
    );
    if (key !== this.key || !stays) this.clear(chart);
    this.key = key;
    for (const measure of ['loss', 'accuracy'] as const) {
      for (const ramp of ramps) this.add(chart, ramp, measure, theme);
    }
    for (const ramp of ramps) this.painted.set(ramp, { count: ramp.lr.length, every: ramp.every });
    const { ctx } = chart;
    ctx.save();
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.drawImage(this.layer, 0, 0);
    ctx.restore();
  }

  private clear({ canvas }: Chart<'line', Point[]>): void {
    this.painted.clear();
    // Setting its size clears a canvas.
    this.layer.width = canvas.width;
    this.layer.height = canvas.height;
  }

  private add(chart: Chart<'line', Point[]>, ramp: Ramp, measure: Measure, theme: Theme): void {
    const { chartArea, scales, currentDevicePixelRatio } = chart;
    const x = scales['x'];
    const y = scales[measure];
    const ctx = this.layer.getContext('2d');
    if (!x || !y || !ctx) return;
    const { left, right, top, bottom } = chartArea;
    const [width, height] = MARK[measure];
    ctx.save();
    ctx.scale(currentDevicePixelRatio, currentDevicePixelRatio);
    ctx.beginPath();
    ctx.rect(left, top, right - left, bottom - top);
    ctx.clip();
    ctx.fillStyle = withAlpha(theme[measure], theme.highContrast ? 0.6 : 0.35);
    for (let i = this.painted.get(ramp)?.count ?? 0; i < ramp.lr.length; i++) {
      const value = ramp[measure][i] ?? null;
      if (value === null) continue;
      const place = x.getPixelForValue(ramp.lr[i] ?? NaN) - width / 2;
      ctx.fillRect(place, y.getPixelForValue(value) - height / 2, width, height);
    }
    ctx.restore();
  }
}

/** What decides where a point lies and how it looks. */
function keyOf({ canvas, chartArea, scales, currentDevicePixelRatio }: Chart, theme: Theme): string {
  const { left, right, top, bottom } = chartArea;
  const axes = ['x', 'loss', 'accuracy'].map((name) => [
    scales[name]?.type,
    scales[name]?.min,
    scales[name]?.max,
  ]);
  const looks = [theme.loss, theme.accuracy, theme.highContrast];
  return JSON.stringify([
    [canvas.width, canvas.height, currentDevicePixelRatio],
    [left, right, top, bottom],
    axes,
    looks,
  ]);
}
