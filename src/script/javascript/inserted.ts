/** Finding again, by its syntax alone, what an earlier insertion wrote; names and numbers may have been changed since. */
import { policyNumbers, type PolicyNumber } from '../../tuning';
import { stepSizeFrom } from '../constants';
import { ancestorOf, field, parts, type SyntaxNode } from '../syntax';
import type { InsertedSchedule, TextRange } from '../types';
import { POLICIES, type PolicySpec } from './policies';
import { numberValue } from './rates';
import { type Declaration, statementOf, textOf, unwrap } from './scope';
import type { Script } from './script';

/** One number of a schedule: a constant of its own, or written straight into the call. */
interface InsertedNumber {
  value: number;
  /** The number in the source. */
  node: SyntaxNode;
  declaration: Declaration | null;
}

/** The constants of one optimizer and all that uses them. */
export interface InsertedGroup {
  /** Null where only the two constants were written. */
  policy: PolicySpec | null;
  numbers: Partial<Record<PolicyNumber, InsertedNumber>>;
  /** Calls such as `triangular(step, BASE_LR, MAX_LR, STEP_SIZE)`. */
  calls: SyntaxNode[];
}

/** What a loop's schedule counts its steps with. */
interface Counter {
  use: SyntaxNode;
  declaration: Declaration;
}

export interface Inserted {
  groups: InsertedGroup[];
  policies: { spec: PolicySpec; name: string; node: SyntaxNode }[];
  /** The function that sets an optimizer's rate. */
  setter: { name: string; node: SyntaxNode } | null;
  /** The callback class. */
  callback: { name: string; node: SyntaxNode } | null;
}

export function findInserted(script: Script): Inserted {
  const policies = script.nodes.flatMap((node) => {
    const found = policyFunction(script, node);
    return found ? [found] : [];
  });
  const setter = namedFunction(script, (parameters) => parameters.join() === 'optimizer,learningRate');
  const callback = setter && callbackClass(script, setter.name);
  const groups = scheduleGroups(script, policies);
  const constants = constantPairs(script, groups);
  return { groups: [...groups, ...constants], policies, setter, callback };
}

function parametersOf(script: Script, node: SyntaxNode): string[] {
  return parts(field(node, 'parameters')).map((parameter) =>
    textOf(script.tree, field(parameter, 'pattern') ?? parameter),
  );
}

function policyFunction(script: Script, node: SyntaxNode): Inserted['policies'][number] | null {
  const identifier = node.type === 'function_declaration' ? field(node, 'name') : null;
  if (!identifier) return null;
  const name = textOf(script.tree, identifier);
  const parameters = parametersOf(script, node).join();
  for (const spec of Object.values(POLICIES)) {
    const known = name === spec.functionName || name.replace(/LR\d*$/, '') === spec.functionName;
    if (known && parameters === ['step', ...policyNumbers(spec.policy)].join()) return { spec, name, node };
  }
  return null;
}

function namedFunction(
  script: Script,
  fits: (parameters: string[]) => boolean,
): { name: string; node: SyntaxNode } | null {
  for (const node of script.nodes) {
    const name = node.type === 'function_declaration' ? field(node, 'name') : null;
    if (name && fits(parametersOf(script, node)) && /learningRate/i.test(textOf(script.tree, name))) {
      return { name: textOf(script.tree, name), node };
    }
  }
  return null;
}

/** A class that extends TensorFlow.js' callback and calls the setter before each batch. */
function callbackClass(script: Script, setter: string): { name: string; node: SyntaxNode } | null {
  for (const node of script.nodes) {
    const name = node.type === 'class_declaration' ? field(node, 'name') : null;
    if (!name) continue;
    const text = textOf(script.tree, node);
    if (
      /\bextends\s+[\w$.]*Callback\b/.test(text) &&
      text.includes('onBatchBegin') &&
      text.includes(`${setter}(`)
    ) {
      return { name: textOf(script.tree, name), node };
    }
  }
  return null;
}

