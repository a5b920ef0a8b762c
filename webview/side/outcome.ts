/** What trainings came to: ten words first; of a comparison then one sentence, and a row for each arm. */
import type { ArmRow, ComparisonView, FromSide, SideState } from '../../src/protocol/side';
import { type Metric, metricName, metricText, type Spread } from '../../src/tuning';
import { formatDuration } from '../duration';
import { element, rebuild, setShown, setText } from '../dom';
import { button } from '../toolkit';

export function createOutcome(post: (message: FromSide) => void) {
  const headline = element('h2', { 'aria-live': 'polite' });
  const sentence = element('p');
  const goal = element('span');
  const spread = element(
    'span',
    { class: 'spread' },
    ' Below each, from the least to the most of the seeds.',
  );
  const explanation = element('p', { class: 'explanation' }, goal, spread);
  const table = element('table');
  let usable = '';
  const use = button('', () => post({ type: 'use', arm: usable }), {
    appearance: 'primary',
    tooltip: 'Writes the best into the script; one undo takes it back.',
  });
  const compared = element(
    'div',
    { class: 'compared' },
    sentence,
    element(
      'div',
      { class: 'buttons' },
      use,
      button('Copy as Markdown', () => post({ type: 'export', format: 'markdown' })),
    ),
    element(
      'div',
      { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': 'Comparison table' },
      table,
    ),
    explanation,
  );
  const view = element('section', { class: 'comparison', 'aria-label': 'Outcome' }, headline, compared);
  return {
    element: view,
    render({ headline: text, comparison, status }: Pick<SideState, 'headline' | 'comparison' | 'status'>) {
      setShown(view, text !== null);
      setText(headline, unbroken(text ?? ''));
      setShown(compared, comparison !== null);
      if (!comparison) return;
      setText(sentence, unbroken(comparison.sentence));
      setText(goal, explain(comparison));
      // What is best so far may not be in a minute.
      setShown(use, comparison.use !== null && status !== 'starting' && status !== 'running');
      setShown(
        spread,
        comparison.rows.some(({ seeds }) => seeds > 1),
      );
      usable = comparison.use?.arm ?? '';
      setText(use, `Use ${comparison.use?.label ?? ''}`);
      rebuild(table, JSON.stringify(comparison), () => content(comparison));
    },
  };
}

/** A number and its per cent sign stay on one line. */
function unbroken(text: string): string {
  return text.replaceAll(' %', '\u00a0%');
}

function valueIn(metric: Metric): (x: number) => string {
  return (x) => unbroken(metricText(metric, x));
}

function explain({ metric, target }: ComparisonView): string {
  const goal = target === null ? 'the target' : valueIn(metric)(target);
  return `Best ${metricName(metric)}; iterations and time to ${goal}, the best of your own rate.`;
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
  const { arm, policy, best, iterationsToTarget, secondsToTarget, reached, seeds, isBest } = row;
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
    element(
      'th',
      { scope: 'row', title: policy },
      arm,
      arm.endsWith(policy) ? null : element('small', {}, policy),
    ),
    cell(best, value, seeds === 0 ? 'failed' : '–'),
    cell(iterationsToTarget, (x) => String(Math.round(x)), seeds === 0 ? '–' : 'not reached'),
    cell(secondsToTarget, (x) => formatDuration(x * 1000), '–'),
  );
  made.cells[2]?.append(some);
  made.classList.toggle('best', isBest);
  return made;
}

/** From the least to the greatest of the seeds, where they differ. */
function range({ least, most }: Spread, text: (x: number) => string): HTMLElement | null {
  return text(least) === text(most) ? null : element('small', {}, `${text(least)} – ${text(most)}`);
}
