/** The script's own lines that change a learning rate while it trains. */
import { ancestors, field } from '../syntax';
import type { OwnSchedule } from '../types';
import type { Inserted } from './inserted';
import type { FoundRate } from './rates';
import { isFunction, textOf } from './scope';
import type { Script } from './script';

/** Optimizers that cache their rate, so that assigning it changes nothing. */
const CACHES_RATE = /^(sgd|momentum)$/;
const LOOPS = /^(for|while|do|for_in)_statement$/;

export function findOwnSchedules(
  script: Script,
  rates: readonly FoundRate[],
  inserted: Inserted,
): OwnSchedule[] {
  const ours = inserted.setter?.node;
  const optimizers = new Set(rates.map((rate) => rate.site.optimizer));
  const cached = optimizers.size > 0 && [...optimizers].every((name) => CACHES_RATE.test(name));
  const found: OwnSchedule[] = [];
  for (const node of script.nodes) {
    if (ours && ours.start <= node.start && node.end <= ours.end) continue;
    const assigned =
      /assignment_expression$/.test(node.type) &&
      /ptimizer_?[!?]?\.(learningRate|learningRate_)$/.test(textOf(script.tree, field(node, 'left') ?? node));
    const set =
      node.type === 'call_expression' &&
      /\.setLearningRate$/.test(textOf(script.tree, field(node, 'function') ?? node));
    if (!assigned && !set) continue;
    // Set once before training it is a rate, not a schedule.
    if (![...ancestors(node)].some((ancestor) => isFunction(ancestor) || LOOPS.test(ancestor.type))) continue;
    found.push({ start: node.start, end: node.end, line: node.line, effective: set || !cached });
  }
  return found;
}
