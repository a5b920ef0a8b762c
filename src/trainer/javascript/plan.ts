/** Reads what the host asks for, and finds out which place this process or thread has in the run. */
import { isMainThread } from 'node:worker_threads';
import { PLAN_VARIABLE, PROTOCOL_VERSION } from '../../protocol/messages';
import type { Plan } from '../../protocol/messages';

/** Names the process that was started by the host itself; processes that the script forks inherit the name. */
const PRIMARY_VARIABLE = 'LR_TUNER_PRIMARY';

export interface Place {
  /** Started by the host: it holds the report pipe, and its parent is the host. */
  primary: boolean;
  mainThread: boolean;
}

/**
 * The plan stays in the environment, where workers and forked children of the script find it too.
 * @returns null where no host asked for anything, so that the trainer leaves the process alone.
 */
export function readPlan(): Plan | null {
  const text = process.env[PLAN_VARIABLE];
  if (text === undefined) return null;
  const plan = JSON.parse(text) as Plan;
  if (plan.v !== PROTOCOL_VERSION) {
    throw new Error(`This trainer speaks protocol ${PROTOCOL_VERSION}, its host ${String(plan.v)}.`);
  }
  return plan;
}

export function findPlace(): Place {
  const pid = String(process.pid);
  process.env[PRIMARY_VARIABLE] ??= pid;
  return { primary: process.env[PRIMARY_VARIABLE] === pid, mainThread: isMainThread };
}
