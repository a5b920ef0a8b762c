import type { Chart, ChartDataset } from 'chart.js';

interface Point {
  x: number;
  y: number;
}

export type Line = ChartDataset<'line', Point[]>;

/**
 * Brings a chart's data sets up to date in place. Chart.js keeps what it has made for a data set that it knows;
 * for a new one it makes every point anew, which is most of the cost of a redraw. Each data set must have the same
 * properties as the one it takes the place of.
 */
export function updateDatasets(chart: Chart<'line', Point[]>, next: Line[]): void {
  const current = chart.data.datasets;
  current.length = Math.min(current.length, next.length);
  next.forEach((dataset, i) => {
    const known = current[i];
    if (known) Object.assign(known, dataset);
    else current.push(dataset);
  });
}

/** At most `count` of the points, evenly spread, with the last. */
export function thinned(points: Point[], count: number): Point[] {
  const every = Math.max(1, Math.ceil(points.length / count));
  return every === 1 ? points : points.filter((_, i) => (points.length - 1 - i) % every === 0);
}
