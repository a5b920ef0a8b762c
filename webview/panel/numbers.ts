/** Every number of the answer with what it means: what the tooltips say, also for the keyboard and for touch. */
import type { AnswerView } from '../../src/protocol/panel';
import { formatRate, type NumberName } from '../../src/tuning';
import { element, rebuild, setShown } from '../dom';
import { BANDS, CONSTANT_RATE, type Explanation, EXPLANATIONS } from './explanations';
import type { View } from './view';

interface Entry extends Explanation {
  value: string;
}

export function createNumbers(): View {
  const list = element('dl');
  const view = element(
    'details',
    { class: 'numbers' },
    element('summary', {}, 'What the numbers mean'),
    list,
  );
  return {
    element: view,
    render({ answer }) {
      const entries = answer ? entriesOf(answer) : [];
      setShown(view, entries.length > 0);
      rebuild(list, JSON.stringify(entries), () => entries.flatMap(item));
    },
  };
}

function item({ name, value, text }: Entry): HTMLElement[] {
  const term = element('dt', {}, `${name} `, element('strong', {}, value));
  return [term, element('dd', {}, text)];
}

function entriesOf(answer: AnswerView): Entry[] {
  const { bounds, band, movedBy } = answer;
  const rates: [Explanation, number | null][] = [
    [EXPLANATIONS['accuracy-onset'], answer.accuracyOnsetLR],
    [EXPLANATIONS['accuracy-edge'], answer.accuracyEdgeLR],
    [EXPLANATIONS.onset, answer.onsetLR],
    [EXPLANATIONS.edge, answer.edgeLR],
    [EXPLANATIONS.base, bounds.baseLR],
    [EXPLANATIONS.max, bounds.maxLR],
    [CONSTANT_RATE, bounds.constantLR],
  ];
  return [
    ...rates.flatMap(([explanation, lr]) => (lr === null ? [] : [{ ...explanation, value: formatRate(lr) }])),
    ...(band ? [{ ...BANDS[band.source], value: `${formatRate(band.lo)} – ${formatRate(band.hi)}` }] : []),
    ...(band?.source === 'seeds' ? [ratio('seeds', band.hi / band.lo)] : []),
    ...(movedBy === null ? [] : [ratio('moved-by', movedBy)]),
  ];
}

function ratio(name: NumberName, value: number): Entry {
  return { ...EXPLANATIONS[name], value: String(Number(value.toPrecision(2))) };
}
