/** What of the script's own changes a learning rate while it trains. */
import { ancestorOf, field, parts, type SyntaxNode } from '../syntax';
import type { OwnSchedule } from '../types';
import type { Inserted } from './inserted';
import { namesOf } from './links';
import { factsOf } from './optimizers';
import { type FoundRate, numberValue } from './rates';
import { isFunction, isLoop, textOf, unwrap } from './scope';
import type { Script } from './script';

const LONGEST_LABEL = 80;

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
  const uses = withSharers(rates);
  const cached = uses.length > 0 && uses.every(({ site }) => factsOf(site.optimizer)?.cachesRate);
  const names = new Set(uses.flatMap(({ optimizer }) => [...namesOf(script, optimizer)]));
  const found: OwnSchedule[] = [];
  for (const node of script.nodes) {
    if (ours && ours.start <= node.start && node.end <= ours.end) continue;
    const assigned = /assignment_expression$/.test(node.type) && isRate(script, field(node, 'left'), names);
    const set =
      node.type === 'call_expression' &&
      /\.setLearningRate$/.test(textOf(script.tree, field(node, 'function') ?? node));
    if (!assigned && !set) continue;
    // Set once before training it is a rate, not a schedule.
    if (!ancestorOf(node, (ancestor) => isFunction(ancestor) || isLoop(ancestor))) continue;
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
  return withSharers(rates).flatMap(({ site, optimizer }) => {
    const facts = factsOf(site.optimizer);
    if (facts?.decayAt === undefined) return [];
    const decay = parts(field(optimizer, 'arguments'))[facts.decayAt];
    if (!decay || numberValue(script, decay) === 0) return [];
    const text = textOf(script.tree, decay);
    if (text === 'undefined') return [];
    return [{ ...rangeOf(decay), label: `${facts.title}'s own decay, ${text}`, effective: true }];
  });
}

/** Optimizers that share a place for their rates may be of different kinds. */
function withSharers(rates: readonly FoundRate[]): FoundRate[] {
  return rates.flatMap((rate) => [rate, ...rate.sharers]);
}

/** On one line, and not longer than people read at a glance. */
function labelOf(script: Script, node: SyntaxNode): string {
  const text = textOf(script.tree, node).replace(/\s+/g, ' ');
  return text.length <= LONGEST_LABEL ? text : `${text.slice(0, LONGEST_LABEL - 1)}…`;
}

function rangeOf({ start, end, line }: SyntaxNode): Pick<OwnSchedule, 'start' | 'end' | 'line'> {
  return { start, end, line };
}
