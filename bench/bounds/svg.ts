/** Range tests as a standalone SVG: batches as faint points, smoothed lines, and the bounds. */
import { analyzeRamp, type Curve, findBounds, formatRate, type RampAnalysis } from '../../src/tuning';

const WIDTH = 760;
const HEIGHT = 360;
const PLOT = { left: 56, right: 704, top: 48, bottom: 308 };
const ACCURACY = '#1a7f37';
const LOSS = '#bc4c00';
const BOUND = '#0969da';
const DASHES = ['', '7 5'];

type Scale = (value: number) => number;

interface Axes {
  x: Scale;
  loss: Scale;
  accuracy: Scale;
}

/** @param bounds whether to draw the suggestion of the first curve */
export function drawCurves(title: string, curves: readonly Curve[], bounds: boolean): string {
  const analyses = curves.map(analyzeRamp);
  const axes = axesFor(analyses);
  const [first] = curves;
  const parts = [
    frame(title, analyses, axes),
    bounds && first ? band(first, axes) : '',
    first ? points(first, axes) : '',
    ...analyses.map((analysis, i) => lines(analysis, axes, DASHES[i] ?? '')),
    legend(analyses),
  ];
  const size = `width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="sans-serif" font-size="12" role="img" aria-label="${title}">
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
${parts.filter(Boolean).join('\n')}
</svg>
`;
}

function axesFor(analyses: readonly RampAnalysis[]): Axes {
  const rates = analyses.flatMap((ramp) => [ramp.lr[0] ?? NaN, ramp.lr.at(-1) ?? NaN]);
  const low = Math.log10(Math.min(...rates));
  const high = Math.log10(Math.max(...rates));
  const start = Math.max(...analyses.map((ramp) => ramp.loss?.start ?? 1));
  return {
    x: (rate) => PLOT.left + ((Math.log10(rate) - low) / (high - low)) * (PLOT.right - PLOT.left),
    loss: vertical(1.6 * start),
    accuracy: vertical(1),
  };
}

function vertical(top: number): Scale {
  return (value) => PLOT.bottom - (Math.min(top, Math.max(0, value)) / top) * (PLOT.bottom - PLOT.top);
}

function frame(title: string, analyses: readonly RampAnalysis[], { x }: Axes): string {
  const rates = analyses.flatMap((ramp) => [ramp.lr[0] ?? NaN, ramp.lr.at(-1) ?? NaN]);
  const first = Math.ceil(Math.log10(Math.min(...rates)) - 1e-9);
  const last = Math.floor(Math.log10(Math.max(...rates)) + 1e-9);
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => 10 ** (first + i));
  const hasAccuracy = analyses.some((ramp) => ramp.smoothedAccuracy);
  return [
    `<text x="${PLOT.left}" y="24" font-size="15" font-weight="bold">${title}</text>`,
    `<path d="M${PLOT.left} ${PLOT.top}V${PLOT.bottom}H${PLOT.right}V${PLOT.top}" fill="none" stroke="#888"/>`,
    ...ticks.map((rate) =>
      [
        `<path d="M${at(x(rate))} ${PLOT.bottom}v5" stroke="#888"/>`,
        `<text x="${at(x(rate))}" y="${PLOT.bottom + 18}" text-anchor="middle">${formatRate(rate)}</text>`,
      ].join(''),
    ),
    `<text x="${(PLOT.left + PLOT.right) / 2}" y="${HEIGHT - 12}" text-anchor="middle">learning rate</text>`,
    hasAccuracy ? `<text x="${PLOT.left}" y="40" fill="${ACCURACY}">accuracy, 0 to 1</text>` : '',
    `<text x="${PLOT.right}" y="40" text-anchor="end" fill="${LOSS}">loss</text>`,
  ].join('\n');
}

function band(curve: Curve, { x }: Axes): string {
  const { bounds, edgeLR } = findBounds([[curve]]);
  if (bounds.baseLR === null || bounds.maxLR === null || edgeLR === null) return '';
  const left = x(bounds.baseLR);
  const right = x(bounds.maxLR);
  const mark = (position: number, text: string, anchor: string, dash = '') =>
    `<path d="M${at(position)} ${PLOT.top}V${PLOT.bottom}" stroke="${BOUND}" stroke-dasharray="${dash}"/><text x="${at(position)}" y="${PLOT.bottom - 8}" dx="${anchor === 'end' ? -4 : 4}" text-anchor="${anchor}" fill="${BOUND}">${text}</text>`;
  return [
    `<rect x="${at(left)}" y="${PLOT.top}" width="${at(right - left)}" height="${PLOT.bottom - PLOT.top}" fill="${BOUND}" opacity="0.12"/>`,
    mark(left, `base ${formatRate(bounds.baseLR)}`, 'end'),
    mark(right, `max ${formatRate(bounds.maxLR)}`, 'start'),
    mark(x(edgeLR), '', 'start', '2 3'),
  ].join('\n');
}

/** One path a series: strokes of no length with round ends are dots. */
function points({ lr, loss, accuracy = [] }: Curve, axes: Axes): string {
  const dots = (values: readonly (number | undefined)[], scale: Scale, color: string) => {
    const path = values
      .map((value, i) =>
        value === undefined || !Number.isFinite(value)
          ? ''
          : `M${at(axes.x(lr[i] ?? NaN))} ${at(scale(value))}h0`,
      )
      .join('');
    return `<path d="${path}" stroke="${color}" stroke-width="3" stroke-linecap="round" opacity="0.3"/>`;
  };
  return `${dots(loss, axes.loss, LOSS)}\n${dots(accuracy, axes.accuracy, ACCURACY)}`;
}

function lines({ lr, smoothedLoss, smoothedAccuracy }: RampAnalysis, axes: Axes, dash: string): string {
  const line = (values: readonly number[], scale: Scale, color: string) => {
    const path = values.map((value, i) => `${at(axes.x(lr[i] ?? NaN))} ${at(scale(value))}`).join('L');
    return `<path d="M${path}" fill="none" stroke="${color}" stroke-width="2" stroke-dasharray="${dash}"/>`;
  };
  return [
    line(smoothedLoss, axes.loss, LOSS),
    smoothedAccuracy ? line(smoothedAccuracy, axes.accuracy, ACCURACY) : '',
  ].join('\n');
}

function legend(analyses: readonly RampAnalysis[]): string {
  if (analyses.length < 2) return '';
  return analyses
    .map(({ steps }, i) => {
      const y = PLOT.top + 14 + 18 * i;
      return `<path d="M${PLOT.left + 12} ${y}h30" stroke="#444" stroke-width="2" stroke-dasharray="${DASHES[i] ?? ''}"/><text x="${PLOT.left + 50}" y="${y + 4}">${steps} steps</text>`;
    })
    .join('\n');
}

function at(value: number): string {
  return value.toFixed(1);
}
