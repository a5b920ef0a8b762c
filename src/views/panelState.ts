/** What the panel shows of a run. Everything the page draws is decided here or in `src/tuning`. */
import { counted, iterations } from '../protocol/words';
import path from 'node:path';
import { finiteOrNull } from '../protocol/numbers';
import type { Problem } from '../protocol/problems';
import type {
  AnswerView,
  ConfirmationView,
  Fact,
  InsertionView,
  PanelState,
  ProbeView,
  TrainingView,
} from '../protocol/panel';
import {
  answerOf,
  chosenOf,
  confirmationIn,
  confirmationSays,
  confirmationStartOf,
  dataOf,
  drivenOf,
  computedBy,
  helloOf,
  isConfirming,
  isProbe,
  isPreliminary,
  isWhole,
  progressOf,
  rampSteps,
  type Run,
  stepsDone,
  stepSizeOf,
  trainingName,
} from '../runs';
import {
  type BoundsAnswer,
  type Confirmation,
  formatRate,
  type Stage,
  textOf,
  worthConfirming,
} from '../tuning';
import { rampViews } from './rampView';

export function panelState(run: Run, insertion: InsertionView): PanelState {
  const answer = answerOf(run);
  return {
    script: path.basename(run.script),
    canRun: run.kind !== 'imported',
    status: run.status,
    activity: activityOf(run),
    facts: factsOf(run),
    training: trainingView(run),
    notices: noticesOf(run),
    progress: progressOf(run),
    range: run.range,
    ramps: rampViews(run),
    answer: answer && answerView(answer),
    confirmation: confirmationView(run),
    preliminary: isPreliminary(run),
    chosen: chosenOf(run),
    stepSize: stepSizeOf(run),
    insertion,
    problem: run.problem,
  };
}

/** One sentence: what is happening now. */
export function activityOf(run: Run): string {
  const script = path.basename(run.script);
  switch (run.status) {
    case 'starting':
      return run.runtime
        ? `Starting ${run.runtime.name} ${run.runtime.version}…`
        : `Looking for what runs ${script}…`;
    case 'running':
      return runningActivity(run, script);
    case 'finished': {
      const ramps = run.repeats.filter((repeat) => !isProbe(repeat));
      const whole = ramps.filter((repeat) => isWhole(run, repeat)).length;
      const steps = ramps.reduce((sum, { step }) => sum + step.length, 0);
      const measured = `${counted(whole, 'ramp')}, ${iterations(steps)}`;
      return run.kind === 'imported' ? `Read: ${measured}.` : `Done: ${measured}${duration(run)}.`;
    }
    case 'cancelled':
      return run.repeats.length > 0 ? 'Cancelled. What was measured until then still stands.' : 'Cancelled.';
    case 'failed':
      return 'The run failed.';
  }
}

function runningActivity(run: Run, script: string): string {
  if (isConfirming(run)) {
    const next = confirmationIn(run)?.next;
    const rates = (next?.rates ?? []).map(formatRate).join(' and ');
    return `Confirming with trainings of ${iterations(next?.steps ?? 0)} at ${rates}.`;
  }
  const active = run.repeats.filter((repeat) => repeat.end === null);
  const latest = run.repeats.at(-1);
  if (active.length > 0 && active.every((repeat) => repeat.step.length === 0) && stepsDone(run) === 0) {
    return `Loading ${script}: its data and its model…`;
  }
  const ramps = latest ? `ramps of ${iterations(rampSteps(latest))}` : 'ramps';
  switch (run.reason) {
    case 'first':
    case 'more-seeds':
      return `Training ${script} while the learning rate rises: ${ramps}.`;
    case 'double':
      return `Checking that longer ramps agree: ${ramps}.`;
    case 'extend-up':
      return `The range ended too low, so it is extended upwards: ${ramps}.`;
    case 'extend-down':
      return `The range began too high, so it is extended downwards: ${ramps}.`;
  }
}

function duration(run: Run): string {
  return run.endedAt === null ? '' : `, ${((run.endedAt - run.startedAt) / 1000).toFixed(1)} s`;
}

function factsOf(run: Run): Fact[] {
  const facts: Fact[] = [];
  const add = (label: string, value: string, explanation: string) =>
    facts.push({ label, value, explanation });
  if (run.runtime) add(run.runtime.name, run.runtime.version, `What runs the script: ${run.runtime.path}`);
  const hello = helloOf(run);
  if (!hello) return facts;
  const { framework } = hello;
  add(framework.name, framework.version, "The script's own copy of the framework, and its version.");
  facts.push(...computedBy(hello));
  const driven = drivenOf(run);
  if (driven) {
    const own = Number.isFinite(driven.lr) ? `, own rate ${formatRate(driven.lr)}` : '';
    const explanation =
      'What trains, and the rate that the script itself gives it; the ramp sets its own instead.';
    add('Optimizer', `${driven.optimizer}${own}`, explanation);
  }
  const batchSize = dataOf(run)?.batchSize ?? null;
  if (batchSize !== null) {
    add('Batch size', String(batchSize), 'Examples in each step. A larger batch makes the curve less noisy.');
  }
  return facts;
}

function confirmationView(run: Run): ConfirmationView | null {
  const answer = answerOf(run);
  if (answer === null || run.kind !== 'range-test' || isPreliminary(run)) return null;
  const choice = confirmationStartOf(run);
  const confirmation = confirmationIn(run);
  const sentence = confirmationSays(run);
  const worth = sentence === null ? worthConfirming(answer) : null;
  return {
    refusal: choice?.kind === 'refused' ? choice.why : null,
    recommended: worth && textOf(worth),
    running: isConfirming(run),
    probes: confirmation ? probesShown(confirmation) : [],
    sentence,
    problem: run.confirming?.problem ? confirmationProblem(run.confirming.problem) : null,
  };
}

function probesShown({ short, long, bestLR }: Confirmation): ProbeView[] {
  const shown = ({ rates }: Stage, isLong: boolean) =>
    rates.map(({ lr, results }) => ({
      lr,
      long: isLong,
      losses: results.map(({ endLoss }) => finiteOrNull(endLoss)),
      best: lr === bestLR,
    }));
  return [...shown(short, false), ...(long ? shown(long, true) : [])];
}

function confirmationProblem({ title, detail }: Problem): string {
  return `${title} ${detail}`;
}

function trainingView(run: Run): TrainingView | null {
  const driven = drivenOf(run);
  const seen = run.repeats.flatMap(({ trainings }) => trainings);
  if (!driven || seen.every(({ id }) => id === '1')) return null;
  return { id: driven.id, name: trainingName(driven) };
}

/** Every repeat warns of the same things; each is said once. Several optimizers have a line of their own. */
function noticesOf({ repeats }: Run): string[] {
  const warnings = repeats.flatMap((repeat) => repeat.warnings);
  const said = warnings.filter(({ code }) => code !== 'several-optimizers');
  return [...new Set(said.map(({ message }) => message))];
}

/** The analyses are ten times as large as the rest, and the page needs no more of them than its ramps have. */
export function answerView({ analyses: _, ...said }: BoundsAnswer): AnswerView {
  return said;
}
