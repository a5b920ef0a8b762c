/** A training or a comparison for other tools: one JSON object, and the table that people read. */
import { describeSchedule, isLoss, metricName, metricText, rateText } from '../tuning';
import type { ArmResult, Comparison, Schedule, Spread } from '../tuning';
import { engineLabel } from './engineLabel';
import { originOf } from './rangeTestReport';
import { trainedOf, warningsOf } from './run';
import { ownRateOf } from './standing';
import type { Run } from './run';
import { comparisonOf, failedArms } from './trained';
import { toJson as encode } from '../protocol/numbers';
import { iterations } from '../protocol/words';

/**
 * `bestAccuracy`, `bestLoss`, `iterationsToTarget` and `secondsToTarget` are means over the seeds that have them;
 * `spread` holds the least and the most. Null where no seed has one. `failed` names the arms that no seed trained.
 * @param why nothing was trained, where the run itself has no problem
 */
export function trainingReport(run: Run, why: string | null = null): string {
  const comparison = comparisonOf(run);
  const { metric = null, target = null, bestFixed = null } = comparison ?? {};
  return encode({
    ...originOf(run),
    bounds: run.training?.request.bounds ?? null,
    length: run.training?.length ?? null,
    metric,
    target,
    arms: comparison?.arms.map((arm) => armReport(arm, comparison, run)) ?? [],
    failed: failedArms(run).map(({ name }) => name),
    bestFixed,
    headline: comparison?.headline ?? null,
    sentence: run.problem?.title ?? why ?? comparison?.sentence ?? 'Nothing has been trained to its end.',
    notices: trainingNotices(run),
    problem: run.problem,
  });
}

function armReport(arm: ArmResult, { metric }: Comparison, run: Run): object {
  const { best, iterationsToTarget, secondsToTarget } = arm;
  return {
    name: arm.name,
    policy: arm.schedule?.kind ?? 'own',
    schedule: arm.schedule,
    ownRate: arm.schedule === null ? ownRateOf(run) : null,
    bestAccuracy: isLoss(metric) ? null : (best?.mean ?? null),
    bestLoss: isLoss(metric) ? (best?.mean ?? null) : null,
    iterationsToTarget: iterationsToTarget?.mean ?? null,
    secondsToTarget: secondsToTarget?.mean ?? null,
    reached: arm.reached,
    spread: { best, iterationsToTarget, secondsToTarget },
    perSeed: arm.perSeed,
  };
}

/** What the trainer said, each once, and what makes the trainings of the run hard to compare. */
export function trainingNotices(run: Run): string[] {
  const held = heldBackSaves(run) ? ['What the script saved was not kept: it had no leave to save.'] : [];
  return [...new Set([...warningsOf(run), ...wrongLengths(run), ...mixtures(run), ...held])];
}

/** Whether a single training lost its model that way; nobody expects the many models of a comparison. */
export function heldBackSaves({ kind, training, repeats }: Run): boolean {
  const isHeld = repeats.some(({ phases }) => phases.some(({ phase }) => phase === 'save-skipped'));
  return kind === 'training' && training?.request.allowSave === false && isHeld;
}

/** A cycle that was cut off, or that began anew, is not what was asked for, and what is shorter is hard to compare. */
function wrongLengths({ repeats, training }: Run): string[] {
  const planned = training?.length?.totalSteps ?? null;
  if (planned === null) return [];
  return repeats.flatMap(({ arm, experiment, end }) => {
    if (experiment.kind !== 'train' || end?.reason !== 'script-ended' || end.steps === planned) return [];
    const made = `${arm} trained ${iterations(end.steps)}`;
    return lastsAsLong(experiment.schedule)
      ? [`${made}; its schedule was made for ${planned}.`]
      : [`${made} of ${planned}.`];
  });
}

/** What is asked of a run is kept when it goes on after a break; how its script is run follows the settings. */
function mixtures(run: Run): string[] {
  const trained = trainedOf(run);
  const engines = new Set(trained.flatMap(({ hello }) => (hello ? [engineLabel(hello.engine)] : [])));
  const driven = new Set(
    trained.flatMap(({ trainings }) => trainings.filter((seen) => seen.driven).map(({ id }) => id)),
  );
  const notices: string[] = [];
  if (engines.size > 1)
    notices.push(
      `The settings changed before the run went on, so it used several engines (${[...engines].join('; ')}): seconds do not compare.`,
    );
  if (driven.size > 1)
    notices.push(
      `Another training of the script was chosen before the run went on (${[...driven].join(', ')}): its results do not compare.`,
    );
  return notices;
}

function lastsAsLong(schedule: Schedule | null): boolean {
  return schedule !== null && schedule.kind !== 'fixed';
}

/** Header and one row an arm, as text. */
export function comparisonTable(run: Run, comparison: Comparison): string[][] {
  const { metric, arms, target } = comparison;
  const all = [
    ['training', 'learning rate', `best ${metricName(metric)}`, 'iterations to target', 'seconds to target'],
    ...arms.map((arm) => [
      arm.name,
      describeSchedule(arm.schedule, ownRateOf(run)),
      spreadText(arm.best, (value) => metricText(metric, value)),
      targetText(arm, arm.iterationsToTarget, (value) => String(Math.round(value))),
      targetText(arm, arm.secondsToTarget, secondsText),
    ]),
    ...failedArms(run).map(({ name, schedule }) => [
      name,
      describeSchedule(schedule, ownRateOf(run)),
      'failed',
      '–',
      '–',
    ]),
  ];
  // A training without the script's own rate has no target.
  return target === null ? all.map((cells) => cells.slice(0, 3)) : all;
}

/** What starts and the machine's other work add makes tenths of a long time, and of a second's half, mean nothing. */
function secondsText(seconds: number): string {
  if (seconds < 1) return '< 1';
  return seconds < 10 ? seconds.toFixed(1) : String(Math.round(seconds));
}

function targetText(arm: ArmResult, spread: Spread | null, format: (value: number) => string): string {
  if (spread === null) return 'not reached';
  const some = arm.reached < arm.perSeed.length ? `, ${arm.reached} of ${arm.perSeed.length} seeds` : '';
  return spreadText(spread, format) + some;
}

function spreadText(spread: Spread | null, format: (value: number) => string): string {
  if (spread === null) return 'none';
  const { mean, least, most } = spread;
  return least === most ? format(mean) : `${format(mean)} (${format(least)}–${format(most)})`;
}

/** What the table's numbers are, and the target that it counts to. */
export function comparisonLegend({ arms, target, metric }: Comparison): string {
  const seeds = arms[0]?.perSeed.length ?? 0;
  const means = seeds === 1 ? 'One seed.' : `Mean over ${seeds} seeds, least to most in brackets.`;
  if (target === null) return means;
  return `${means} Target: ${metricText(metric, target)}, the best of the script's own rate.`;
}

/** For a pull request. */
export function trainingMarkdown(run: Run): string {
  const comparison = comparisonOf(run);
  const { baseLR, maxLR } = run.training?.request.bounds ?? { baseLR: NaN, maxLR: NaN };
  const title = `### ${run.name}: learning rates between ${rateText(baseLR)} and ${rateText(maxLR)}`;
  if (!comparison) return `${title}\n\nNothing has been trained to its end.\n`;
  const [header = [], ...rows] = comparisonTable(run, comparison);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    title,
    '',
    `**${comparison.headline}** ${comparison.sentence}`,
    '',
    line(header),
    line(header.map(() => '---')),
    ...rows.map(line),
    '',
    comparisonLegend(comparison),
    '',
  ].join('\n');
}
