/** Finding again, by its syntax alone, what an earlier insertion wrote; names and numbers may have been changed since. */
import type { PolicyNumber, PolicyKind } from '../../tuning';
import { stepSizeFrom } from '../constants';
import { field, type SyntaxNode, walk } from '../syntax';
import type { InsertedSchedule, TextRange } from '../types';
import { fitOf } from './fastai';
import { type InsertedNumber, numberOf } from './insertedNumbers';
import { insertedForKeras, type KerasSchedule } from './keras/inserted';
import type { Training } from './links';
import { argumentsOf, calledName, functionAround, statementOf, stringValue, textOf } from './nodes';
import { callsOf, pathOf, type Script } from './script';
import { bindingsOf } from './steps';
import { givenFor } from './rates/values';

/** The constants of one optimizer and the scheduler that uses them. */
export interface InsertedGroup {
  /** Null where only the two constants were written. */
  policy: PolicyKind | null;
  numbers: Partial<Record<PolicyNumber, InsertedNumber>>;
  scheduler: InsertedScheduler | null;
  /** Where the schedule is a class for Keras. */
  keras?: KerasSchedule;
  /** Where it is a fit of fastai's: the call. */
  fit?: SyntaxNode;
}

export interface InsertedScheduler {
  /** The call that makes it. */
  creation: SyntaxNode;
  /** The assignment that names it. */
  assignment: SyntaxNode;
  /** `scheduler`, `self.scheduler`. */
  name: string;
  /** As it is handed over. */
  optimizer: string;
  /** Calls of its `step`. */
  steps: SyntaxNode[];
}

export function findInserted(script: Script): InsertedGroup[] {
  const groups = script.calls.flatMap((call) => {
    const group = groupOf(script, call);
    return group ? [group] : [];
  });
  groups.push(...insertedForKeras(script), ...script.calls.flatMap((call) => fitWith(script, call) ?? []));
  return [...groups, ...constantPairs(script, groups)];
}

/** `fit_one_cycle(epochs, lr_max=MAX_LR, div=MAX_LR / BASE_LR)`. */
function fitWith(script: Script, call: SyntaxNode): InsertedGroup | null {
  if (!fitOf(script, call) || calledName(script.tree, call) !== 'fit_one_cycle') return null;
  const { keywords } = argumentsOf(script.tree, call);
  const [maxLR, baseLR] = constantsIn(script, keywords.get('div'));
  if (!maxLR || !baseLR || !keywords.has('lr_max')) return null;
  return { policy: 'one-cycle', numbers: { baseLR, maxLR }, scheduler: null, fit: call };
}

function groupOf(script: Script, creation: SyntaxNode): InsertedGroup | null {
  const assignment = creation.parent;
  const target = assignment?.type === 'assignment' ? field(assignment, 'left') : null;
  const callee = field(creation, 'function');
  if (!assignment || !target || !callee) return null;
  const path = pathOf(script, callee);
  if (path !== null && !path.startsWith('torch.optim.lr_scheduler.')) return null;
  const { positional, keywords } = argumentsOf(script.tree, creation);
  const read = readPolicy(script, calledName(script.tree, creation), keywords);
  if (!read || !positional[0]) return null;
  const scheduler = {
    creation,
    assignment,
    name: textOf(script.tree, target),
    optimizer: textOf(script.tree, positional[0]),
    steps: stepsOf(script, assignment),
  };
  return { ...read, scheduler };
}

function readPolicy(
  script: Script,
  name: string,
  keywords: ReadonlyMap<string, SyntaxNode>,
): Pick<InsertedGroup, 'policy' | 'numbers'> | null {
  const constant = (key: string, index = 0) => constantsIn(script, keywords.get(key))[index];
  const ofRole = (roles: Partial<Record<PolicyNumber, InsertedNumber | undefined>>) => {
    const found = Object.entries(roles).filter(([, number]) => number !== undefined);
    return found.length === Object.keys(roles).length
      ? (Object.fromEntries(found) as InsertedGroup['numbers'])
      : null;
  };
  const still = textOfKeyword(script, keywords, 'cycle_momentum') === 'False';
  switch (name) {
    case 'CyclicLR': {
      const bounds = {
        baseLR: constant('base_lr'),
        maxLR: constant('max_lr'),
        stepSize: constant('step_size_up'),
      };
      const mode = stringValue(script.tree, keywords.get('mode'));
      const isDecaying = mode === 'exp_range';
      const numbers = ofRole(isDecaying ? { ...bounds, totalSteps: constant('gamma') } : bounds);
      const policy = isDecaying ? 'exp-range' : mode === 'triangular2' ? 'triangular2' : 'triangular';
      return numbers && still ? { policy, numbers } : null;
    }
    case 'OneCycleLR': {
      const [maxLR, baseLR] = constantsIn(script, keywords.get('div_factor'));
      const numbers = ofRole({ baseLR, maxLR, totalSteps: constant('total_steps') });
      return numbers && still ? { policy: 'one-cycle', numbers } : null;
    }
    case 'CosineAnnealingWarmRestarts': {
      const baseLR = constant('eta_min');
      const suffix = /_\d+$/.exec(baseLR?.binding.name ?? '')?.[0] ?? '';
      const maxLR = numberOf(script.scopes.named(`MAX_LR${suffix}`), script);
      const numbers = ofRole({ baseLR, maxLR, period: constant('T_0') });
      return numbers ? { policy: 'cosine-restarts', numbers } : null;
    }
    default:
      return null;
  }
}

