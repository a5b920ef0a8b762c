/** A run as a value: what its events add up to. */
import type { Experiment } from '../protocol/plan';
import type { Problem } from '../protocol/problems';
import type { DataSeen, End, Hello, Phase, TrainingSeen, Warning } from '../protocol/report';
import type { ChosenBounds, RunStatus } from '../protocol/run';
import {
  type Arm,
  LONG_PROBE_STEPS,
  PROBE_STEPS,
  type ProbeStart,
  type RampReason,
  type TrainingLength,
} from '../tuning';
import { startClock } from './clock';
import type { Batch, RunEvent, RunKind, TrainingRequest } from './events';

/** One process with one seed: a ramp, or one arm of a training. Index i of each series is one update. */
export interface Repeat {
  seed: number;
  experiment: Experiment;
  /** Null for a ramp. */
  arm: string | null;
  /** Tells contents of the script apart; null where it is not known. */
  scriptMark: string | null;
  step: number[];
  lr: number[];
  loss: number[];
  accuracy: (number | undefined)[];
  /** Places of the updates whose loss nobody saw: no number, and not one that was none. */
  lossUnseen: Set<number>;
  hello: Hello | null;
  trainings: TrainingSeen[];
  data: DataSeen | null;
  phases: Phase[];
  warnings: Warning[];
  end: End | null;
  /** Of its process, in milliseconds since 1970; null where it was not noted. */
  startedAt: number | null;
  endedAt: number | null;
  /** When so many updates had been made, in milliseconds since 1970; the first entry is the first update's start. */
  clock: { step: number; at: number }[];
}

/** What a training or a comparison is about. */
export interface Training {
  request: TrainingRequest;
  /** Empty, and the length null, until the script's length is known. */
  arms: Arm[];
  length: TrainingLength | null;
}

/** Short trainings that shall confirm the bounds. */
export interface Confirming {
  start: ProbeStart;
  /** The same for every rate. */
  seeds: number[];
  /** Whether long trainings follow. */
  long: boolean;
  /** Its trainings are the repeats from this one on. */
  firstRepeat: number;
  status: RunStatus;
  problem: Problem | null;
  /** Of the run, before. */
  statusBefore: RunStatus;
  chosenBefore: ChosenBounds | null;
}

/** What is under way, and what is expected to follow it, in order. */
export interface Plan extends Batch {
  /** Its processes are the repeats from this one on. */
  firstRepeat: number;
  ahead: readonly Batch[];
}

export interface Run {
  id: string;
  kind: RunKind;
  name: string;
  script: string;
  startedAt: number;
  endedAt: number | null;
  range: { lo: number; hi: number };
  runtime: { name: string; path: string; version: string } | null;
  status: RunStatus;
  /** When a run that had been cut short went on, or was to be confirmed, and the updates that it held then. */
  resumed: { at: number; steps: number } | null;
  /** Why the latest ramps run. */
  reason: RampReason;
  /** Null before anything is planned. */
  plan: Plan | null;
  /** Most processes that ran at the same time. */
  atOnce: number;
  repeats: Repeat[];
  /** Null for range tests. */
  training: Training | null;
  /** Null where no confirmation was begun. */
  confirming: Confirming | null;
  chosen: ChosenBounds | null;
  /** Set by hand; null takes the proposal. */
  stepSize: number | null;
  problem: Problem | null;
  pinned: boolean;
}

/** At one seed. */
export const EXPECTED_LONG_PROBES: readonly Batch[] = [
  { processes: 2, steps: LONG_PROBE_STEPS },
  { processes: 1, steps: LONG_PROBE_STEPS },
];

export function emptyRun(): Run {
  return {
    id: '',
    kind: 'range-test',
    name: '',
    script: '',
    startedAt: 0,
    endedAt: null,
    range: { lo: 0, hi: 0 },
    runtime: null,
    status: 'starting',
    resumed: null,
    reason: 'first',
    plan: null,
    atOnce: 0,
    repeats: [],
    training: null,
    confirming: null,
    chosen: null,
    stepSize: null,
    problem: null,
    pinned: false,
  };
}

