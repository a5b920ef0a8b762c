/** What short trainings came to, for a terminal: a table of the rates, the bounds that moved, and the sentence. */
import { chosenOf, confirmationIn, confirmationSays, constantRateOf, type Run } from '../runs';
import { type Confirmation, formatRate, type ProbeResult, textOf } from '../tuning';

/** Empty where none was begun, or none came to a result. */
export function describeConfirmation(run: Run): string {
  const confirmation = confirmationIn(run);
  if (confirmation === null || confirmation.rates.length === 0) return '';
  const sentence = confirmationSays(run);
  const lines = ['', ...table(confirmation), ...(sentence ? ['', textOf(sentence)] : [])];
  const chosen = chosenOf(run);
  if (chosen?.by === 'confirmed') {
    lines.push(
      '',
      `base LR      ${formatRate(chosen.baseLR)}`,
      `max LR       ${formatRate(chosen.maxLR)}`,
      `constant LR  ${formatRate(constantRateOf(run) ?? NaN)}   where the rate shall not cycle`,
    );
  }
  return `${lines.join('\n')}\n`;
}

function table({ rates, bestLR, steps, seeds }: Confirmation): string[] {
  const head = ['rate', ...Array.from({ length: seeds }, (_, i) => `loss, seed ${i + 1}`)];
  const rows = rates.map(({ lr, results }) => [
    `${formatRate(lr)}${lr === bestLR ? ' *' : ''}`,
    ...results.map(resultText),
  ]);
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = (row: string[]): string => `  ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}`;
  return [
    `Short trainings, ${steps} iterations each; the loss is the mean of the last fifth:`,
    ...all.map((row) => line(row).trimEnd()),
  ];
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
