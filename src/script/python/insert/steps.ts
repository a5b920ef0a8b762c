/** A schedule's step behind each of the optimizer's, and the way of the scheduler to it. */
import type { PolicyKind } from '../../../tuning';
import { Refusal } from '../../refusal';
import { ancestors, field, type SyntaxNode, walk } from '../../syntax';
import { refersTo, stepStatement } from '../inserted';
import type { Hop, Step } from '../links';
import { calledName, isFunction, isInError, statementOf, textOf } from '../nodes';
import { givenFor } from '../rates/values';
import { type Binding, parameterName } from '../scope';
import { parts } from '../../syntax';
import type { Script } from '../script';
import { stepLines } from './code';
import type { Insertion } from './insertion';
import { schedulerNameFor } from './names';
import { leadOfBlock, UNSAFE, writeAfter, writeElementAfter } from './write';

export interface Scheduler {
  policy: PolicyKind;
  /** As it is called where it is made. */
  name: string;
  totalSteps: string;
  /** The assignment of one that stands already. */
  assignment: SyntaxNode | null;
}

/** @returns the lines, 0-based, of the steps that gained one */
export function writeSteps(insertion: Insertion, steps: readonly Step[], scheduler: Scheduler): number[] {
  const handed = new Map<SyntaxNode, string>();
  const gained: number[] = [];
  for (const step of steps) {
    const statement = ownStatement(step);
    if (scheduler.assignment && stepsAfter(insertion.script, statement, scheduler.assignment)) continue;
    const name = handOver(insertion, step.hops, scheduler, handed);
    const after = afterUpdate(insertion.script, step, statement);
    const lead = leadOfBlock(insertion.script, after, insertion.style);
    const guard = guardOf(insertion.script, step.call);
    const line = stepLines(scheduler.policy, name, scheduler.totalSteps, lead, insertion.style, guard);
    writeAfter(insertion.script, insertion.draft, insertion.style, after, [line]);
    gained.push(step.call.line);
  }
  return gained;
}

/** The step's statement, where the step always happens in it and nothing after it is skipped. */
function ownStatement({ call }: Step): SyntaxNode {
  const statement = statementOf(call);
  const between = [...ancestors(call)].slice(0, [...ancestors(call)].indexOf(statement));
  const conditional = between.some(({ type }) =>
    /^(lambda|conditional_expression|boolean_operator|\w+_comprehension|generator_expression)$/.test(type),
  );
  if (isInError(statement)) throw new Refusal(UNSAFE);
  if (statement.type === 'expression_statement' && !conditional) return statement;
  throw new Refusal(
    `Line ${call.line + 1} steps the optimizer inside of something larger: give the step a line of its own first.`,
  );
}

/** Within `with accelerator.accumulate(model):` the optimizer's step does nothing until its gradients are whole. */
export function guardOf(script: Script, call: SyntaxNode): string | null {
  for (const ancestor of ancestors(call)) {
    if (isFunction(ancestor)) return null;
    if (ancestor.type !== 'with_statement') continue;
    const opened = ancestor.children
      .filter(({ field: part }) => part !== 'body')
      .flatMap((part) => walk(part));
    const accumulates = opened.find((node) => calledName(script.tree, node) === 'accumulate');
    const accelerator = field(field(accumulates, 'function'), 'object');
    if (accelerator) return `${textOf(script.tree, accelerator)}.sync_gradients`;
  }
  return null;
}

function following(statement: SyntaxNode): SyntaxNode[] {
  const siblings = parts(statement.parent);
  return siblings.slice(siblings.indexOf(statement) + 1);
}

/** Behind `scaler.update()`, which looks at whether the step was skipped. */
function afterUpdate(script: Script, { scaler }: Step, statement: SyntaxNode): SyntaxNode {
  const update = scaler && `${textOf(script.tree, scaler)}.update(`;
  const found = following(statement).find((other) => update && textOf(script.tree, other).startsWith(update));
  return found ?? statement;
}

