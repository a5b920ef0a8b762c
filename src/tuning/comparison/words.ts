/** How a comparison names its metric and writes its values. */
import { isLoss, type Metric } from './results';

/** Says on which data it was measured: the two accuracies of one training may lie far apart. */
export function metricName(metric: Metric): string {
  return metric.startsWith('validation') ? metric : `training ${metric}`;
}

/** 98.8 % of an accuracy, 0.1234 of a loss. */
export function metricText(metric: Metric, value: number): string {
  return isLoss(metric) ? String(Number(value.toPrecision(3))) : `${(value * 100).toFixed(1)} %`;
}
