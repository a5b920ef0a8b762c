/** The answer, and what went wrong, as a person reads it in a terminal. */
import {
  answerOf,
  comparisonLegend,
  comparisonTable,
  drivenOfSeveral,
  PICTURE_NOTE,
  trainingNotices,
} from '../runs';
import type { Run, ValidationPoint } from '../runs';
import { formatRate, textOf } from '../tuning';
import type { Bounds, BoundsAnswer, Comparison, TrainingBounds } from '../tuning';
import { drawChart } from './page/chart';
import { type Surface, surfaceOf } from './page/surface';
import { drawTable } from './page/table';
import { type Line, styled, wrap } from './page/text';
import { oneLine } from '../protocol/plainText';
import { placeText, type Problem } from '../protocol/problems';

/**
 * @param validation of the ramp in the chart
 * @param offered the bounds to train with, where they are not those of the curve
 * @param cures what to do about the answer
 */
export function describeAnswer(
  answer: BoundsAnswer,
  surface: Surface,
  validation: readonly ValidationPoint[] = [],
  offered: Bounds = answer.bounds,
  cures: readonly string[] = answer.advice.map(({ text }) => text),
): Line[] {
  const { baseLR, maxLR, constantLR } = offered;
  const bounds: Line[] =
    baseLR !== null && maxLR !== null && constantLR !== null
      ? ['', ...boundsLines({ baseLR, maxLR }, constantLR)]
      : [];
  return [
    ...chartOf({ ...answer, bounds: offered }, surface, validation),
    '',
    ...wrap(textOf(answer.verdict), surface.prose),
    ...(offered === answer.bounds ? bounds : []),
    ...cures.flatMap((cure) => ['', ...wrap(cure, surface.prose)]),
  ];
}

/** What a range test came to that only comes before a training. */
export function describeFound(run: Run, { baseLR, maxLR }: TrainingBounds, { prose }: Surface): string[] {
  const verdict = textOf(answerOf(run)?.verdict ?? []);
  const trains = `Training between ${formatRate(baseLR)} and ${formatRate(maxLR)}.`;
  return [...wrap(verdict, prose), ...wrap(trains, prose)];
}

export function boundsLines(
  { baseLR, maxLR }: { baseLR: number; maxLR: number },
  constantLR: number,
): Line[] {
  return [
    ['base LR      ', styled('strong', formatRate(baseLR))],
    ['max LR       ', styled('strong', formatRate(maxLR))],
    ['constant LR  ', styled('strong', formatRate(constantLR)), '   without a cycle'],
  ];
}

export function describePicture(
  answer: BoundsAnswer,
  surface: Surface,
  validation: readonly ValidationPoint[],
): Line[] {
  const unmarked = { ...answer, bounds: { ...answer.bounds, baseLR: null, maxLR: null } };
  return [...chartOf(unmarked, surface, validation), '', ...wrap(PICTURE_NOTE, surface.prose)];
}

/** The first ramp of the length that gave the answer. */
function chartOf(answer: BoundsAnswer, surface: Surface, validation: readonly ValidationPoint[]): Line[] {
  const analysis = answer.analyses[answer.level]?.[0];
  if (!analysis) return [];
  const input = {
    lr: analysis.lr,
    loss: analysis.smoothedLoss,
    accuracy: analysis.smoothedAccuracy ?? null,
    validation: validation.map(({ lr, accuracy, loss }) =>
      accuracy !== undefined
        ? { lr, value: accuracy, of: 'accuracy' as const }
        : { lr, value: loss ?? Number.NaN, of: 'loss' as const },
    ),
    baseLR: answer.bounds.baseLR,
    maxLR: answer.bounds.maxLR,
  };
  return drawChart(input, surface);
}

/** The table of a training or a comparison, what there is to note, and what it comes to. */
export function describeTraining(run: Run, comparison: Comparison, { columns, prose }: Surface): Line[] {
  return [
    ...drawTable(comparisonTable(run, comparison), columns),
    '',
    ...wrap(comparisonLegend(comparison), prose).map((line): Line => [styled('faint', line)]),
    ...trainingNotices(run).flatMap((notice) => wrap(`Note: ${notice}`, prose)),
    ...(drivenOfSeveral(run) === null ? [] : wrap(ANOTHER_TRAINING, prose)),
    '',
    ...wrap(comparison.headline, prose).map((line): Line => [styled('strong', line)]),
    // Of one training it says the same again.
    ...(comparison.arms.length > 1 ? wrap(comparison.sentence, prose) : []),
  ];
}

/** Where a script has several of which one is driven. */
export const ANOTHER_TRAINING = '--training N drives another one; lr-tuner trainings lists them all.';

export function describeProblem(problem: Problem): string {
  const place = problem.file === undefined ? null : `  at ${placeText(oneLine(problem.file), problem)}`;
  const output = problem.output ? ['', 'The script printed last:', problem.output.trimEnd()] : [];
  const { prose } = surfaceOf(process.stderr);
  const words = [
    ...wrap(oneLine(problem.title), prose),
    place,
    ...wrap(problem.detail, prose),
    ...typedWay(problem, prose),
    ...output,
  ];
  return `${words.filter((line) => line !== null).join('\n')}\n`;
}

/** What VS Code offers as a button, as it is typed. */
function typedWay({ actions, output }: Problem, columns: number): string[] {
  return actions.flatMap(({ kind }) => {
    switch (kind) {
      case 'set-arguments':
        return wrap(`In a terminal they come behind "--": ${missingArguments(output ?? '')}`, columns);
      case 'choose-python':
        return wrap('Or choose the Python of another environment: --python PATH.', columns);
      case 'choose-training':
        return wrap('They are listed by lr-tuner trainings, and chosen by --training N.', columns);
      case 'run-again':
      case 'show-output':
      case 'open-setting':
      case 'open-file':
      case 'choose-script':
      case 'choose-start':
      case 'copy':
        return [];
    }
  });
}

/** As argparse, click and yargs name those that they lack. */
function missingArguments(output: string): string {
  const argparse = /arguments are required: (.+)/.exec(output)?.[1]?.split(/,\s*/) ?? [];
  const click = /Missing (?:option|argument) '([^']+)'/.exec(output)?.[1]?.split(' / ').slice(0, 1) ?? [];
  const yargs = /Missing required arguments?: (.+)/.exec(output)?.[1]?.split(/,\s*/) ?? [];
  const names = [...argparse, ...click, ...yargs.map((name) => `--${name}`)].map(
    (name) => name.split('/')[0],
  );
  const words = names.map((name) => (name?.startsWith('-') ? `${name} …` : '…'));
  return `-- ${words.length === 0 ? '--name value' : words.join(' ')}`;
}
