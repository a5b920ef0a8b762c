/** What can go wrong for a person: the cause, the place and the next thing to do, in their words. */
import { Fields, MessageError } from './fields';

/** Each has its place in `docs/troubleshooting.md`. */
export const PROBLEM_CODES = [
  'no-runtime',
  'runtime-too-old',
  'script-missing',
  'invalid-range',
  'language-unsupported',
  'framework-missing',
  'native-engine-missing',
  'syntax-error',
  'arguments-missing',
  'script-threw',
  'never-trained',
  'no-loss',
  'no-curve',
  'not-finite-from-start',
  'rate-not-applied',
  'not-armed',
  'engine-failed',
  'schedule-impossible',
  'system',
  'internal',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** What a problem offers as a button. */
export type ProblemAction =
  | { kind: 'run-again' }
  | { kind: 'show-output' }
  | { kind: 'open-setting'; setting: string }
  | { kind: 'open-file'; path: string; cell?: number; line: number }
  | { kind: 'set-arguments' }
  | { kind: 'choose-script' }
  | { kind: 'choose-training' }
  | { kind: 'choose-python' }
  | { kind: 'choose-start' }
  | { kind: 'copy'; text: string; label: string };

export interface Problem {
  code: ProblemCode;
  /** One sentence: what happened. */
  title: string;
  /** What to do about it, and what is known of the cause. */
  detail: string;
  /** The place in the user's own files, where it is known. Lines count from 1. */
  file?: string;
  /** Of a notebook: the cell that the line counts in; all cells count, from 1. */
  cell?: number;
  line?: number;
  /** The last lines of the script's own output, where they help. */
  output?: string;
  actions: ProblemAction[];
}

/** As editors and terminals write a place, so that a click there opens it. @param file as it is to be shown */
export function placeText(file: string, { cell, line }: Pick<Problem, 'cell' | 'line'>): string {
  if (cell !== undefined) return `${file}, cell ${cell}, line ${line ?? 1}`;
  return line === undefined ? file : `${file}:${line}`;
}

export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.title);
  }
}

/** An action as a page sends it back. @throws MessageError for one that no page of ours sends */
export function readProblemAction(value: unknown): ProblemAction {
  const fields = new Fields(value);
  const kind = fields.text('kind');
  switch (kind) {
    case 'run-again':
    case 'show-output':
    case 'choose-script':
    case 'choose-training':
    case 'choose-python':
    case 'choose-start':
    case 'set-arguments':
      return { kind };
    case 'open-setting':
      return { kind, setting: fields.text('setting') };
    case 'open-file':
      return {
        kind,
        path: fields.text('path'),
        ...fields.optionalNumbers('cell'),
        line: fields.rate('line'),
      };
    case 'copy':
      return { kind, text: fields.text('text'), label: fields.text('label') };
    default:
      throw new MessageError(`The page sent the action "${kind}".`);
  }
}

/** A problem as a run's file keeps it. @throws MessageError for what is none */
export function readProblem(fields: Fields): Problem {
  const actions = fields.list('actions').map(readProblemAction);
  const place = fields.optionalNumbers('cell', 'line');
  return {
    // A newer version may know more of them.
    code: PROBLEM_CODES.find((code) => code === fields.raw('code')) ?? 'internal',
    title: fields.text('title'),
    detail: fields.text('detail'),
    ...fields.optionalTexts('file', 'output'),
    ...place,
    actions,
  };
}
