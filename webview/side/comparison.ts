/** What a comparison says: one sentence, and a row for each arm. */
import type { ArmRow, ComparisonView, FromSide } from '../../src/protocol/side';
import type { Spread } from '../../src/tuning';
import { formatDuration } from '../duration';
import { element, rebuild, setShown, setText } from '../dom';
import { button } from '../toolkit';

export function createComparison(post: (message: FromSide) => void) {
  const sentence = element('p', { 'aria-live': 'polite' });
  const explanation = element('p', { class: 'explanation' });
  const table = element('table');
  const view = element(
    'section',
    { class: 'comparison', 'aria-label': 'Comparison' },
    element('h2', {}, 'Comparison'),
    sentence,
    explanation,
    element(
      'div',
      { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': 'Comparison table' },
      table,
    ),
    element(
      'div',
      { class: 'buttons' },
      button('Copy as Markdown', () => post({ type: 'export', format: 'markdown' })),
    ),
  );
  return {
    element: view,
    render(comparison: ComparisonView | null) {
      setShown(view, comparison !== null);
      if (!comparison) return;
      setText(sentence, comparison.sentence);
      setText(explanation, explain(comparison));
      rebuild(table, JSON.stringify(comparison), () => content(comparison));
    },
  };
}

/** Non-breaking, since the columns are narrow. */
function valueIn(metric: ComparisonView['metric']): (x: number) => string {
  return metric.endsWith('accuracy')
    ? (x) => `${(x * 100).toFixed(1)}\u00a0%`
    : (x) => String(Number(x.toPrecision(3)));
}

function explain({ metric, target }: ComparisonView): string {
  const goal = target === null ? 'the target' : valueIn(metric)(target);
  return `Best ${metric}; iterations and time to ${goal}. Below each, from the least to the most of the seeds.`;
}

function content({ metric, rows }: ComparisonView): HTMLElement[] {
  const value = valueIn(metric);
  return [
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        ...['Arm', 'Best', 'Iterations', 'Time'].map((head) => element('th', { scope: 'col' }, head)),
      ),
    ),
    element('tbody', {}, ...rows.map((row) => armRow(row, value))),
  ];
}

function armRow(row: ArmRow, value: (x: number) => string): HTMLElement {
  const { arm, policy, best, iterationsToTarget, secondsToTarget, reached, seeds, isReference } = row;
  const cell = (spread: Spread | null, text: (x: number) => string, missing: string) =>
    spread === null
      ? element('td', {}, missing)
      : element(
          'td',
          { title: `${text(spread.least)} to ${text(spread.most)}` },
          text(spread.mean),
          range(spread, text),
        );
  const some = reached > 0 && reached < seeds ? element('small', {}, `${reached} of ${seeds} seeds`) : '';
  const made = element(
    'tr',
    {},
    element('th', { scope: 'row', title: policy }, arm, element('small', {}, policy)),
    cell(best, value, seeds === 0 ? 'failed' : '–'),
    cell(iterationsToTarget, (x) => String(Math.round(x)), seeds === 0 ? '–' : 'not reached'),
    cell(secondsToTarget, (x) => formatDuration(x * 1000), '–'),
  );
  made.cells[2]?.append(some);
  made.classList.toggle('reference', isReference);
  return made;
}

/** From the least to the greatest of the seeds, where they differ. */
function range({ least, most }: Spread, text: (x: number) => string): HTMLElement | null {
  return text(least) === text(most) ? null : element('small', {}, `${text(least)} – ${text(most)}`);
}
