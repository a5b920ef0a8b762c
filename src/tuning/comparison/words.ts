/** How a comparison names its metric and writes its values. */
import { isLoss, type Metric } from './results';

/** Says on which data it was measured: the two accuracies of one training may lie far apart. */
export function metricName(metric: Metric): string {
  return metric.startsWith('validation') ? metric : `training ${metric}`;
}

/** 98.8 % of an accuracy, 0.1234 of a loss. */
export function metricText(metric: Metric, value: number): string {
  return isLoss(metric) ? String(Number(value.toPrecision(3))) : percentText(value);
}

/** What falls short of all does not show as 100 %: one training would reach what another of the same number does not. */
function percentText(share: number): string {
  const digits =
    share < 1 ? [1, 2, 3].find((count) => (share * 100).toFixed(count) !== (100).toFixed(count)) : 1;
  return `${(share * 100).toFixed(digits ?? 1)} %`;
}
