/** Reads what the host asks for, and finds out where this process or thread stands in the run. */
import { isMainThread } from 'node:worker_threads';
import { decodePlan, type Plan, PLAN_VARIABLE } from '../../protocol/plan';

/** Names the process that was started by the host itself; processes that the script forks inherit the name. */
const PRIMARY_VARIABLE = 'LR_TUNER_PRIMARY';

export interface Standing {
  /** Started by the host: it holds the report pipe, and its parent is the host. */
  primary: boolean;
  mainThread: boolean;
}

/** The main thread of the process that the host started. */
export function isFirst({ primary, mainThread }: Standing): boolean {
  return primary && mainThread;
}

/**
 * The plan stays in the environment, where workers and forked children of the script find it too.
 * @returns null where no host asked for anything, so that the trainer leaves the process alone.
 */
export function readPlan(): Plan | null {
  const text = process.env[PLAN_VARIABLE];
  return text === undefined ? null : decodePlan(text);
}

export function findStanding(): Standing {
  const pid = String(process.pid);
  process.env[PRIMARY_VARIABLE] ??= pid;
  return { primary: process.env[PRIMARY_VARIABLE] === pid, mainThread: isMainThread };
}
