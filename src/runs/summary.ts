/** What a list shows of a run, so that nobody has to read and judge the whole of it for that. */
import type { Fields } from '../protocol/fields';
import { RUN_STATUSES, type RunStatus } from '../protocol/run';
import { textOf, type TrainingBounds } from '../tuning';
import { RUN_KINDS, type RunEvent, type RunKind } from './events';
import { answerOf } from './ramps';
import type { Run } from './run';
import { chosenOf } from './standing';
import { comparisonOf } from './trained';

/** What a run is called by where nobody gave it a name. */
export interface RunName {
  kind: RunKind;
  name: string;
  /** Absolute path. */
  script: string;
  /** Those that stand, or that were trained between; null where there are none. */
  bounds: TrainingBounds | null;
  /** What was trained; empty for range tests. */
  policies: string[];
}

export interface RunSummary extends RunName {
  id: string;
  /** Milliseconds since 1970. */
  startedAt: number;
  pinned: boolean;
  status: RunStatus;
  /** Title of what kept it from its end. */
  problem: string | null;
  /** What it came to, in words; null where it came to nothing. */
  outcome: string | null;
  /** False where only the first line of its file is known so far, which says neither how it ended nor its bounds. */
  isRead: boolean;
}

export function runName(run: Run): RunName {
  const { kind, name, script, training } = run;
  const { baseLR, maxLR } = training?.request.bounds ?? chosenOf(run) ?? { baseLR: null, maxLR: null };
  const bounds = baseLR === null || maxLR === null ? null : { baseLR, maxLR };
  return { kind, name, script, bounds, policies: [...(training?.request.policies ?? [])] };
}

export function summaryOf(run: Run): RunSummary {
  const { id, startedAt, pinned, status, problem } = run;
  return {
    ...runName(run),
    ...{ id, startedAt, pinned, status },
    problem: problem?.title ?? null,
    outcome: outcomeOf(run),
    isRead: true,
  };
}

function outcomeOf(run: Run): string | null {
  if (run.training) {
    const outcome = comparisonOf(run);
    return outcome && `${outcome.headline} ${outcome.sentence}`;
  }
  const answer = answerOf(run);
  return answer && textOf(answer.verdict);
}

/** Of a run of which nothing has been read but its first line. */
export function firstSummary(created: Extract<RunEvent, { type: 'created' }>): RunSummary {
  const { id, kind, name, script, startedAt } = created;
  return {
    ...{ id, kind, name, script, startedAt },
    bounds: null,
    policies: [],
    pinned: false,
    status: 'finished',
    problem: null,
    outcome: null,
    isRead: false,
  };
}

/** @throws MessageError for what is none */
export function readSummary(fields: Fields): RunSummary {
  const bounds = fields.objectOrNull('bounds');
  return {
    id: fields.text('id'),
    kind: fields.oneOf('kind', RUN_KINDS),
    name: fields.text('name'),
    script: fields.text('script'),
    startedAt: fields.number('startedAt'),
    bounds: bounds && { baseLR: bounds.number('baseLR'), maxLR: bounds.number('maxLR') },
    policies: fields.list('policies').map(String),
    pinned: fields.boolean('pinned'),
    status: fields.oneOf('status', RUN_STATUSES),
    problem: fields.textOrNull('problem'),
    outcome: fields.textOrNull('outcome'),
    isRead: true,
  };
}
