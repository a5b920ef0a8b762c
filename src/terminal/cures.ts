/** What is typed to do as the answer advises. */
import type { Run } from '../runs';
import {
  type Advice,
  type BoundsAnswer,
  EXTEND_DOWN_FACTOR,
  EXTEND_UP_FACTOR,
  FINDING_RAMP,
} from '../tuning';
import { rateText, textOf, worthConfirming } from '../tuning';

/** As it was asked for. */
export interface Asked {
  readonly range: Run['range'];
  readonly steps: number;
  readonly maxSteps: number;
  readonly seeds: number;
  readonly quick: boolean;
  readonly confirm: boolean;
}

/** Each advice with its option, and where the curve leaves a doubt what would settle it. */
export function curesOf(answer: BoundsAnswer, asked: Asked): string[] {
  const cures = answer.advice.map((advice) => withOption(advice, asked));
  if (asked.confirm) return cures;
  return [...cures, ...longerRamp(answer, asked), ...shortTrainings(answer)];
}

function withOption({ text, flag, action }: Advice, asked: Asked): string {
  const isTooShort = flag === 'too-short' && action === 'run-longer';
  const option = isTooShort ? longEnough(asked) : optionFor(action, asked);
  return option === null ? text : `${text.replace(/\.$/, '')} (${option}).`;
}

function optionFor(action: Advice['action'], { range, steps, maxSteps, seeds, quick }: Asked): string | null {
  switch (action) {
    case 'run-longer':
      return quick ? `--quick --steps ${2 * steps}` : `--max-steps ${2 * maxSteps}`;
    case 'extend-up':
      return `--to ${rateText(range.hi * EXTEND_UP_FACTOR)}`;
    case 'extend-down':
      return `--from ${rateText(range.lo / EXTEND_DOWN_FACTOR)}`;
    case 'more-seeds':
      return quick ? 'without --quick' : `--seeds ${seeds + 2}`;
    case 'validate':
      return '--validation';
    case 'check-data':
    case 'larger-batch':
    case 'bolder-max':
      return null;
  }
}

function longEnough({ maxSteps }: Asked): string {
  return maxSteps < FINDING_RAMP.steps ? `--steps ${FINDING_RAMP.steps}` : `--steps ${2 * maxSteps}`;
}

/** Only one length was run, by wish and not because the script is no longer. */
function longerRamp(answer: BoundsAnswer, { steps, quick }: Asked): string[] {
  const { settled, scriptSteps, bounds, advice } = answer;
  if (settled !== null || scriptSteps !== null || bounds.maxLR === null) return [];
  if (advice.some(({ action }) => action === 'run-longer')) return [];
  const how = quick ? 'without --quick' : `with --max-steps ${2 * steps}`;
  return [`A ramp twice as long shows whether this one was long enough: run it ${how}.`];
}

function shortTrainings(answer: BoundsAnswer): string[] {
  const worth = worthConfirming(answer);
  return worth === null ? [] : [`${textOf(worth).replace(/\.$/, '')} (--confirm).`];
}
