/** Keras: a schedule in place of the optimizer's rate. */
import { constantValues, CONSTANT_NAMES } from '../../constants';
import { type PolicyNumber, rateText } from '../../../tuning';
import { constantLine } from '../insert/code';
import { type ConstantNames, updateConstants } from '../insert/constants';
import type { Insertion } from '../insert/insertion';
import { writeParagraph } from '../insert/place';
import { writeAtOptimizer } from '../insert/rate';
import { removeStatements } from '../insert/remove';
import type { ScheduleRequest } from '../insert/scheduler';
import { linesOf } from '../insert/write';
import type { InsertedGroup } from '../inserted';
import { statementOf } from '../nodes';
import type { FoundRate } from '../rates/rates';
import { SCHEDULE_CLASSES, scheduleClass } from './code';
import type { KerasSchedule } from './inserted';
import { kerasIn } from './naming';

export function insertKerasSchedule(
  insertion: Insertion,
  rate: FoundRate,
  group: InsertedGroup | null,
  request: ScheduleRequest,
): string {
  const { keras } = group ?? {};
  if (group && keras) return updateKerasSchedule(insertion, group, keras, request);
  const { script, style, draft, names } = insertion;
  const uses = [rate, ...rate.sharers].map(({ creation }) => creation);
  const values = Object.entries(constantValues(request)) as [PolicyNumber, number][];
  const constants: ConstantNames = group ? updateConstants(insertion, group, constantValues(request)) : {};
  const taken = group ? [] : names.takeTogether(values.map(([role]) => CONSTANT_NAMES[role]));
  const lines = taken.map((name, index) => {
    const [role, value] = values[index] ?? ['baseLR', 0];
    constants[role] = name;
    return constantLine(name, role, value);
  });
  const name = names.take(SCHEDULE_CLASSES[request.policy]);
  const root = kerasIn(insertion, uses);
  const code = scheduleClass(request.policy, name, root, constants, style);

  writeParagraph(script, draft, style, [...lines, ...(group ? [] : ['', '']), code, ''], uses);
  for (const use of [rate, ...rate.sharers]) writeAtOptimizer(insertion, use, `${name}()`);
  const where = `on line ${rate.creation.line + 1}`;
  return `Wrote a ${request.policy} schedule between ${rateText(request.baseLR)} and ${rateText(request.maxLR)}, which the optimizer ${where} takes as its rate.`;
}

function updateKerasSchedule(
  insertion: Insertion,
  group: InsertedGroup,
  { definition, name, uses }: KerasSchedule,
  request: ScheduleRequest,
): string {
  const { script, style, draft, names } = insertion;
  const values = constantValues(request);
  const constants = updateConstants(insertion, group, values);
  if (group.policy === request.policy) return 'Updated the schedule.';
  const wished = SCHEDULE_CLASSES[request.policy];
  const renamed = Object.values(SCHEDULE_CLASSES).includes(name) ? names.take(wished) : name;
  draft.replace(
    definition,
    scheduleClass(request.policy, renamed, kerasIn(insertion, uses), constants, style),
  );
  for (const use of uses) draft.replace(use, `${renamed}()`);
  for (const [role, number] of Object.entries(group.numbers)) {
    const lines = linesOf(script, statementOf(number.node));
    if (!(role in values) && lines) draft.remove(lines);
  }
  return `Changed the schedule to ${request.policy}.`;
}

/** Takes the class and its constants out; `rate` takes the place of what was made of it. */
export function removeKerasSchedule(
  insertion: Insertion,
  { numbers }: InsertedGroup,
  { definition, uses }: KerasSchedule,
  rate: string,
): void {
  for (const use of uses) insertion.draft.replace(use, rate);
  const constants = Object.values(numbers).map(({ node }) => statementOf(node));
  removeStatements(insertion, [...constants, definition]);
}
