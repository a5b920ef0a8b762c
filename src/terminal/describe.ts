/** The answer, and what went wrong, as a person reads it in a terminal. */
import { comparisonLegend, comparisonTable, PICTURE_NOTE, trainingNotices } from '../runs';
import type { Run, ValidationPoint } from '../runs';
import { formatRate, textOf } from '../tuning';
import type { BoundsAnswer, Comparison } from '../tuning';
import { drawChart } from './chart';
import type { Problem } from '../protocol/problems';

/** @param validation of the ramp in the chart */
export function describeAnswer(answer: BoundsAnswer, validation: readonly ValidationPoint[] = []): string {
  const lines = [...chartOf(answer, validation), '', textOf(answer.verdict)];
  const { baseLR, maxLR, constantLR } = answer.bounds;
  if (baseLR !== null && maxLR !== null && constantLR !== null) {
    lines.push(
      '',
      `base LR      ${formatRate(baseLR)}`,
      `max LR       ${formatRate(maxLR)}`,
      `constant LR  ${formatRate(constantLR)}   where the rate shall not cycle`,
    );
  }
  for (const advice of answer.advice) lines.push('', advice.text);
  return `${lines.join('\n')}\n`;
}

export function describePicture(answer: BoundsAnswer, validation: readonly ValidationPoint[]): string {
  const unmarked = { ...answer, bounds: { ...answer.bounds, baseLR: null, maxLR: null } };
  return `${[...chartOf(unmarked, validation), '', PICTURE_NOTE].join('\n')}\n`;
}

/** The first ramp of the length that gave the answer. */
function chartOf(answer: BoundsAnswer, validation: readonly ValidationPoint[]): string[] {
  const analysis = answer.analyses[answer.level]?.[0];
  if (!analysis) return [];
  return drawChart({
    lr: analysis.lr,
    loss: analysis.smoothedLoss,
    accuracy: analysis.smoothedAccuracy ?? null,
    validation: validation.map(({ lr, accuracy, loss }) => ({ lr, value: accuracy ?? loss ?? NaN })),
    baseLR: answer.bounds.baseLR,
    maxLR: answer.bounds.maxLR,
  });
}

/** The table of a training or a comparison, what there is to note, and what it comes to. */
export function describeTraining(run: Run, comparison: Comparison): string {
  const rows = comparisonTable(run, comparison);
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const table = rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const notices = trainingNotices(run).map((notice) => `Note: ${notice}`);
  return `${[...table, '', comparisonLegend(comparison), ...notices, '', comparison.headline, comparison.sentence].join('\n')}\n`;
}

export function describeProblem(problem: Problem): string {
  const place = problem.file ? `  at ${problem.file}${problem.line ? `:${problem.line}` : ''}` : null;
  const output = problem.output ? ['', 'The script printed last:', problem.output.trimEnd()] : [];
  return `${[problem.title, place, problem.detail, ...output].filter((line) => line !== null).join('\n')}\n`;
}
