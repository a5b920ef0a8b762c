/** The constants of a schedule: new ones, and bringing earlier ones to new values. */
import type { PolicyNumber } from '../../../tuning';
import { CONSTANT_NAMES, constantText } from '../../constants';
import type { SyntaxNode } from '../../syntax';
import type { InsertedGroup } from '../inserted';
import { statementOf } from '../nodes';
import { constantLine } from './code';
import type { Insertion } from './insertion';
import { writeParagraph } from './place';
import { writeAfter } from './write';

export type ConstantNames = Partial<Record<PolicyNumber, string>>;
type Values = Partial<Record<PolicyNumber, number>>;

/** @param uses what will read them */
export function newConstants(
  { script, style, draft, names }: Insertion,
  values: Values,
  uses: readonly SyntaxNode[],
): ConstantNames {
  const roles = Object.entries(values) as [PolicyNumber, number][];
  const taken = names.takeTogether(roles.map(([role]) => CONSTANT_NAMES[role]));
  const found: ConstantNames = {};
  const lines = roles.map(([role, value], index) => {
    const name = taken[index] ?? CONSTANT_NAMES[role];
    found[role] = name;
    return constantLine(name, role, value);
  });
  writeParagraph(script, draft, style, lines, uses);
  return found;
}

/** Brings the group's numbers to the values and declares those that it lacks; returns how each is called. */
export function updateConstants(insertion: Insertion, group: InsertedGroup, values: Values): ConstantNames {
  const { script, style, draft, names } = insertion;
  const found: ConstantNames = {};
  const suffix = /_\d+$/.exec(group.numbers.baseLR?.binding.name ?? '')?.[0] ?? '';
  let above = group.numbers.baseLR;
  for (const [role, value] of Object.entries(values) as [PolicyNumber, number][]) {
    const existing = group.numbers[role];
    const text = constantText(role, value);
    if (existing) {
      if (existing.value !== Number(text)) draft.replace(existing.node, text);
      found[role] = existing.binding.name;
      above = existing;
    } else if (above) {
      const name = names.take(CONSTANT_NAMES[role] + suffix);
      writeAfter(script, draft, style, statementOf(above.node), [constantLine(name, role, value)]);
      found[role] = name;
    }
  }
  return found;
}
