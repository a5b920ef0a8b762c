/** Which optimizer a step belongs to: where its variable is given it, and through which functions it is handed. */
import { ancestorOf, contains, field, type SyntaxNode } from '../syntax';
import { Refusal } from '../refusal';
import { functionAround, isBlock, statementOf, textOf } from './nodes';
import { type Binding, mentions } from './scope';
import { callsOf, type Script } from './script';
import { bindingsOf, findSteps, type StepCall } from './steps';
import { givenFor } from './rates/values';

/** The place where an optimizer gets the name under which a schedule can take it. */
export interface Home {
  /** All that gives it a value there; several where the script chooses between optimizers. */
  bindings: Binding[];
  /** The statement after which the optimizer is whole. */
  statement: SyntaxNode;
  /** The name or attribute. */
  optimizer: string;
}

/** A function that is given the optimizer. */
export interface Hop {
  parameter: Binding;
  /** The calls of the function; `argument` is null where one leaves the optimizer out. */
  calls: { call: SyntaxNode; argument: SyntaxNode | null }[];
}

export interface Step extends StepCall {
  /** From the step outwards. */
  hops: Hop[];
}

/** The steps of one optimizer. */
export interface Training {
  home: Home | null;
  /** Why there is no home, for the user. */
  problem: string | null;
  steps: Step[];
}

const MAX_HOPS = 6;

export function findTrainings(script: Script): Training[] {
  const trainings: Training[] = [];
  for (const call of findSteps(script)) {
    const { home, hops, problem } = resolved(script, call);
    const step = { ...call, hops };
    const known = home && trainings.find((training) => sameHome(training.home, home));
    if (known) known.steps.push(step);
    else trainings.push({ home, problem, steps: [step] });
  }
  return trainings;
}

function sameHome(one: Home | null, other: Home | null): boolean {
  return one !== null && one.optimizer === other?.optimizer && one.statement === other.statement;
}

/** Where the expression's optimizer has its name; null where it cannot be followed there. */
export function homeAt(script: Script, optimizer: SyntaxNode): Home | null {
  return resolved(script, { call: optimizer, optimizer }).home;
}

/** Whether both are given the same optimizer, perhaps in one branch of several only. */
export function shareOptimizer(one: Home, other: Home): boolean {
  return one.bindings.some((binding) => other.bindings.includes(binding));
}

function resolved(
  script: Script,
  { call, optimizer }: Pick<StepCall, 'call' | 'optimizer'>,
): { home: Home | null; hops: Hop[]; problem: string | null } {
  const hops: Hop[] = [];
  try {
    return { home: homeOf(script, optimizer, hops, call.line + 1), hops, problem: null };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { home: null, hops, problem: error.message };
  }
}

/** @throws Refusal where the optimizer cannot be followed to one place */
function homeOf(script: Script, optimizer: SyntaxNode, hops: Hop[], line: number): Home {
  const text = textOf(script.tree, optimizer);
  if (!/^(identifier|attribute)$/.test(optimizer.type)) {
    throw new Refusal(
      `Line ${line} steps ${text}, one of several optimizers: give the optimizer a name of its own first.`,
    );
  }
  const all = bindingsOf(script, optimizer);
  const parameter = all.find(({ kind }) => kind === 'parameter');
  const given = all.filter(({ kind, value }) => kind === 'assigned' && value?.type !== 'none');
  if (given.length > 0) return homeFrom(script, given, optimizer, parameter !== undefined, line);
  if (parameter) return homeOfParameter(script, parameter, hops, line);
  if (all.some(({ kind }) => kind === 'loop')) {
    throw new Refusal(
      `Line ${line} steps each of several optimizers: a schedule can be written for one with a name of its own.`,
    );
  }
  throw new Refusal(`Line ${line} steps ${text}, which is made in another file: the schedule belongs there.`);
}

function homeOfParameter(script: Script, parameter: Binding, hops: Hop[], line: number): Home {
  const owner = parameter.scope;
  const name = textOf(script.tree, field(owner, 'name') ?? owner);
  const calls = callsOf(script, owner).map((call) => ({ call, argument: givenFor(script, call, parameter) }));
  const handing = calls.filter(({ argument }) => argument !== null && argument.type !== 'none');
  const [first] = handing;
  if (!first?.argument || hops.length >= MAX_HOPS) {
    throw new Refusal(
      `Line ${line} steps ${parameter.name}, which ${name} is handed from outside this file: the schedule belongs where the optimizer is made.`,
    );
  }
  hops.push({ parameter, calls });
  const before = hops.length;
  const home = homeOf(script, first.argument, hops, first.call.line + 1);
  for (const { call, argument } of handing.slice(1)) {
    const further: Hop[] = [];
    const other = argument && homeOf(script, argument, further, call.line + 1);
    if (!sameHome(home, other) || further.length !== hops.length - before) {
      throw new Refusal(
        `Line ${line} steps the optimizers of several calls of ${name}: give each training a loop of its own first.`,
      );
    }
  }
  return home;
}

function homeFrom(
  script: Script,
  given: Binding[],
  use: SyntaxNode,
  isAlsoParameter: boolean,
  line: number,
): Home {
  const owner = functionAround(use);
  const sameFunction = given.filter(({ target }) => functionAround(target) === owner);
  const before = sameFunction.filter(({ node }) => node.end <= use.start);
  const group = reaching(script, before.length > 0 ? before : given, use);
  const [first] = group;
  const optimizer = first?.name ?? '';
  if (!first || isAlsoParameter) {
    throw new Refusal(`Line ${line} steps ${optimizer}, which is made in more than one way.`);
  }
  if (new Set(group.map(({ target }) => functionAround(target))).size > 1) {
    const lines = group.map(({ node }) => node.line + 1).join(' and ');
    throw new Refusal(
      `${optimizer} is made in several functions (lines ${lines}): a schedule has no one place.`,
    );
  }
  return { bindings: group, statement: wholeStatement(group, use), optimizer };
}

/** The last assignment and those that go with it: of other branches, and earlier ones that it builds on. */
function reaching(script: Script, bindings: readonly Binding[], use: SyntaxNode): Binding[] {
  const group: Binding[] = [];
  for (const binding of [...bindings].reverse()) {
    const next = group[0];
    if (!next) {
      group.unshift(binding);
      continue;
    }
    const value = next.value ?? next.from;
    const buildsOn = value !== null && mentions(script.tree, value, binding.name);
    const branches = branchesOf(binding.node, next.node);
    if (!buildsOn && !(branches && !contains(branches, use))) break;
    group.unshift(binding);
  }
  return group;
}

/** The `if`, `try` or `match` of which the two stand in different branches. */
function branchesOf(one: SyntaxNode, other: SyntaxNode): SyntaxNode | null {
  const around = ancestorOf(one, (ancestor) => contains(ancestor, other));
  // All cases of a `match` stand in a block of its own.
  const shared = around?.parent?.type === 'match_statement' ? around.parent : around;
  return shared && /^(if_statement|try_statement|match_statement)$/.test(shared.type) ? shared : null;
}

/** The one statement around all of the bindings, in the block that they share. */
function wholeStatement(group: readonly Binding[], use: SyntaxNode): SyntaxNode {
  const last = group.at(-1)?.node ?? use;
  let statement = statementOf(last);
  const block = ancestorOf(
    last,
    (ancestor) => isBlock(ancestor) && group.every(({ node }) => contains(ancestor, node)),
  );
  while (block && statement.parent !== block && statement.parent) statement = statementOf(statement.parent);
  return contains(statement, use) ? statementOf(last) : statement;
}
