/** What of the script's own changes a learning rate while it trains. */
import { ancestors, ancestorOf, contains, field, parts, type SyntaxNode, walk } from '../syntax';
import type { OwnSchedule } from '../types';
import { type InsertedGroup, refersTo } from './inserted';
import { foundAt, type FoundSchedule } from './foundSchedule';
import { findKerasSchedules } from './keras/ownSchedules';
import { homeAt, shareOptimizer, type Training } from './links';
import { calledName, functionAround, isLoop, statementOf, stringValue, textOf } from './nodes';
import type { Script } from './script';
import { createsScheduler, scheduledBy } from './steps';

export function findSchedules(script: Script, inserted: readonly InsertedGroup[]): FoundSchedule[] {
  const ours = inserted.flatMap(({ scheduler }) =>
    scheduler ? [scheduler.creation, ...scheduler.steps] : [],
  );
  const creations = script.calls.filter((call) => createsScheduler(script, call) && !ours.includes(call));
  const outer = creations.filter(
    (call) => !creations.some((other) => other !== call && contains(other, call)),
  );
  const made = outer.map((call) => creationOf(script, call));
  const steps = script.calls.flatMap((call) => {
    const makers = ours.includes(call) ? [] : steppedBy(script, call, made);
    return makers.length > 0 ? [stepOf(script, call, makers)] : [];
  });
  const found = [...made, ...steps, ...findKerasSchedules(script), ...findSetters(script)];
  return found.sort((a, b) => a.own.start - b.own.start);
}

export function ownSchedules(script: Script, inserted: readonly InsertedGroup[]): OwnSchedule[] {
  return findSchedules(script, inserted).map(({ own }) => own);
}

/** Those that change the rate of the training's optimizer, or may; what they share with others goes with them. */
export function schedulesOf(
  script: Script,
  found: readonly FoundSchedule[],
  training: Training | null,
  trainings: readonly Training[],
): FoundSchedule[] {
  const home = training?.home;
  if (!home) return [...found];
  const others = trainings.flatMap((other) =>
    other.home && !shareOptimizer(other.home, home) ? [other.home] : [],
  );
  const isOthers = (optimizer: SyntaxNode): boolean => {
    const at = homeAt(script, optimizer);
    return at !== null && !shareOptimizer(at, home) && others.some((other) => shareOptimizer(at, other));
  };
  const kept = ({ optimizers }: FoundSchedule): boolean =>
    optimizers.length > 0 && optimizers.every(isOthers);
  return withPartners(
    found,
    found.filter((schedule) => !kept(schedule)),
  );
}

/** A scheduler and its steps go together. */
function withPartners(all: readonly FoundSchedule[], some: readonly FoundSchedule[]): FoundSchedule[] {
  const chosen = new Set(some);
  for (let before = -1; before < chosen.size;) {
    before = chosen.size;
    for (const step of all) {
      const group = [step, ...step.makers];
      if (step.makers.length > 0 && group.some((part) => chosen.has(part))) {
        for (const part of group) chosen.add(part);
      }
    }
  }
  return all.filter((schedule) => chosen.has(schedule));
}

function creationOf(script: Script, call: SyntaxNode): FoundSchedule {
  const assignment = call.parent?.type === 'assignment' && call.field === 'right' ? call.parent : null;
  const target = assignment && field(assignment, 'left');
  const named = target && /^(identifier|attribute)$/.test(target.type) ? assignment : null;
  const whole = named && statementOf(named) === named.parent ? named : null;
  const at = foundAt(script, whole ?? call, whole && statementOf(whole), scheduledBy(script, call));
  return { ...at, assignment: whole };
}

/** What a `step`, or what comes with it in other libraries, may step. */
function steppedBy(script: Script, call: SyntaxNode, made: readonly FoundSchedule[]): FoundSchedule[] {
  if (!/^(step|step_update|step_epoch)$/.test(calledName(script.tree, call))) return [];
  const receiver = field(field(call, 'function'), 'object');
  if (!receiver) return [];
  return made.filter(({ assignment }) => assignment !== null && refersTo(script, receiver, assignment));
}

function stepOf(script: Script, call: SyntaxNode, makers: readonly FoundSchedule[]): FoundSchedule {
  const optimizers = makers.flatMap((maker) => maker.optimizers);
  return { ...foundAt(script, call, isStatement(call) ? statementOf(call) : null, optimizers), makers };
}

function isStatement(call: SyntaxNode): boolean {
  return call.parent?.type === 'expression_statement';
}

/** Lines that set `group["lr"]`, with the loop over the groups where it does nothing else. */
function findSetters(script: Script): FoundSchedule[] {
  const loops = new Map<SyntaxNode, FoundSchedule>();
  for (const node of script.nodes) {
    if (!/^(augmented_)?assignment$/.test(node.type) || !setsRate(script, node)) continue;
    if (!changesWhileTraining(script, node)) continue;
    const loop = ancestorOf(node, (ancestor) => ancestor.type === 'for_statement');
    const only =
      loop && isGroupLoop(script, loop) && parts(field(loop, 'body')).every((part) => isSetter(script, part));
    const whole = only ? loop : node;
    const statement = only ? loop : node.parent?.type === 'expression_statement' ? node.parent : null;
    if (!loops.has(whole)) loops.set(whole, foundAt(script, whole, statement, optimizersOf(script, node)));
  }
  return [...loops.values()];
}

/** Those whose groups the assignment, or the loop around it, goes through. */
function optimizersOf(script: Script, setter: SyntaxNode): SyntaxNode[] {
  const object = field(field(setter, 'left'), 'value');
  if (!object) return [];
  const bindings = object.type === 'identifier' ? script.scopes.resolve(object) : [];
  const groups = [object, ...bindings.flatMap(({ from }) => from ?? [])].flatMap((part) => walk(part));
  return groups.flatMap((node) => {
    const name = node.type === 'attribute' ? field(node, 'attribute') : null;
    const optimizer = name && textOf(script.tree, name) === 'param_groups' ? field(node, 'object') : null;
    return optimizer ?? [];
  });
}

function isSetter(script: Script, statement: SyntaxNode): boolean {
  const [expression] = parts(statement);
  return (
    statement.type === 'expression_statement' &&
    expression !== undefined &&
    /assignment$/.test(expression.type) &&
    setsRate(script, expression)
  );
}

function isGroupLoop(script: Script, loop: SyntaxNode): boolean {
  const list = field(loop, 'right');
  return list !== null && /\.param_groups\b/.test(textOf(script.tree, list));
}

/** `group["lr"] = …`, `optimizer.param_groups[0]["lr"] *= …` */
function setsRate(script: Script, assignment: SyntaxNode): boolean {
  const left = field(assignment, 'left');
  if (left?.type !== 'subscript' || stringValue(script.tree, field(left, 'subscript')) !== 'lr') return false;
  const object = field(left, 'value');
  if (!object) return false;
  if (/\bparam_groups\[/.test(textOf(script.tree, object))) return true;
  const bindings = object.type === 'identifier' ? script.scopes.resolve(object) : [];
  return bindings.some(
    ({ kind, from }) =>
      kind === 'loop' &&
      from !== null &&
      walk(from).some((node) => /param_groups/.test(textOf(script.tree, node))),
  );
}

/** Set once before the training it is a rate, not a schedule. */
function changesWhileTraining(script: Script, node: SyntaxNode): boolean {
  const loops = [...ancestors(node)].filter((ancestor) => isLoop(ancestor) && !isGroupLoop(script, ancestor));
  const owner = functionAround(node);
  return loops.length > 0 || (owner !== null && !/\.step\(/.test(textOf(script.tree, owner)));
}