function textOfKeyword(script: Script, keywords: ReadonlyMap<string, SyntaxNode>, key: string): string {
  const value = keywords.get(key);
  return value ? textOf(script.tree, value) : '';
}

/** The constants of this file that an expression names, in its order. */
function constantsIn(script: Script, expression: SyntaxNode | undefined): InsertedNumber[] {
  if (!expression) return [];
  return walk(expression).flatMap((node) => {
    const number = node.type === 'identifier' ? numberOf(script.scopes.resolve(node), script) : undefined;
    return number && /^[A-Z][A-Z0-9_]*$/.test(number.binding.name) ? [number] : [];
  });
}

/** `BASE_LR` and `MAX_LR` that no schedule uses. */
function constantPairs(script: Script, groups: readonly InsertedGroup[]): InsertedGroup[] {
  const used = new Set(groups.map((group) => group.numbers.baseLR?.binding.name));
  const names = script.nodes
    .filter(
      (node) => node.type === 'identifier' && node.field === 'left' && node.parent?.type === 'assignment',
    )
    .map((node) => /^BASE_LR(_\d+)?$/.exec(textOf(script.tree, node)))
    .filter((match) => match !== null && !used.has(match[0]));
  return [...new Set(names.map((match) => match?.[1] ?? ''))].flatMap((suffix) => {
    const baseLR = numberOf(script.scopes.named(`BASE_LR${suffix}`), script);
    const maxLR = numberOf(script.scopes.named(`MAX_LR${suffix}`), script);
    return names.length > 0 && baseLR && maxLR
      ? [{ policy: null, numbers: { baseLR, maxLR }, scheduler: null }]
      : [];
  });
}

const MAX_HOPS = 6;

/** Whether the expression means what the assignment names, here or as a parameter. */
export function refersTo(script: Script, expression: SyntaxNode, assignment: SyntaxNode, hops = 0): boolean {
  return bindingsOf(script, expression).some((binding) => {
    if (binding.node === assignment) return true;
    if (binding.kind !== 'parameter' || hops > MAX_HOPS) return false;
    return callsOf(script, binding.scope).some((call) => {
      const argument = givenFor(script, call, binding);
      return argument !== null && refersTo(script, argument, assignment, hops + 1);
    });
  });
}

/** The calls of the scheduler's `step`. */
export function stepsOf(script: Script, assignment: SyntaxNode): SyntaxNode[] {
  return script.calls.filter((call) => {
    const receiver =
      calledName(script.tree, call) === 'step' ? field(field(call, 'function'), 'object') : null;
    return receiver !== null && refersTo(script, receiver, assignment);
  });
}

/** The statement of a scheduler's step, with the condition that it was written with: see `stepLines`. */
export function stepStatement(script: Script, call: SyntaxNode): SyntaxNode {
  const statement = statementOf(call);
  const condition = statement.parent?.parent;
  const guarded =
    condition?.type === 'if_statement' &&
    statement.parent?.children.length === 1 &&
    condition.children.length === 2 &&
    /\.(last_epoch|sync_gradients)\b/.test(textOf(script.tree, field(condition, 'condition') ?? condition));
  return guarded ? condition : statement;
}

/** Whether the scheduler was written for this training's optimizer. */
export function belongsTo(
  { scheduler }: InsertedGroup,
  { home }: Training,
  all: readonly Training[],
): boolean {
  if (!scheduler || !home || home.optimizer !== scheduler.optimizer) return false;
  const at = scheduler.creation;
  const rivals = all.flatMap((training) =>
    training.home?.optimizer === home.optimizer &&
    functionAround(training.home.statement) === functionAround(at) &&
    training.home.statement.end <= at.start
      ? [training.home.statement]
      : [],
  );
  return rivals.sort((a, b) => a.end - b.end).at(-1) === home.statement;
}

/** The first group, as the editor shows it. */
export function insertedSchedule(groups: readonly InsertedGroup[]): InsertedSchedule | null {
  const [group] = groups;
  const { baseLR, maxLR } = group?.numbers ?? {};
  if (!group || !baseLR || !maxLR) return null;
  const values = Object.fromEntries(
    Object.entries(group.numbers).map(([role, number]) => [role, number.value]),
  ) as Partial<Record<PolicyNumber, number>>;
  const nodes = [
    ...Object.values(group.numbers).map(({ binding }) => binding.node),
    ...(group.scheduler ? [group.scheduler.assignment, ...group.scheduler.steps] : []),
  ];
  const ranges: TextRange[] = nodes.map(({ start, end }) => ({ start, end }));
  return {
    policy: group.policy,
    baseLR: baseLR.value,
    maxLR: maxLR.value,
    stepSize: stepSizeFrom(values),
    ranges: ranges.sort((a, b) => a.start - b.start),
  };
}
