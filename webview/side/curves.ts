/** What is drawn: one line for each arm, and a band over its seeds. No canvas here. */
import { thinned } from '../datasets';
import type { Point } from './reduced';
import { MEASURES, type Measure, type Training } from './training';

export interface Curve {
  /** Mean over the seeds, smoothed but for the learning rate. */
  line: Point[];
  /** From the least to the greatest of the seeds; empty with one seed. */
  low: Point[];
  high: Point[];
  /** What the script itself measured after its epochs. */
  validation: Point[];
}

export interface Arm {
  group: string;
  label: string;
  /** Place in the order of arms: decides colour and dash. */
  place: number;
  seeds: number;
  live: boolean;
  lastStep: number;
  curves: Record<Measure, Curve>;
}

/** Share of a line that its smoothing averages over to each side. */
const SMOOTHED_SHARE = 0.02;
/** More marks than this cannot be told apart. */
const MOST_VALIDATIONS = 64;

export function armsOf(trainings: readonly Training[]): Arm[] {
  const groups = new Map<string, Training[]>();
  for (const training of trainings) {
    groups.set(training.group, [...(groups.get(training.group) ?? []), training]);
  }
  return [...groups].map(([group, seeds], place) => ({
    group,
    label: seeds[0]?.groupLabel ?? '',
    place,
    seeds: seeds.length,
    live: seeds.some(({ live }) => live),
    lastStep: Math.max(...seeds.map(({ lastStep }) => lastStep)),
    curves: Object.fromEntries(MEASURES.map((measure) => [measure, curveOf(seeds, measure)])) as Record<
      Measure,
      Curve
    >,
  }));
}

function curveOf(seeds: readonly Training[], measure: Measure): Curve {
  const longest = seeds.reduce((a, b) => (b.lastStep > a.lastStep ? b : a));
  // Every seed of an arm follows the same schedule, and a mean would round its corners off.
  if (measure === 'lr') return { line: longest.reduced.lr.outline(), low: [], high: [], validation: [] };
  const width = Math.max(...seeds.map(({ reduced }) => reduced[measure].width));
  const columns = seeds.map(({ reduced }) => smooth(reduced[measure].means(width)));
  const rows = Array.from({ length: Math.max(...columns.map((column) => column.length)) }, (_, i) =>
    columns.flatMap((column) => column[i] ?? []),
  );
  const along = (pick: (values: number[]) => number): Point[] =>
    rows.flatMap((values, i) => (values.length === 0 ? [] : [{ x: (i + 0.5) * width, y: pick(values) }]));
  return {
    line: along(mean),
    low: seeds.length > 1 ? along((values) => Math.min(...values)) : [],
    high: seeds.length > 1 ? along((values) => Math.max(...values)) : [],
    validation: thinned(meanByStep(seeds.flatMap(({ validation }) => validation[measure])), MOST_VALIDATIONS),
  };
}

/** Centred mean, its window clipped at the ends. */
function smooth(values: (number | undefined)[]): (number | undefined)[] {
  const reach = Math.round(SMOOTHED_SHARE * values.length);
  return values.map((value, i) => {
    if (value === undefined) return undefined;
    return mean(values.slice(Math.max(0, i - reach), i + reach + 1).filter((one) => one !== undefined));
  });
}

function meanByStep(points: Point[]): Point[] {
  const byStep = new Map<number, number[]>();
  for (const { x, y } of points) byStep.set(x, [...(byStep.get(x) ?? []), y]);
  return [...byStep].sort(([a], [b]) => a - b).map(([x, values]) => ({ x, y: mean(values) }));
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Value of a line at an iteration: that of its last point up to there; null before it begins. */
export function valueUpTo(line: readonly Point[], x: number): number | null {
  let low = 0;
  let high = line.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((line[middle]?.x ?? Infinity) <= x) low = middle + 1;
    else high = middle;
  }
  return line[low - 1]?.y ?? null;
}
