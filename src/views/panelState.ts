/** What the panel shows of a run. Everything the page draws is decided here or in `src/tuning`. */
import path from 'node:path';
import {
  answerOf,
  curveOf,
  engineLabel,
  isWhole,
  levelOf,
  rampSteps,
  rampValidation,
  stepsDone,
} from '../runs';
import type { Repeat, Run, ValidationPoint } from '../runs';
import { formatRate, adviseStepSize, proposeStepSize, roundBounds } from '../tuning';
import type { BoundsAnswer } from '../tuning';
import type {
  Chosen,
  Fact,
  InsertionView,
  PanelState,
  Progress,
  RampView,
  StepSizeView,
  ValidationView,
  TrainingView,
} from '../protocol/panel';

export function panelState(run: Run, insertion: InsertionView): PanelState {
  const answer = answerOf(run);
  return {
    script: path.basename(run.script),
    canRun: run.kind !== 'imported',
    status: run.status,
    activity: activityOf(run),
    facts: factsOf(run),
    training: trainingOf(run),
    notices: noticesOf(run),
    progress: progressOf(run),
    range: run.range,
    ramps: run.repeats.map((repeat) => rampView(run, repeat)),
    answer,
    preliminary: isGoingOn(run),
    chosen: chosenOf(run, answer),
    stepSize: stepSizeOf(run),
    insertion,
    problem: run.problem,
  };
}

export function isGoingOn(run: Run): boolean {
  return run.status === 'starting' || run.status === 'running';
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
      const measured = `${count(run.repeats.filter((repeat) => isWhole(run, repeat)).length, 'ramp')}, ${count(stepsDone(run), 'iteration')}`;
      return run.kind === 'imported' ? `Read: ${measured}.` : `Done: ${measured}${duration(run)}.`;
    }
    case 'cancelled':
      return run.repeats.length > 0 ? 'Cancelled. What was measured until then still stands.' : 'Cancelled.';
    case 'failed':
      return 'The run failed.';
  }
}

function runningActivity(run: Run, script: string): string {
  const active = run.repeats.filter((repeat) => repeat.end === null);
  const latest = run.repeats.at(-1);
  if (active.length > 0 && active.every((repeat) => repeat.step.length === 0) && stepsDone(run) === 0) {
    return `Loading ${script}: its data and its model…`;
  }
  const ramps = latest ? `ramps of ${count(rampSteps(latest), 'iteration')}` : 'ramps';
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

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}

export function progressOf(run: Run): Progress | null {
  if (!isGoingOn(run) || run.plannedSteps === 0) return null;
  const step = stepsDone(run);
  const since = run.resumed ?? { at: run.startedAt, steps: 0 };
  const elapsedMs = Date.now() - since.at;
  const made = step - since.steps;
  const remainingMs = made <= 0 ? null : (elapsedMs / made) * Math.max(0, run.plannedSteps - step);
  return { step, of: run.plannedSteps, elapsedMs, remainingMs };
}

function factsOf(run: Run): Fact[] {
  const facts: Fact[] = [];
  const add = (label: string, value: string, explanation: string) =>
    facts.push({ label, value, explanation });
  if (run.runtime) add(run.runtime.name, run.runtime.version, `What runs the script: ${run.runtime.path}`);
  const first = run.repeats.find((repeat) => repeat.hello);
  if (!first?.hello) return facts;
  const { framework, engine } = first.hello;
  add(framework.name, framework.version, "The script's own copy of the framework, and its version.");
  add('Engine', engineLabel(engine), 'What computes the training.');
  const optimizer = first.optimizers.find((seen) => seen.driven);
  if (optimizer) {
    const own = Number.isFinite(optimizer.lr) ? `, own rate ${formatRate(optimizer.lr)}` : '';
    const explanation =
      'What trains, and the rate that the script itself gives it; the ramp sets its own instead.';
    add('Optimizer', `${optimizer.class}${own}`, explanation);
  }
  if (first.data?.batchSize) {
    add(
      'Batch size',
      String(first.data.batchSize),
      'Examples in each step. A larger batch makes the curve less noisy.',
    );
  }
  return facts;
}

function trainingOf({ repeats }: Run): TrainingView | null {
  const seen = repeats.flatMap(({ optimizers }) => optimizers);
  const driven = seen.find((optimizer) => optimizer.driven);
  if (!driven || seen.every(({ id }) => id === '1')) return null;
  return { id: driven.id, name: driven.role };
}

/** Every repeat warns of the same things; each is said once. Several optimizers have a line of their own. */
function noticesOf({ repeats }: Run): string[] {
  const warnings = repeats.flatMap((repeat) => repeat.warnings);
  const said = warnings.filter(({ code }) => code !== 'several-optimizers');
  return [...new Set(said.map(({ message }) => message))];
}

/** Ramps over a range that was left are level -1: kept in the run, not in the picture. */
export function rampView(run: Run, repeat: Repeat): RampView {
  const { lr, loss, accuracy = [] } = curveOf(repeat);
  const steps = rampSteps(repeat);
  return {
    level: levelOf(run, repeat),
    seed: repeat.seed,
    steps,
    lr: [...lr],
    loss: loss.map(finiteOrNull),
    accuracy: accuracy.map(finiteOrNull),
    validation: rampValidation(repeat).map(validationView),
  };
}

export function validationView({ step, lr, loss, accuracy }: ValidationPoint): ValidationView {
  return { step, lr, loss: finiteOrNull(loss), accuracy: finiteOrNull(accuracy) };
}

export function finiteOrNull(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}

/**
 * What a person settled on, else what the rule suggests. The one source of what is shown, inserted and trained with:
 * bounds that a rule found are rounded here, those set by hand are as given.
 */
export function chosenOf(run: Run, answer: BoundsAnswer | null): Chosen | null {
  const { chosen } = run;
  if (chosen) return chosen.by === 'hand' ? chosen : { ...chosen, ...roundBounds(chosen) };
  const { baseLR, maxLR } = answer?.bounds ?? { baseLR: null, maxLR: null };
  if (baseLR === null || maxLR === null) return null;
  return { ...roundBounds({ baseLR, maxLR }), by: 'suggested' };
}

/** Iterations of half a cycle; without an epoch length the run's own length is cut into whole cycles. */
export function stepSizeOf(run: Run): StepSizeView | null {
  const data = run.repeats.find((repeat) => repeat.data)?.data;
  const stepsPerEpoch = data?.batchesPerEpoch ?? null;
  if (stepsPerEpoch === null) {
    if (run.stepSize === null) return null;
    return { iterations: run.stepSize, epochs: null, stepsPerEpoch, advice: '' };
  }
  const totalSteps = stepsPerEpoch * (data?.epochs ?? 1);
  const proposal = proposeStepSize({ stepsPerEpoch, totalSteps });
  const { stepSize, advice } =
    run.stepSize === null
      ? proposal
      : {
          stepSize: run.stepSize,
          advice: adviseStepSize({ stepSize: run.stepSize, stepsPerEpoch, totalSteps }),
        };
  return { iterations: stepSize, epochs: stepSize / stepsPerEpoch, stepsPerEpoch, advice };
}