/** Adds one event to the run, in place. */
export function applyEvent(run: Run, event: RunEvent): void {
  switch (event.type) {
    case 'created': {
      const { type: _, ...header } = event;
      Object.assign(run, header);
      startClock(run, event.startedAt);
      return;
    }
    case 'launched':
      run.runtime = event.runtime;
      return;
    case 'planned':
      run.range = { lo: event.ramp.lo, hi: event.ramp.hi };
      run.plan = {
        firstRepeat: run.repeats.length,
        processes: event.seeds,
        steps: event.ramp.steps,
        ahead: event.ahead ?? [],
      };
      run.reason = event.why;
      return;
    case 'training-asked':
      run.training = { request: event.request, arms: [], length: null };
      return;
    case 'arms':
      if (run.training) Object.assign(run.training, { arms: event.arms, length: event.length });
      run.plan = {
        firstRepeat: 0,
        processes: event.arms.length * (run.training?.request.seeds ?? 1),
        steps: event.length.totalSteps,
        ahead: [],
      };
      return;
    case 'resumed':
      run.repeats = trainedOf(run);
      run.resumed = { at: event.at, steps: stepsDone(run) };
      run.atOnce = 0;
      startClock(run, event.at);
      run.status = 'starting';
      run.endedAt = null;
      run.problem = null;
      return;
    case 'repeat': {
      // Each is the next one; a file that was damaged must not make a gap.
      if (event.repeat > run.repeats.length) return;
      run.repeats[event.repeat] = newRepeat(event);
      run.atOnce = Math.max(run.atOnce, run.repeats.filter(({ end }) => end === null).length);
      run.status = 'running';
      return;
    }
    case 'steps': {
      const repeat = run.repeats[event.repeat];
      if (!repeat) return;
      for (const { i, lr, loss, accuracy } of event.steps) {
        if (loss === undefined) repeat.lossUnseen.add(repeat.step.length);
        repeat.step.push(i);
        repeat.lr.push(lr);
        repeat.loss.push(loss ?? Number.NaN);
        repeat.accuracy.push(accuracy);
      }
      if (event.at !== undefined) repeat.clock.push({ step: repeat.step.length, at: event.at });
      return;
    }
    case 'trainer': {
      const repeat = run.repeats[event.repeat];
      if (repeat) addMessage(repeat, event.message, event.at);
      return;
    }
    case 'confirming':
      return beginConfirming(run, event);
    case 'probing':
      run.plan = probesPlanned(run, event);
      return;
    case 'confirmed':
      return endConfirming(run, event.status, event.problem);
    case 'chosen':
      run.chosen = event.chosen;
      return;
    case 'step-size':
      run.stepSize = event.iterations;
      return;
    case 'ended':
      run.status = event.status;
      run.problem = event.problem;
      run.endedAt = event.at;
      return;
    case 'renamed':
      run.name = event.name;
      return;
    case 'pinned':
      run.pinned = event.pinned;
      return;
  }
}

function beginConfirming(
  run: Run,
  { at, start, seeds, long }: Extract<RunEvent, { type: 'confirming' }>,
): void {
  const steps = stepsDone(run);
  run.confirming = {
    start,
    seeds,
    long,
    firstRepeat: run.repeats.length,
    status: 'running',
    problem: null,
    // A file that was damaged may lack the end of the one before.
    statusBefore: run.confirming?.status === 'running' ? run.confirming.statusBefore : run.status,
    chosenBefore: run.chosen,
  };
  run.resumed = { at, steps };
  startClock(run, at);
  run.plan = null;
  run.atOnce = 0;
  run.status = 'running';
}

/** Of each length two rates come first, and mostly one more. */
function probesPlanned(run: Run, { rates, steps, seeds }: Extract<RunEvent, { type: 'probing' }>): Plan {
  const firstRepeat = run.repeats.length;
  const isShort = steps <= PROBE_STEPS;
  const hasBegun = run.repeats
    .slice(run.confirming?.firstRepeat)
    .some(
      ({ experiment }) =>
        isShort || (experiment.kind === 'range-test' && experiment.ramp.steps > PROBE_STEPS),
    );
  const third = hasBegun ? [] : [{ processes: seeds, steps }];
  const long = isShort && run.confirming?.long === true ? EXPECTED_LONG_PROBES : [];
  return { firstRepeat, processes: rates.length * seeds, steps, ahead: [...third, ...long] };
}

