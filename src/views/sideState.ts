/** What the side view shows: the trainings of a run, of other runs laid over them, and what a comparison says. */
import { counted } from '../protocol/words';
import path from 'node:path';
import {
  comparisonOf,
  epochEnds,
  failedArms,
  isGoingOn,
  trainedOf,
  ownRateOf,
  progressOf,
  runName,
  trainingNotices,
  validationOf,
} from '../runs';
import type { Repeat, Run } from '../runs';
import { bestArm, type Comparison, describeSchedule, rateText, type Schedule } from '../tuning';
import { finiteOrNull } from '../protocol/numbers';
import { runTitle } from './titles';
import type { ComparisonView, SideState, TrainingSeries } from '../protocol/side';

/** @param runs the first is the one that goes on, the others lie behind it */
export function sideState(runs: readonly Run[], inEditor = false): SideState {
  const [main] = runs;
  if (!main) return { ...NOTHING_YET, inEditor };
  return {
    inEditor,
    title: `${path.basename(main.script)} · ${runTitle(runName(main))}`,
    status: main.status,
    activity: trainingActivity(main),
    progress: progressOf(main),
    series: runs.flatMap((run) => run.repeats.map((repeat) => seriesView(run, repeat, runs.length > 1))),
    ...outcomeOf(main),
    notices: trainingNotices(main),
    resumable: isResumable(main),
    problem: main.problem,
  };
}

/** While a range test finds the bounds to train with. */
export function preparingState(rangeTest: Run, inEditor: boolean): SideState {
  return {
    ...NOTHING_YET,
    inEditor,
    title: path.basename(rangeTest.script),
    status: rangeTest.status,
    activity: trainingActivity(rangeTest),
    progress: progressOf(rangeTest),
  };
}

const NOTHING_YET: Omit<SideState, 'inEditor'> = {
  title: null,
  status: 'finished',
  activity: '',
  progress: null,
  series: [],
  headline: null,
  comparison: null,
  notices: [],
  resumable: false,
  problem: null,
};

function isResumable(run: Run): boolean {
  return run.training !== null && (run.status === 'cancelled' || run.status === 'failed');
}

export function trainingActivity(run: Run): string {
  const script = path.basename(run.script);
  if (run.kind === 'range-test' && isGoingOn(run))
    return 'No bounds yet: finding them first (about a minute), then training.';
  switch (run.status) {
    case 'starting':
      if (!run.runtime) return `Looking for what runs ${script}…`;
      return run.kind === 'training'
        ? `Reading how long ${script} trains…`
        : `Starting ${run.runtime.name} ${run.runtime.version}…`;
    case 'running':
      return runningActivity(run);
    case 'finished':
      return `Done: ${counted(doneOf(run), 'training')}.`;
    case 'cancelled': {
      const kept = doneOf(run) > 0 ? ` ${counted(doneOf(run), 'finished training')} kept.` : '';
      return `Stopped.${kept}`;
    }
    case 'failed':
      return 'The run failed.';
  }
}

function runningActivity(run: Run): string {
  const active = run.repeats.filter((repeat) => repeat.end === null).map((repeat) => labelOf(run, repeat));
  const { arms = [], request } = run.training ?? {};
  if (arms.length === 0) return "Training with the script's own rate, which tells how long it trains.";
  const all = arms.length * (request?.seeds ?? 1);
  const which = active.length > 0 ? `: ${active.join(', ')}` : '';
  return all === 1 ? `Training${which}.` : `Training${which}. ${doneOf(run)} of ${all} done.`;
}

function doneOf(run: Run): number {
  return trainedOf(run).length;
}

/** @param overlaid whether other runs are shown too, so that labels have to tell them apart */
export function seriesView(run: Run, repeat: Repeat, overlaid: boolean): TrainingSeries {
  const validation = validationOf(repeat);
  const arm = repeat.arm ?? '';
  return {
    id: seriesId(run, repeat),
    run: run.id,
    label: overlaid ? `${run.name} (${shortTime(run.startedAt)}): ${arm}` : arm,
    arm,
    seed: repeat.seed,
    live: isGoingOn(run) && repeat.end === null,
    step: repeat.step,
    lr: repeat.lr,
    loss: repeat.loss.map(finiteOrNull),
    accuracy: repeat.accuracy.map(finiteOrNull),
    epochs: epochEnds(repeat),
    validation: {
      step: validation.map(({ step }) => step),
      loss: validation.map(({ loss }) => finiteOrNull(loss)),
      accuracy: validation.map(({ accuracy }) => finiteOrNull(accuracy)),
    },
  };
}

/** By arm and seed, since a repeat's place in the run changes when the run goes on after a reload. */
export function seriesId(run: Run, { arm, seed }: Repeat): string {
  return `${run.id} ${arm ?? ''} ${seed}`;
}

function labelOf(run: Run, { arm, seed }: Repeat): string {
  const several = (run.training?.request.seeds ?? 1) > 1;
  return several ? `${arm ?? ''}, seed ${seed}` : (arm ?? '');
}

function shortTime(time: number): string {
  return new Date(time).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}

/** What is known of a run's outcome so far. */
export function outcomeOf(run: Run): Pick<SideState, 'headline' | 'comparison'> {
  const comparison = comparisonOf(run);
  return {
    headline: comparison?.headline ?? null,
    comparison: comparison && run.kind === 'comparison' ? comparisonView(run, comparison) : null,
  };
}

function comparisonView(run: Run, { metric, target, arms, sentence }: Comparison): ComparisonView {
  const best = bestArm(arms, metric);
  return {
    use: best?.schedule ? { arm: best.name, label: shortName(best.schedule) } : null,
    metric,
    target,
    sentence,
    rows: [
      ...arms.map((arm) => ({
        arm: arm.name,
        policy: describeSchedule(arm.schedule, ownRateOf(run)),
        seeds: arm.perSeed.length,
        best: arm.best,
        iterationsToTarget: arm.iterationsToTarget,
        secondsToTarget: arm.secondsToTarget,
        reached: arm.reached,
        isBest: arm === best,
      })),
      ...failedArms(run).map(({ name, schedule }) => ({
        arm: name,
        policy: describeSchedule(schedule, ownRateOf(run)),
        seeds: 0,
        best: null,
        iterationsToTarget: null,
        secondsToTarget: null,
        reached: 0,
        isBest: false,
      })),
    ],
  };
}

function shortName(schedule: Schedule): string {
  return schedule.kind === 'fixed' ? rateText(schedule.lr) : schedule.kind;
}
