/** What of the script's own changes a learning rate while it trains. */
import { ancestors, field, parts, type SyntaxNode } from '../syntax';
import type { OwnSchedule } from '../types';
import type { Inserted } from './inserted';
import { namesOf } from './links';
import { type FoundRate, numberValue } from './rates';
import { isFunction, textOf, unwrap } from './scope';
import type { Script } from './script';

/** Optimizers that cache their rate, so that assigning it changes nothing. */
const CACHES_RATE = /^(sgd|momentum)$/;
const LOOPS = /^(for|while|do|for_in)_statement$/;

const LONGEST_LABEL = 80;

/** Adamax divides its rate by 1 + decay × step: `tf.train.adamax(learningRate, beta1, beta2, epsilon, decay)`. */
const DECAY_ARGUMENT = 4;

export function findOwnSchedules(
  script: Script,
  rates: readonly FoundRate[],
  inserted: Inserted,
): OwnSchedule[] {
  return [...findSetters(script, rates, inserted), ...findDecays(script, rates)].sort(
    (a, b) => a.start - b.start,
  );
}

/** Lines that assign or set a rate. */
function findSetters(script: Script, rates: readonly FoundRate[], inserted: Inserted): OwnSchedule[] {
  const ours = inserted.setter?.node;
  const optimizers = new Set(rates.map((rate) => rate.site.optimizer));
  const cached = optimizers.size > 0 && [...optimizers].every((name) => CACHES_RATE.test(name));
  const names = new Set(rates.flatMap((rate) => [...namesOf(script, rate.optimizer)]));
  const found: OwnSchedule[] = [];
  for (const node of script.nodes) {
    if (ours && ours.start <= node.start && node.end <= ours.end) continue;
    const assigned = /assignment_expression$/.test(node.type) && isRate(script, field(node, 'left'), names);
    const set =
      node.type === 'call_expression' &&
      /\.setLearningRate$/.test(textOf(script.tree, field(node, 'function') ?? node));
    if (!assigned && !set) continue;
    // Set once before training it is a rate, not a schedule.
    if (![...ancestors(node)].some((ancestor) => isFunction(ancestor) || LOOPS.test(ancestor.type))) continue;
    found.push({ ...rangeOf(node), label: labelOf(script, node), effective: set || !cached });
  }
  return found;
}

/** `optimizer.learningRate`, whatever the optimizer is called and whatever type it is asserted to be. */
function isRate(script: Script, target: SyntaxNode | null, names: ReadonlySet<string>): boolean {
  const object = field(target, 'object');
  const property = field(target, 'property');
  if (!object || !property || !/^learningRate_?$/.test(textOf(script.tree, property))) return false;
  const optimizer = textOf(script.tree, unwrap(object));
  return /ptimizer_?$/.test(optimizer) || names.has(optimizer);
}

function findDecays(script: Script, rates: readonly FoundRate[]): OwnSchedule[] {
  const uses = rates.flatMap((rate) => (rate.site.optimizer === 'adamax' ? [rate, ...rate.sharers] : []));
  return uses.flatMap(({ optimizer }) => {
    const decay = parts(field(optimizer, 'arguments'))[DECAY_ARGUMENT];
    if (!decay || numberValue(script, decay) === 0) return [];
    const text = textOf(script.tree, decay);
    if (text === 'undefined') return [];
    return [{ ...rangeOf(decay), label: `Adamax's own decay, ${text}`, effective: true }];
  });
}

/** On one line, and not longer than people read at a glance. */
function labelOf(script: Script, node: SyntaxNode): string {
  const text = textOf(script.tree, node).replace(/\s+/g, ' ');
  return text.length <= LONGEST_LABEL ? text : `${text.slice(0, LONGEST_LABEL - 1)}…`;
}

function rangeOf({ start, end, line }: SyntaxNode): Pick<OwnSchedule, 'start' | 'end' | 'line'> {
  return { start, end, line };
}
