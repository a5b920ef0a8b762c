/** A chart of one ramp: accuracy and loss, each with figures of its own, above one axis of rates. */
import { formatRate } from '../../tuning';
import { axisLines, RateAxis } from './axis';
import { Raster } from './raster';
import type { Surface } from './surface';
import { type Line, type Piece, type Style, styled } from './text';

export interface ChartInput {
  lr: readonly number[];
  /** Smoothed; same length as `lr`. */
  loss: readonly number[];
  accuracy: readonly number[] | null;
  /** On validation data, at some of the rates. */
  validation?: readonly { lr: number; value: number; of: 'accuracy' | 'loss' }[];
  baseLR: number | null;
  maxLR: number | null;
}

/** Rows of a chart: alone, and of each of two. */
const HEIGHT = { alone: 12, ofTwo: 7 };

interface Panel {
  name: 'accuracy' | 'loss';
  values: readonly number[];
  validation: readonly { lr: number; value: number }[];
  low: number;
  high: number;
}

/** Lines without trailing spaces; empty where there is nothing finite to draw. */
export function drawChart(input: ChartInput, surface: Surface): Line[] {
  const panels = panelsOf(input);
  const labels = panels.flatMap(({ low, high }) =>
    [low, (low + high) / 2, high].map((value) => figure(value, high - low)),
  );
  const margin = Math.max(0, ...labels.map((label) => label.length)) + 1;
  const axis = RateAxis.of(input.lr, surface.columns - margin - 1);
  if (axis === null) return [];
  const height = panels.length === 1 ? HEIGHT.alone : HEIGHT.ofTwo;
  return [
    ...boundsLine(input, axis, margin),
    ...panels.flatMap((panel) => drawPanel(panel, input, { axis, margin, height, surface })),
    ...axisLines(axis, margin, surface.unicode),
  ];
}

function panelsOf({ lr, loss, accuracy, validation = [] }: ChartInput): Panel[] {
  const panel = (name: Panel['name'], values: readonly number[]): Panel => {
    const own = validation.filter(({ of }) => of === name);
    return {
      name,
      values,
      validation: own,
      ...span(
        name,
        values,
        own.map(({ value }) => value),
      ),
    };
  };
  const shown = accuracy?.some(Number.isFinite) || validation.some(({ of }) => of === 'accuracy');
  const missing = (): number[] => lr.map(() => Number.NaN);
  return [...(shown ? [panel('accuracy', accuracy ?? missing())] : []), panel('loss', loss)];
}

function span(
  name: Panel['name'],
  values: readonly number[],
  validation: readonly number[],
): { low: number; high: number } {
  const finite = values.filter(Number.isFinite);
  const all = [...finite, ...validation.filter(Number.isFinite)];
  if (all.length === 0) return { low: 0, high: 1 };
  const low = all.reduce((a, b) => Math.min(a, b));
  const highest = all.reduce((a, b) => Math.max(a, b));
  // What comes after a blow-up would flatten the part that matters.
  const start = finite[0] ?? highest;
  const high = name === 'loss' ? Math.min(highest, low + 1.5 * (start - low || 1)) : highest;
  return high > low ? { low, high } : { low, high: low + 1 };
}

interface Place {
  axis: RateAxis;
  margin: number;
  height: number;
  surface: Surface;
}

function drawPanel(panel: Panel, input: ChartInput, { axis, margin, height, surface }: Place): Line[] {
  const { low, high, name } = panel;
  const share = (value: number): number => (value - low) / (high - low);
  const raster = new Raster(axis.columns, height, surface.unicode);
  raster.curve(input.lr.map((lr, i) => ({ x: axis.share(lr), y: share(panel.values[i] ?? Number.NaN) })));
  const marks = new Map(
    panel.validation
      .filter(({ value }) => Number.isFinite(value))
      .map(({ lr, value }) => [
        `${axis.column(lr)} ${Math.round((1 - Math.min(1, share(value))) * (height - 1))}`,
        'o',
      ]),
  );
  const bounds = [input.baseLR, input.maxLR].flatMap((bound) => (bound === null ? [] : [axis.column(bound)]));
  const figures = new Map([
    [0, high],
    [(height - 1) >> 1, high - ((high - low) * ((height - 1) >> 1)) / (height - 1)],
    [height - 1, low],
  ]);
  const [bound, edge] = surface.unicode ? ['┊', '│'] : [':', '|'];
  const rows = Array.from({ length: height }, (_, row): Line => {
    const value = figures.get(row);
    const cells = Array.from({ length: axis.columns }, (_, column): Cell => {
      if (marks.has(`${column} ${row}`)) return { mark: 'o', style: 'validation' };
      const curve = raster.at(column, row);
      if (curve !== null) return { mark: curve, style: name };
      return bounds.includes(column) ? { mark: bound, style: 'bounds' } : { mark: ' ', style: null };
    });
    const label = (value === undefined ? '' : figure(value, high - low)).padStart(margin - 1);
    return trimmed([styled('faint', `${label} ${edge}`), ...joined(cells)]);
  });
  return [[' '.repeat(margin + 1), ...title(panel)], ...rows];
}

function title({ name, validation }: Panel): Piece[] {
  const own = styled(name, name);
  return validation.length === 0 ? [own] : [own, '   ', styled('validation', 'o validation')];
}

interface Cell {
  mark: string;
  style: Style | null;
}

/** Cells of one style in a row are one piece. */
function joined(cells: readonly Cell[]): Piece[] {
  const runs: { text: string; style: Style | null }[] = [];
  for (const { mark, style } of cells) {
    const last = runs.at(-1);
    if (last?.style === style) last.text += mark;
    else runs.push({ text: mark, style });
  }
  return runs.map(({ text, style }) => (style === null ? text : styled(style, text)));
}

function trimmed(pieces: Piece[]): Piece[] {
  const last = pieces.at(-1);
  return typeof last === 'string' && last.trim() === '' ? pieces.slice(0, -1) : pieces;
}

/** Two digits of the whole height tell heights apart; more would only take room. */
function figure(value: number, height: number): string {
  const decimals = 1 - Math.floor(Math.log10(height));
  if (decimals > 9 || Math.abs(value) >= 1e6)
    return Number(value.toPrecision(3)).toExponential().replace('+', '');
  return String(Number(value.toFixed(Math.max(0, decimals))));
}

/** Both bounds in figures, above their lines: the base ends there, the maximum begins there, where there is room. */
function boundsLine({ baseLR, maxLR }: ChartInput, axis: RateAxis, margin: number): Line[] {
  if (baseLR === null || maxLR === null) return [];
  const base = `base ${formatRate(baseLR)}`;
  const max = `max ${formatRate(maxLR)}`;
  const width = axis.columns;
  const baseAt = Math.max(
    0,
    Math.min(axis.column(baseLR) - base.length + 1, width - base.length - max.length - 2),
  );
  const maxAt = Math.min(Math.max(axis.column(maxLR), baseAt + base.length + 2), width - max.length);
  const left = ' '.repeat(margin + 1 + baseAt) + base;
  return [[styled('bounds', left.padEnd(margin + 1 + maxAt) + max)]];
}
