import { type Theme, withAlpha } from '../theme';

/** Arms differ by dash as well as by colour. */
const DASHES = [[], [7, 3], [2, 2], [9, 3, 2, 3], [12, 4], [6, 2, 2, 2, 2, 2]];

export interface ArmStyle {
  color: string;
  fill: string;
  dash: number[];
}

/** Colours repeat after the sixth arm, with other dashes. */
export function armStyle(place: number, theme: Theme): ArmStyle {
  const colors = theme.series;
  const round = Math.floor(place / colors.length);
  const color = colors[place % colors.length] ?? theme.foreground;
  return {
    color,
    fill: withAlpha(color, theme.highContrast ? 0.3 : 0.18),
    dash: DASHES[(place + round) % DASHES.length] ?? [],
  };
}