/** Whatever became of it, the range test before it stands. */
export function endConfirming(run: Run, status: RunStatus, problem: Problem | null): void {
  if (run.confirming === null) return;
  Object.assign(run.confirming, { status, problem });
  run.status = run.confirming.statusBefore;
}

function newRepeat(event: Extract<RunEvent, { type: 'repeat' }>): Repeat {
  const { seed, experiment, arm, scriptMark } = event;
  return {
    seed,
    experiment,
    arm: arm ?? null,
    scriptMark: scriptMark ?? null,
    step: [],
    lr: [],
    loss: [],
    accuracy: [],
    lossUnseen: new Set(),
    hello: null,
    trainings: [],
    data: null,
    phases: [],
    warnings: [],
    end: null,
    startedAt: event.at ?? null,
    endedAt: null,
    clock: [],
  };
}

type Said = Extract<RunEvent, { type: 'trainer' }>['message'];

function addMessage(repeat: Repeat, message: Said, at: number | undefined): void {
  switch (message.type) {
    case 'armed':
      return;
    case 'hello':
      repeat.hello = message;
      // Sent right before the first update.
      if (at !== undefined) repeat.clock.push({ step: 0, at });
      return;
    case 'training':
      repeat.trainings.push(message);
      return;
    case 'data':
      repeat.data = message;
      return;
    case 'phase':
      repeat.phases.push(message);
      return;
    case 'warning':
      repeat.warnings.push(message);
      return;
    case 'end':
      repeat.end = message;
      repeat.endedAt = at ?? null;
      return;
  }
}

/** The training whose rate is set; null before its first update. */
export function drivenOf({ repeats }: Run): TrainingSeen | null {
  return repeats.flatMap(({ trainings }) => trainings).find(({ driven }) => driven) ?? null;
}

/** Updates measured so far, over all repeats. */
export function stepsDone(run: Run): number {
  return run.repeats.reduce((sum, repeat) => sum + repeat.step.length, 0);
}

/**
 * A training counts when the script came to its own end. To compare rates it is enough that it made every iteration of
 * its length, whatever failed after them.
 */
export function isTrained({ kind, training }: Run, { experiment, end }: Repeat): boolean {
  if (experiment.kind !== 'train' || end === null || end.steps === 0) return false;
  const enough = kind === 'comparison' ? (training?.length?.totalSteps ?? Infinity) : Infinity;
  return end.reason === 'script-ended' || (end.reason === 'error' && end.steps >= enough);
}

export function trainedOf(run: Run): Repeat[] {
  return run.repeats.filter((repeat) => isTrained(run, repeat));
}

/** Of how many trainings that were seen only one was driven; null where there was no other. */
export function drivenOfSeveral(run: Run): { driven: TrainingSeen; count: number } | null {
  const driven = drivenOf(run);
  const count = Math.max(0, ...run.repeats.map(({ trainings }) => trainings.length));
  return driven === null || count < 2 ? null : { driven, count };
}

/** What the trainer warned of, each once: every repeat warns of the same things. */
export function warningsOf(run: Run): string[] {
  const warnings = run.repeats.flatMap((repeat) => repeat.warnings);
  // Said at each further training, and of all of them only here.
  const said = warnings.filter(({ code }) => code !== 'several-optimizers').map(({ message }) => message);
  const several = drivenOfSeveral(run);
  return [...new Set(said), ...(several ? [severalSay(several)] : [])];
}

function severalSay({ driven, count }: { driven: TrainingSeen; count: number }): string {
  const { id, optimizer, variables } = driven;
  const name = variables === '' ? optimizer : `${optimizer} on ${variables}`;
  return `Only training ${id} of ${count} was driven (${name}); the others kept their own rates.`;
}
