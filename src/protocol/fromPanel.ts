/** Reads what the page sends. The page is ours, yet what crosses the boundary is checked all the same. */
import type { ProblemAction } from './problems';
import { POLICY_KINDS } from '../tuning';
import type { AdviceAction } from '../tuning';
import type { FromPanel, InsertWhat } from './panel';

const INSERT_WHAT: readonly InsertWhat[] = [...POLICY_KINDS, 'constants', 'fixed'];

const ADVICE: readonly AdviceAction[] = [
  'check-data',
  'run-longer',
  'extend-down',
  'extend-up',
  'larger-batch',
  'more-seeds',
  'bolder-max',
  'validate',
];

/** @throws Error for a message that no page of ours sends */
export function readFromPanel(message: unknown): FromPanel {
  if (typeof message !== 'object' || message === null) throw new Error('The page sent no message.');
  const fields = message as Record<string, unknown>;
  const type = fields['type'];
  switch (type) {
    case 'ready':
    case 'cancel':
    case 'run-again':
    case 'choose-training':
      return { type };
    case 'choose':
      return {
        type,
        baseLR: rate(fields['baseLR']),
        maxLR: rate(fields['maxLR']),
        by: text(fields['by']),
      };
    case 'step-size': {
      const iterations = rate(fields['iterations']);
      if (!Number.isInteger(iterations)) throw new Error(`A step size of ${iterations} iterations.`);
      return { type, iterations };
    }
    case 'insert': {
      const what = oneOf(fields['what'], INSERT_WHAT);
      return { type, what, preview: fields['preview'] === true };
    }
    case 'advice':
      return { type, action: oneOf(fields['action'], ADVICE) };
    case 'problem-action':
      return { type, action: readProblemAction(fields['action']) };
    case 'export':
      return { type, format: fields['format'] === 'csv' ? 'csv' : 'json' };
    default:
      throw new Error(`The page sent "${String(type)}".`);
  }
}

function rate(value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0) {
    throw new Error(`${String(value)} is not a finite number above 0.`);
  }
  return value;
}

function oneOf<T extends string>(value: unknown, allowed: readonly T[]): T {
  const found = allowed.find((known) => known === value);
  if (found === undefined) throw new Error(`"${String(value)}" is none of ${allowed.join(', ')}.`);
  return found;
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new Error(`${String(value)} is not text.`);
  return value;
}

export function readProblemAction(value: unknown): ProblemAction {
  if (typeof value !== 'object' || value === null) throw new Error('The page sent no action.');
  const fields = value as Record<string, unknown>;
  switch (fields['kind']) {
    case 'run-again':
    case 'show-output':
    case 'choose-script':
    case 'choose-training':
    case 'set-arguments':
    case 'lower-range':
      return { kind: fields['kind'] };
    case 'open-setting':
      return { kind: 'open-setting', setting: text(fields['setting']) };
    case 'open-file':
      return { kind: 'open-file', path: text(fields['path']), line: rate(fields['line']) };
    case 'copy':
      return { kind: 'copy', text: text(fields['text']), label: text(fields['label']) };
    default:
      throw new Error(`The page sent the action "${String(fields['kind'])}".`);
  }
}