function scheduleGroups(script: Script, policies: Inserted['policies']): InsertedGroup[] {
  const groups = new Map<string, InsertedGroup>();
  for (const node of script.nodes) {
    const callee = node.type === 'call_expression' ? field(node, 'function') : null;
    const policy = callee && policies.find(({ name }) => name === textOf(script.tree, callee));
    if (!policy) continue;
    const args = parts(field(node, 'arguments')).slice(1);
    const numbers: InsertedGroup['numbers'] = {};
    policyNumbers(policy.spec.policy).forEach((role, index) => {
      const number = args[index] && insertedNumber(script, args[index]);
      if (number) numbers[role] = number;
    });
    if (!numbers.baseLR || !numbers.maxLR) continue;
    const key = numbers.baseLR.declaration?.name ?? String(node.start);
    const group = groups.get(key) ?? { policy: policy.spec, numbers, calls: [] };
    group.calls.push(node);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function insertedNumber(script: Script, argument: SyntaxNode): InsertedNumber | null {
  const node = unwrap(argument);
  const declaration = node.type === 'identifier' ? script.declarations.resolve(node) : null;
  const place = declaration?.value ? unwrap(declaration.value) : node;
  const value = numberValue(script, place);
  return value === null ? null : { value, node: place, declaration };
}

/** `BASE_LR` and `MAX_LR` that no schedule uses. */
function constantPairs(script: Script, groups: readonly InsertedGroup[]): InsertedGroup[] {
  const used = new Set(groups.map((group) => group.numbers.baseLR?.declaration?.name));
  const pairs: InsertedGroup[] = [];
  for (const node of script.nodes) {
    const name = node.type === 'variable_declarator' ? field(node, 'name') : null;
    const base = name && /^BASE_LR(_\d+)?$/.exec(textOf(script.tree, name));
    if (!name || !base || used.has(base[0])) continue;
    const max = script.declarations.named(`MAX_LR${base[1] ?? ''}`)[0];
    const baseLR = insertedNumber(script, name);
    const maxLR = max && insertedNumber(script, max.identifier);
    if (baseLR && maxLR) pairs.push({ policy: null, numbers: { baseLR, maxLR }, calls: [] });
  }
  return pairs;
}

/** The first group, as the editor shows it. */
export function insertedSchedule(inserted: Inserted): InsertedSchedule | null {
  const [group] = inserted.groups;
  const { baseLR, maxLR } = group?.numbers ?? {};
  if (!group || !baseLR || !maxLR) return null;
  const values = Object.fromEntries(
    Object.entries(group.numbers).map(([role, number]) => [role, number.value]),
  ) as Partial<Record<PolicyNumber, number>>;
  return {
    policy: group.policy?.policy ?? null,
    baseLR: baseLR.value,
    maxLR: maxLR.value,
    stepSize: stepSizeFrom(values),
    ranges: rangesOf(inserted, group),
  };
}

function rangesOf(inserted: Inserted, group: InsertedGroup): TextRange[] {
  const nodes = [
    ...Object.values(group.numbers).map(({ node }) => statementOf(node)),
    ...group.calls,
    ...(group.policy ? inserted.policies.map(({ node }) => node) : []),
    ...(group.policy && inserted.setter ? [inserted.setter.node] : []),
    ...(group.policy && inserted.callback ? [inserted.callback.node] : []),
  ];
  const unique = new Map(nodes.map((node) => [node.start, { start: node.start, end: node.end }]));
  return [...unique.values()].sort((a, b) => a.start - b.start);
}

/** Each place where a name stands in the script, its declaration included. */
export function usesOf(script: Script, name: string): SyntaxNode[] {
  return script.nodes.filter(
    (node) =>
      (node.type === 'identifier' ||
        node.type === 'type_identifier' ||
        node.type === 'shorthand_property_identifier') &&
      textOf(script.tree, node) === name,
  );
}

/** `new CyclicalLR(…)` around a call of the policy; null in a loop of the script's own. */
export function callbackAround(
  script: Script,
  inserted: Inserted,
  policyCall: SyntaxNode,
): SyntaxNode | null {
  const isOurs = (node: SyntaxNode): boolean =>
    node.type === 'new_expression' &&
    textOf(script.tree, field(node, 'constructor') ?? node) === inserted.callback?.name;
  return ancestorOf(policyCall, isOurs);
}

/** Where a callback is given to a call: where it is made or, if it has a name, where that stands. */
export function usesOfCallback(script: Script, made: SyntaxNode): SyntaxNode[] {
  const name = made.parent?.type === 'variable_declarator' ? field(made.parent, 'name') : null;
  return name ? usesOf(script, textOf(script.tree, name)).filter((use) => use !== name) : [made];
}

/** `step` of `triangular(step++, …)`, the counter of a loop's schedule. */
export function counterOf(script: Script, policyCall: SyntaxNode): Counter | null {
  const step = parts(field(policyCall, 'arguments'))[0];
  const use = step?.type === 'update_expression' ? parts(step)[0] : undefined;
  const declaration = use?.type === 'identifier' ? script.declarations.resolve(use) : null;
  return use && declaration ? { use, declaration } : null;
}
