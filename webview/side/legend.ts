/** The arms with their line, a switch to hide each, and their values: the latest, or those under the pointer. */
import { element, rebuild, setText } from '../dom';
import type { Theme } from '../theme';
import { type Arm, valueUpTo } from './curves';
import { armStyle } from './style';
import { MEASURES } from './training';
import { valueText } from './values';

/** @param onToggle called with the group that a person hides or shows */
export function createLegend(onToggle: (group: string) => void) {
  const caption = element('caption');
  const body = element('tbody', { role: 'rowgroup' });
  const table = element(
    'table',
    // Said, since a narrow view lays it out as no table.
    { class: 'legend', role: 'table' },
    caption,
    element('thead', { role: 'rowgroup' }, heads(['Arm', 'LR', 'Accuracy', 'Loss'])),
    body,
  );
  return {
    element: table,
    render(arms: readonly Arm[], hidden: ReadonlySet<string>, step: number | null, theme: Theme) {
      setText(caption, step === null ? 'Latest values' : `At iteration ${step}`);
      const key = JSON.stringify([
        arms.map(({ group, label, seeds }) => [group, label, seeds]),
        theme.series,
      ]);
      rebuild(body, key, () => arms.map((arm) => row(arm, theme, onToggle)));
      arms.forEach((arm, i) => {
        const shown = body.rows[i]?.querySelector('input');
        if (shown) shown.checked = !hidden.has(arm.group);
        const cells = body.rows[i]?.cells;
        MEASURES.forEach((measure, place) => {
          const cell = cells?.[place + 1];
          if (cell)
            setText(cell, valueText(measure, valueUpTo(arm.curves[measure].line, step ?? arm.lastStep + 1)));
        });
      });
    },
  };
}

function heads(names: string[]): HTMLElement {
  const cells = names.map((name) => element('th', { scope: 'col', role: 'columnheader' }, name));
  return element('tr', { role: 'row' }, ...cells);
}

function row({ group, label, place, seeds }: Arm, theme: Theme, onToggle: (group: string) => void) {
  const input = element('input', { type: 'checkbox' });
  input.addEventListener('change', () => onToggle(group));
  const title = seeds > 1 ? `${label}: mean of ${seeds} seeds, the band from the least to the most` : label;
  return element(
    'tr',
    { role: 'row' },
    element(
      'th',
      { scope: 'row', role: 'rowheader' },
      element('label', { title }, input, swatch(place, theme), element('span', {}, label)),
    ),
    ...MEASURES.map(() => element('td', { role: 'cell' })),
  );
}

function swatch(place: number, theme: Theme): Node {
  const { color, dash } = armStyle(place, theme);
  const svg = new DOMParser().parseFromString(
    `<svg xmlns="http://www.w3.org/2000/svg" class="swatch" width="22" height="8" aria-hidden="true">
      <path d="M0 4H22" stroke="${color}" stroke-width="2" stroke-dasharray="${dash.join(' ')}"/>
    </svg>`,
    'image/svg+xml',
  );
  return document.importNode(svg.documentElement, true);
}
