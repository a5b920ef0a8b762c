import { color } from 'chart.js/helpers';

/** What a canvas needs of the editor's theme; style sheets use the variables themselves. */
export interface Theme {
  foreground: string;
  muted: string;
  grid: string;
  faintGrid: string;
  accuracy: string;
  loss: string;
  /** Neutral, told apart by dash and marker: every other colour of charts is taken or means something. */
  validation: string;
  uncertain: string;
  background: string;
  /** Colours of arms, all set in every theme. */
  series: string[];
  fontFamily: string;
  fontSize: number;
  highContrast: boolean;
}

/**
 * Reads the theme as it is now. `--vscode-charts-orange` is left out on purpose: it is empty in both high
 * contrast themes, and a line drawn with it vanishes.
 */
export function readTheme(): Theme {
  const styles = getComputedStyle(document.body);
  const variable = (name: string, otherwise: string) =>
    styles.getPropertyValue(`--vscode-${name}`).trim() || otherwise;
  const foreground = variable('editor-foreground', variable('foreground', styles.color));
  const highContrast = document.body.matches('.vscode-high-contrast, .vscode-high-contrast-light');
  return {
    foreground,
    muted: highContrast ? foreground : variable('descriptionForeground', foreground),
    grid: withAlpha(foreground, highContrast ? 0.3 : 0.12),
    faintGrid: withAlpha(foreground, highContrast ? 0.1 : 0.04),
    accuracy: variable('charts-blue', foreground),
    loss: variable('charts-yellow', foreground),
    validation: foreground,
    uncertain: variable('charts-purple', foreground),
    background: variable('editor-background', 'transparent'),
    series: [
      ...['blue', 'yellow', 'green', 'red', 'purple'].map((name) => variable(`charts-${name}`, foreground)),
      foreground,
    ],
    fontFamily: variable('font-family', styles.fontFamily),
    fontSize: Number.parseFloat(variable('font-size', '13px')) - 2,
    highContrast,
  };
}

/** Calls back after each change of the editor's theme: VS Code then changes the body's class and the variables. */
export function onThemeChange(listener: () => void): void {
  const observer = new MutationObserver(listener);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
}

export function withAlpha(cssColor: string, alpha: number): string {
  return color(cssColor).alpha(alpha).rgbString();
}