/** Whether the scheduler steps already behind the statement, in its block. */
function stepsAfter(script: Script, statement: SyntaxNode, assignment: SyntaxNode): boolean {
  return script.calls.some((call) => {
    if (calledName(script.tree, call) !== 'step') return false;
    const receiver = field(field(call, 'function'), 'object');
    const own = stepStatement(script, call);
    return (
      receiver !== null &&
      own.parent === statement.parent &&
      own.start >= statement.end &&
      refersTo(script, receiver, assignment)
    );
  });
}

/** Gives the scheduler to the functions that the optimizer is given to; returns how the innermost calls it. */
function handOver(
  insertion: Insertion,
  hops: readonly Hop[],
  scheduler: Scheduler,
  handed: Map<SyntaxNode, string>,
): string {
  let name = scheduler.name;
  for (const hop of [...hops].reverse()) {
    const owner = hop.parameter.scope;
    const known =
      handed.get(owner) ??
      alreadyHanded(insertion.script, hop, scheduler) ??
      handedByName(insertion.script, hop, name);
    if (known === undefined) {
      const inner = parameterFor(insertion, hop, schedulerNameFor(hop.parameter.name).name);
      writeParameter(insertion, hop, inner, name);
      handed.set(owner, inner);
      name = inner;
    } else {
      name = known;
    }
  }
  return name;
}

/** The parameter through which an earlier insertion hands the scheduler over. */
function alreadyHanded(script: Script, { parameter }: Hop, { assignment }: Scheduler): string | undefined {
  if (!assignment) return undefined;
  const own = parts(field(parameter.scope, 'parameters')).flatMap((part) => parameterName(part) ?? []);
  const found = own.find((name) => refersTo(script, name, assignment));
  return found && textOf(script.tree, found);
}

/** The parameter through which the function is handed the script's own scheduler, whose name ours has taken over. */
function handedByName(script: Script, { parameter, calls }: Hop, outer: string): string | undefined {
  const given = calls.filter(({ argument }) => argument !== null && argument.type !== 'none');
  const names = parts(field(parameter.scope, 'parameters')).flatMap((part) => parameterName(part) ?? []);
  const found = names.find((name) => {
    const [binding, ...others] = script.scopes.resolve(name);
    return binding && others.length === 0 && given.every(({ call }) => gives(script, call, binding, outer));
  });
  return found && textOf(script.tree, found);
}

function gives(script: Script, call: SyntaxNode, parameter: Binding, wished: string): boolean {
  const value = givenFor(script, call, parameter);
  return value !== null && textOf(script.tree, value) === wished;
}

function parameterFor({ script }: Insertion, { parameter }: Hop, wished: string): string {
  const inside = new Set(
    script.nodes
      .filter(
        ({ type, start, end }) =>
          type === 'identifier' && parameter.scope.start <= start && end <= parameter.scope.end,
      )
      .map((node) => textOf(script.tree, node)),
  );
  let name = wished;
  for (let n = 2; inside.has(name); n++) name = `${wished}_${n}`;
  return name;
}

/** Right behind the optimizer, in the function's head and in each of its calls. */
function writeParameter({ script, style, draft }: Insertion, hop: Hop, inner: string, outer: string): void {
  const { parameter, calls } = hop;
  const optional = /default_parameter$/.test(parameter.node.type);
  writeElementAfter(script, draft, style, parameter.node, optional ? `${inner}=None` : inner);
  for (const { call, argument } of calls) {
    if (!argument) {
      if (optional) continue;
      throw new Refusal(
        `Line ${call.line + 1} calls ${calledName(script.tree, call)} without the optimizer.`,
      );
    }
    const value = argument.type === 'none' ? 'None' : outer;
    const keyword = argument.parent?.type === 'keyword_argument' ? argument.parent : null;
    writeElementAfter(script, draft, style, keyword ?? argument, keyword ? `${inner}=${value}` : value);
  }
}
