import { logShare } from '../../../src/tuning';

export type AxisKind = 'log' | 'linear';

/** Where the plot lies in its canvas (CSS pixels from its top left corner) and what its learning-rate axis spans. */
export interface Plot {
  left: number;
  right: number;
  top: number;
  bottom: number;
  min: number;
  max: number;
  axis: AxisKind;
}

/** Horizontal pixel of a rate, kept inside the plot. */
export function toPixel(plot: Plot, rate: number): number {
  const share =
    plot.axis === 'log' ? logShare(rate, plot.min, plot.max) : (rate - plot.min) / (plot.max - plot.min);
  return plot.left + clamp(share, 0, 1) * (plot.right - plot.left);
}

/** Rate at a horizontal pixel, kept inside the axis. On a linear axis the left end is not 0: a rate is positive. */
export function toRate(plot: Plot, x: number): number {
  const share = clamp((x - plot.left) / (plot.right - plot.left), 0, 1);
  if (plot.axis === 'log') {
    // Of logarithms: the ratio of two rates from a file may overflow.
    const log = Math.log(plot.min) + share * (Math.log(plot.max) - Math.log(plot.min));
    return clamp(Math.exp(log), plot.min, plot.max);
  }
  return Math.max(plot.min + share * (plot.max - plot.min), plot.max * 1e-4);
}

export function contains(plot: Plot, x: number, y: number): boolean {
  return x >= plot.left && x <= plot.right && y >= plot.top && y <= plot.bottom;
}

/** Whether every rate lies at the same place in both. */
export function sameAxis(a: Plot, b: Plot): boolean {
  return a.axis === b.axis && a.min === b.min && a.max === b.max && a.left === b.left && a.right === b.right;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
