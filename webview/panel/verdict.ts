/** The answer in one sentence, how final it is, and what can be done about its doubts. */
import {
  type Advice,
  type AdviceAction,
  formatRate,
  rateText,
  roundRate,
  type SentencePart,
} from '../../src/tuning';
import { element, rebuild, setShown, setText } from '../dom';
import { icon, type IconName } from '../icons';
import { button } from '../toolkit';
import { EXPLANATIONS } from './explanations';
import { hasValidation, isWorking, pointCount, type PageState } from './state';
import type { Actions, View } from './view';

/** Relative; a rate of two digits may lie this far above the one measured. */
const ROUNDING = 0.05;

export function createVerdict(actions: Actions): View {
  const mark = element('span', { class: 'mark' });
  const preliminary = element(
    'span',
    { class: 'badge', title: 'More ramps are still to come; they can move this answer.' },
    'preliminary',
  );
  const sentence = element('span');
  const beyond = aside('warning', 'beyond');
  const right = aside('info', 'right');
  const advice = element('ul', { class: 'advice' });
  return {
    element: element(
      'section',
      { class: 'verdict', 'aria-label': 'Answer' },
      element('p', { class: 'sentence', 'aria-live': 'polite' }, mark, preliminary, sentence),
      beyond.element,
      right.element,
      advice,
    ),
    render(state) {
      const trusted = isTrusted(state);
      rebuild(mark, String(trusted), () => (trusted === null ? [] : [icon(trusted ? 'pass' : 'warning')]));
      mark.classList.toggle('good', trusted === true);
      setShown(preliminary, state.answer !== null && state.preliminary);
      const parts = state.answer?.verdict ?? [{ text: withoutAnswer(state), about: null }];
      rebuild(sentence, JSON.stringify(parts), () => parts.map(partElement));
      beyond.say(beyondText(state));
      right.say(rightText(state));
      // What can be done next is said once nothing is being done any more.
      const list = state.answer && !isWorking(state) ? state.answer.advice : [];
      const labelled = list.map((one) => ({ ...one, label: labelOf(one.action, state) }));
      rebuild(advice, JSON.stringify(labelled), () => labelled.map((one) => adviceItem(one, actions)));
    },
  };
}

/** Numbers are told apart from words, since each has its explanation. */
export function partElement({ text, about }: SentencePart): string | HTMLElement {
  if (about === null) return text;
  return element('span', { class: 'number', title: EXPLANATIONS[about].text }, text);
}

/** Null where there is nothing to trust or doubt yet. */
function isTrusted(state: PageState): boolean | null {
  const { answer, preliminary } = state;
  if (!answer || (preliminary && answer.bounds.maxLR !== null)) return null;
  if (beyondText(state) !== null) return false;
  const doubts = answer.flags.filter((flag) => flag !== 'gentle');
  return answer.bounds.maxLR !== null && answer.settled !== false && doubts.length === 0;
}

/** A line of its own below the sentence, read out when it comes. */
function aside(sign: IconName, kind: string) {
  const text = element('span');
  const line = element('p', { class: `aside ${kind}`, 'aria-live': 'polite' }, icon(sign), text);
  return {
    element: line,
    say(what: string | null) {
      setShown(line, what !== null);
      setText(text, what ?? '');
    },
  };
}

/**
 * Bounds are taken wherever they are set; those where training turned bad are warned of. A suggestion may lie there, and
 * what short trainings confirmed was tried.
 */
function beyondText({ answer, chosen, ramps, status }: PageState): string | null {
  if (!chosen || chosen.by === 'confirmed') return null;
  const edge = answer?.edgeLR ?? null;
  const suggested = roundRate(answer?.bounds.maxLR ?? 0);
  if (edge !== null && chosen.maxLR > Math.max(edge, suggested)) {
    return suggested > edge
      ? `${rateText(chosen.maxLR)} lies beyond ${formatRate(suggested)}, the highest maximum that this curve supports.`
      : `${rateText(chosen.maxLR)} lies beyond ${formatRate(edge)}, where the loss turned up.`;
  }
  const highest = Math.max(0, ...ramps.map(({ lastRate }) => lastRate ?? 0));
  if (status === 'finished' && highest > 0 && chosen.maxLR > highest * (1 + ROUNDING))
    return `${rateText(chosen.maxLR)} lies beyond ${formatRate(highest)}, the highest rate that was tried.`;
  return null;
}

/** Why the suggestion may lie where accuracy falls already; it looks like a mistake otherwise. */
function rightText({ answer }: PageState): string | null {
  const max = answer?.bounds.maxLR ?? null;
  const falls = answer?.accuracyEdgeLR ?? null;
  if (max === null || falls === null || roundRate(max) <= roundRate(falls)) return null;
  return `The suggested ${formatRate(max)} lies right of ${formatRate(falls)}, where accuracy falls: it follows the loss, which is less noisy, and a cycle only visits its maximum.`;
}

function withoutAnswer(state: PageState): string {
  if (isWorking(state)) return 'The first answer comes with the end of the first ramp.';
  if (state.problem !== null || pointCount(state) === 0) return '';
  return 'No answer: the run ended before its first ramp did. Click the chart to set bounds by eye, or run it again.';
}

function adviceItem(
  { action, text, label }: Advice & { label: string | null },
  actions: Actions,
): HTMLElement {
  if (label === null) return element('li', { class: 'hint' }, icon('info'), element('span', {}, text));
  const made = button(label, () => actions.post({ type: 'advice', action }), { tooltip: text });
  made.setAttribute('aria-description', text);
  return element('li', {}, made);
}

/** Null where all that can be done here is to say it: nothing to run, or it was run already. */
function labelOf(action: AdviceAction, state: PageState): string | null {
  if (!state.canRun && action !== 'bolder-max') return null;
  return action === 'validate' && hasValidation(state) ? null : LABELS[action];
}

/** Buttons for what the product can do itself; null for what only the user can. */
const LABELS: Record<AdviceAction, string | null> = {
  'run-longer': 'Run Longer',
  'extend-down': 'Start Lower',
  'extend-up': 'End Higher',
  'more-seeds': 'Run More Seeds',
  'bolder-max': 'Try a Bolder Max',
  'larger-batch': null,
  'check-data': null,
  validate: 'Run with Validation',
};
