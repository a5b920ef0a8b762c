/** What short trainings came to, for a terminal: a table of the rates, the bounds that moved, and the sentence. */
import { chosenOf, confirmationIn, confirmationSays, constantRateOf, type Run } from '../runs';
import { formatRate, type ProbeResult, type Stage, textOf } from '../tuning';
import { boundsLines } from './describe';
import type { Surface } from './page/surface';
import { drawTable } from './page/table';
import { type Line, wrap } from './page/text';

/** Nothing where none was begun, or none came to a result. */
export function describeConfirmation(run: Run, { columns, prose }: Surface): Line[] {
  const confirmation = confirmationIn(run);
  if (confirmation === null || confirmation.short.rates.length === 0) return [];
  const { short, long } = confirmation;
  const sentence = confirmationSays(run);
  const shortTitle = `Short trainings, ${short.steps} iterations each; the loss is the mean of the last fifth:`;
  const longTitle = `Long ones around the best, ${long?.steps ?? 0} iterations each:`;
  const isLongBegun = long !== null && long.rates.length > 0;
  return [
    '',
    ...wrap(shortTitle, prose),
    ...drawTable(rowsOf(short), columns),
    ...(isLongBegun ? ['', ...wrap(longTitle, prose), ...drawTable(rowsOf(long), columns)] : []),
    ...(sentence ? ['', ...wrap(textOf(sentence), prose)] : []),
    ...movedBounds(run),
  ];
}

function movedBounds(run: Run): Line[] {
  const chosen = chosenOf(run);
  const constant = constantRateOf(run);
  if (chosen?.by !== 'confirmed' || constant === null) return [];
  return ['', ...boundsLines(chosen, constant)];
}

function rowsOf({ rates, bestLR, seeds }: Stage): string[][] {
  const head = ['rate', ...seeds.map((_, i) => `loss, seed ${i + 1}`)];
  const rows = rates.map(({ lr, results }) => [
    `${formatRate(lr)}${lr === bestLR ? ' *' : ''}`,
    ...results.map(resultText),
  ]);
  return [head, ...rows];
}

function resultText({ outcome, endLoss }: ProbeResult): string {
  switch (outcome) {
    case 'broken':
      return 'broke down';
    case 'not-learned':
      return `${lossText(endLoss)}, not learned`;
    case 'learned':
      return lossText(endLoss);
  }
}

function lossText(loss: number): string {
  return String(Number(loss.toPrecision(3)));
}
