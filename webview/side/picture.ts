/** The charts as a picture to keep: SVG written from the same curves, PNG composed from the canvases. */
import type { Theme } from '../theme';
import type { Arm } from './curves';
import { stepLimits, valueLimits } from './limits';
import type { Point } from './reduced';
import { shortCount, type Strip, TITLES } from './strip';
import { armStyle } from './style';
import { MEASURES, type Measure } from './training';
import { valueText } from './values';

const WIDTH = 640;
const HEIGHT = 180;
const MARGIN = { left: 70, right: 16, top: 28, bottom: 24 };
const LEGEND_ROW = 20;
const TICKS = 4;

export function svgPicture(title: string, arms: readonly Arm[], theme: Theme): string {
  const legendTop = 40;
  const chartsTop = legendTop + arms.length * LEGEND_ROW;
  const height = chartsTop + MEASURES.length * HEIGHT;
  const font = `font-family="${escape(theme.fontFamily)}" font-size="12"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" ${font}>`,
    `<rect width="100%" height="100%" fill="${theme.background}"/>`,
    text(16, 24, title, theme.foreground, 'font-weight="600"'),
    ...arms.map((arm, i) => legendEntry(arm, legendTop + i * LEGEND_ROW, theme)),
    ...MEASURES.map((measure, i) => chart(arms, measure, chartsTop + i * HEIGHT, theme)),
    '</svg>',
  ].join('\n');
}

function legendEntry({ label, seeds, place }: Arm, y: number, theme: Theme): string {
  const { color, dash } = armStyle(place, theme);
  const name = seeds > 1 ? `${label} (${seeds} seeds)` : label;
  const line = `<path d="M16 ${y + 6}h28" stroke="${color}" stroke-width="2" stroke-dasharray="${dash.join(' ')}"/>`;
  return line + text(52, y + 10, name, theme.foreground);
}

function chart(arms: readonly Arm[], measure: Measure, top: number, theme: Theme): string {
  const x = stepLimits(arms);
  const y = valueLimits(arms, measure);
  const plot = {
    left: MARGIN.left,
    right: WIDTH - MARGIN.right,
    top: top + MARGIN.top,
    bottom: top + HEIGHT - MARGIN.bottom,
  };
  const px = (value: number) => plot.left + ((value - x.min) / (x.max - x.min)) * (plot.right - plot.left);
  const py = (value: number) => plot.bottom - ((value - y.min) / (y.max - y.min)) * (plot.bottom - plot.top);
  const clip = `clip-${measure}`;
  const parts = [
    `<clipPath id="${clip}"><rect x="${plot.left}" y="${plot.top}" width="${plot.right - plot.left}" height="${plot.bottom - plot.top}"/></clipPath>`,
    text(16, top + 16, TITLES[measure], theme.foreground, 'font-weight="600"'),
  ];
  for (let i = 0; i <= TICKS; i++) {
    const value = y.min + ((y.max - y.min) * i) / TICKS;
    parts.push(`<path d="M${plot.left} ${py(value).toFixed(1)}H${plot.right}" stroke="${theme.grid}"/>`);
    parts.push(
      text(plot.left - 6, py(value) + 4, valueText(measure, value), theme.muted, 'text-anchor="end"'),
    );
    const step = x.min + ((x.max - x.min) * i) / TICKS;
    parts.push(
      text(px(step), plot.bottom + 16, shortCount(Math.round(step)), theme.muted, 'text-anchor="middle"'),
    );
  }
  const path = (points: readonly Point[]) =>
    points.map((point) => `${px(point.x).toFixed(1)},${py(point.y).toFixed(1)}`).join(' ');
  for (const { curves, place } of arms) {
    const { color, fill, dash } = armStyle(place, theme);
    const { line, low, high } = curves[measure];
    const area = [...low, ...high.toReversed()];
    if (area.length > 0)
      parts.push(`<polygon clip-path="url(#${clip})" points="${path(area)}" fill="${fill}"/>`);
    parts.push(
      `<polyline clip-path="url(#${clip})" points="${path(line)}" fill="none" stroke="${color}" stroke-width="1.5" stroke-dasharray="${dash.join(' ')}"/>`,
    );
  }
  return parts.join('\n');
}

function text(x: number, y: number, content: string, color: string, more = ''): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" fill="${color}" ${more}>${escape(content)}</text>`;
}

function escape(content: string): string {
  return content.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

/** A data URL with the charts as they are on the screen, under the title and the names of the arms. */
export function pngPicture(
  title: string,
  arms: readonly Arm[],
  strips: readonly Strip[],
  theme: Theme,
): string {
  const scale = window.devicePixelRatio;
  const canvas = document.createElement('canvas');
  const head = 40 + arms.length * LEGEND_ROW;
  const heights = strips.map((strip) => strip.canvas.height + LEGEND_ROW * scale);
  canvas.width = Math.max(...strips.map((strip) => strip.canvas.width));
  canvas.height = head * scale + heights.reduce((sum, height) => sum + height, 0);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('The browser gives no canvas to draw on.');
  context.fillStyle = theme.background;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.scale(scale, scale);
  context.fillStyle = theme.foreground;
  context.font = `600 13px ${theme.fontFamily}`;
  context.fillText(title, 8, 22);
  context.font = `12px ${theme.fontFamily}`;
  arms.forEach(({ label, place }, i) => {
    const { color, dash } = armStyle(place, theme);
    const y = 40 + i * LEGEND_ROW;
    context.strokeStyle = color;
    context.lineWidth = 2;
    context.setLineDash(dash);
    context.beginPath();
    context.moveTo(8, y + 6);
    context.lineTo(36, y + 6);
    context.stroke();
    context.fillText(label, 44, y + 10);
  });
  let y = head;
  for (const strip of strips) {
    context.fillText(TITLES[strip.measure], 8, y + 14);
    context.drawImage(
      strip.canvas,
      0,
      y + LEGEND_ROW,
      strip.canvas.width / scale,
      strip.canvas.height / scale,
    );
    y += LEGEND_ROW + strip.canvas.height / scale;
  }
  return canvas.toDataURL('image/png');
}
