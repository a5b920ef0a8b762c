/** Changing what an earlier insertion wrote: its numbers, and its policy where another one is asked for. */
import { policyNumbers, type PolicyNumber } from '../../../tuning';
import { CONSTANT_NAMES, constantText, constantValues } from '../../constants';
import { parts } from '../../syntax';
import type { InsertRequest } from '../../types';
import { restyle } from '../style';
import type { InsertedGroup } from '../inserted';
import { POLICIES, type PolicySpec } from '../policies';
import { statementOf, textOf } from '../scope';
import { constantLine, policyCode } from './text/code';
import type { Names } from './text/names';
import { gapAfter } from './place';
import { attachLater } from './callbacks/attach';
import type { Insertion } from './insertion';
import { wholeLines, withComment } from './text/statements';

export function updateGroup(
  insertion: Insertion,
  group: InsertedGroup,
  request: Exclude<InsertRequest, { what: 'fixed' }>,
): string {
  const { script, draft, names, inserted } = insertion;
  if (request.what === 'constants') {
    addConstants(insertion, group, { baseLR: request.baseLR, maxLR: request.maxLR }, names);
    return 'Updated the bounds.';
  }
  const spec = POLICIES[request.policy];
  const constants = addConstants(insertion, group, constantValues(request), names);
  const args = policyNumbers(spec.policy)
    .map((role) => constants[role])
    .join(', ');
  const current = inserted.policies.find((policy) => policy.spec === spec);
  const changed = group.policy !== spec;
  const name = changed || !current ? replacePolicy(insertion, group, spec, names) : current.name;
  const attached = attachLater(insertion, group, (step) => `${name}(${step}, ${args})`);
  const gained = attached.calls.map(({ call }) => call.line + 1);
  const also =
    gained.length > 0 ? ` It holds for the training on line ${gained.join(', ')} as well now.` : '';
  if (!changed) return `Updated the schedule.${also}`;

  for (const call of group.calls.filter((earlier) => !attached.rewritten.includes(earlier))) {
    const step = parts(call.children.find((part) => part.field === 'arguments'))[0];
    if (step) draft.replace(call, `${name}(${textOf(script.tree, step)}, ${args})`);
  }
  for (const [role, number] of Object.entries(group.numbers)) {
    if (!policyNumbers(spec.policy).includes(role as PolicyNumber) && number.declaration) {
      draft.remove(wholeLines(script, statementOf(number.node)));
    }
  }
  return `Changed the schedule to ${request.policy}.${also}`;
}

/** Brings the group's numbers to the values and declares those that it lacks; returns how each is written. */
export function addConstants(
  insertion: Insertion,
  group: InsertedGroup,
  values: Partial<Record<PolicyNumber, number>>,
  names: Names,
): Partial<Record<PolicyNumber, string>> {
  const { script, style, draft } = insertion;
  const found: Partial<Record<PolicyNumber, string>> = {};
  const suffix = /_\d+$/.exec(group.numbers.baseLR?.declaration?.name ?? '')?.[0] ?? '';
  let above = group.numbers.baseLR;
  for (const [role, value] of Object.entries(values) as [PolicyNumber, number][]) {
    const existing = group.numbers[role];
    const text = constantText(role, value);
    if (existing) {
      if (existing.value !== Number(text)) draft.replace(existing.node, text);
      found[role] = existing.declaration?.name ?? text;
      above = existing;
    } else if (above) {
      const name = names.take(CONSTANT_NAMES[role] + suffix);
      const gap = gapAfter(script, statementOf(above.node));
      draft.insert(gap.offset, style.eol + restyle(constantLine(name, role, value), style, gap.lead));
      found[role] = name;
    }
  }
  return found;
}

/** Writes the new policy's function in place of the old one, or beside it while another optimizer uses that. */
function replacePolicy(insertion: Insertion, group: InsertedGroup, spec: PolicySpec, names: Names): string {
  const { script, style, draft, inserted } = insertion;
  const known = inserted.policies.find((policy) => policy.spec === spec);
  const old = inserted.policies.find((policy) => policy.spec === group.policy);
  const shared = inserted.groups.some((other) => other !== group && other.policy === group.policy);
  const name = known?.name ?? names.take(spec.functionName, `${spec.functionName}LR`);
  if (!old) return name;
  const lead = gapAfter(script, old.node).lead;
  const code = restyle(policyCode(spec, name, script.typed), style, lead).slice(lead.length);
  if (shared) {
    if (!known) draft.insert(gapAfter(script, old.node).offset, style.eol + style.eol + lead + code);
  } else {
    draft.replace(withComment(script, old.node), known ? '' : code);
  }
  return name;
}
