/** Changing what an earlier insertion wrote: its numbers, and its policy where another one is asked for. */
import { constantValues } from '../../constants';
import { leadOf } from '../../lines';
import { contains, field, parts, type SyntaxNode } from '../../syntax';
import { writtenClass } from '../imports';
import { type InsertedGroup, type InsertedScheduler, stepStatement } from '../inserted';
import { statementOf, textOf } from '../nodes';
import type { FoundTraining } from '../rates/rates';
import { schedulerCall, schedulerClass, stepLines } from './code';
import { type ConstantNames, updateConstants } from './constants';
import type { Insertion } from './insertion';
import { writeImport } from './place';
import { guardOf, writeSteps } from './steps';
import { ratiosOf, type ScheduleRequest, writePeak } from './scheduler';
import { linesOf, writeElementAfter } from './write';

export function updateSchedule(
  insertion: Insertion,
  training: FoundTraining,
  group: InsertedGroup,
  scheduler: InsertedScheduler,
  request: ScheduleRequest,
): string {
  const { policy } = request;
  const names = updateConstants(insertion, group, constantValues(request));
  const totalSteps = names.totalSteps ?? '';
  const { name, assignment } = scheduler;
  const gained = writeSteps(insertion, training.steps, { policy, name, totalSteps, assignment });
  const lines = gained.map((line) => line + 1).join(', ');
  const also = lines ? ` It steps behind line ${lines} as well now.` : '';
  if (group.policy === policy) return `Updated the schedule.${also}`;
  changePolicy(insertion, training, group, scheduler, request, names);
  return `Changed the schedule to ${policy}.${also}`;
}

function changePolicy(
  insertion: Insertion,
  training: FoundTraining,
  group: InsertedGroup,
  { creation, optimizer, steps, assignment }: InsertedScheduler,
  request: ScheduleRequest,
  names: ConstantNames,
): void {
  const { script, style, draft } = insertion;
  const { policy } = request;
  const ratios = ratiosOf(insertion, training, request.policy);
  if (policy === 'cosine-restarts') writePeak(insertion, training, names);
  const text = writeClass(insertion, creation, schedulerClass(policy));
  const lead = leadOf(script.text, assignment.start);
  const before = script.text.slice(assignment.start, creation.start);
  const code = { policy, writtenClass: text, optimizer, constants: names, ratios };
  draft.replace(assignment, schedulerCall(code, before, lead, style));
  for (const step of steps) {
    const statement = stepStatement(script, step);
    const receiver = field(field(step, 'function'), 'object');
    const own = receiver ? textOf(script.tree, receiver) : '';
    const at = leadOf(script.text, statement.start);
    const line = stepLines(policy, own, names.totalSteps ?? '', at, style, guardOf(script, step));
    draft.replace(statement, line);
  }
  for (const [role, number] of Object.entries(group.numbers)) {
    const lines = linesOf(script, statementOf(number.node));
    if (!(role in constantValues(request)) && lines) draft.remove(lines);
  }
}

/** In the way the earlier class is written; its import becomes that of the new one. */
function writeClass(insertion: Insertion, creation: SyntaxNode, wished: string): string {
  const { script, draft, style } = insertion;
  const callee = field(creation, 'function');
  const object = field(callee, 'object');
  if (object) return `${textOf(script.tree, object)}.${wished}`;
  if (!callee || textOf(script.tree, callee) === wished) return wished;
  const [binding] = script.scopes.resolve(callee);
  const imported = binding && parts(binding.node).find((part) => contains(part, binding.target));
  const taken = script.scopes.named(wished).length > 0;
  if (!imported || taken || binding.node.type !== 'import_from_statement') {
    const { text, missing } = writtenClass(script, wished, null, creation);
    if (missing) writeImport(script, draft, style, missing.line, missing.below, [creation]);
    return text;
  }
  const name = textOf(script.tree, callee);
  const isShared = script.nodes.some(
    (node) =>
      node.type === 'identifier' &&
      textOf(script.tree, node) === name &&
      !contains(imported, node) &&
      !contains(creation, node),
  );
  if (isShared) writeElementAfter(script, draft, style, imported, wished);
  else draft.replace(imported, wished);
  return wished;
}
