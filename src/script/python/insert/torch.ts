/** PyTorch: a scheduler behind the optimizer, and its step behind each of the optimizer's. */
import { Refusal } from '../../refusal';
import { constantValues } from '../../constants';
import { rateText } from '../../../tuning';
import { ancestorOf, field, parts, type SyntaxNode } from '../../syntax';
import type { InsertRequest } from '../../types';
import { groupRates } from '../rates/groups';
import { refuseFetched } from '../fetched';
import { writtenClass } from '../imports';
import type { InsertedGroup } from '../inserted';
import type { Home } from '../links';
import { isInError, textOf } from '../nodes';
import type { FoundRate, FoundTraining } from '../rates/rates';
import { pathOf } from '../script';
import { schedulerCall, schedulerClass } from './code';
import { type ConstantNames, newConstants, updateConstants } from './constants';

import type { Insertion } from './insertion';
import { schedulerNameFor } from './names';
import { writeImport } from './place';
import { unknownGroups, writeAtOptimizer } from './rate';
import { writeSteps } from './steps';
import { leadOfBlock, UNSAFE, writeAfter } from './write';

export type ScheduleRequest = Extract<InsertRequest, { what: 'schedule' }>;

/** @param constants the two constants, where an earlier insertion wrote no more than these */
export function insertSchedule(
  insertion: Insertion,
  training: FoundTraining,
  constants: InsertedGroup | null,
  request: ScheduleRequest,
): string {
  const { script, style, draft } = insertion;
  const home = homeOf(insertion, training);
  const ratios = ratiosOf(insertion, training, request);
  const [rate] = training.rates;
  const written = writtenClass(
    script,
    schedulerClass(request.policy),
    creationAt(rate, home),
    home.statement,
  );
  const values = constantValues(request);
  const uses = [home.statement, ...(rate ? [rate.creation] : [])];
  if (written.missing) {
    const { line, below } = written.missing;
    writeImport(script, draft, style, line, below, uses);
  }
  const names = constants
    ? updateConstants(insertion, constants, values)
    : newConstants(insertion, values, uses);
  if (request.policy === 'cosine-restarts') writePeak(insertion, training, names);

  const scheduler = nameOf(insertion, home);
  const code = { policy: request.policy, writtenClass: written.text, optimizer: home.optimizer };
  const lead = leadOfBlock(script, home.statement, style);
  const call = schedulerCall({ ...code, constants: names, ratios }, `${scheduler} = `, lead, style);
  writeGlobal(insertion, home, scheduler);
  writeAfter(script, draft, style, home.statement, [call]);
  const totalSteps = names.totalSteps ?? '';
  writeSteps(insertion, training.steps, {
    policy: request.policy,
    name: scheduler,
    totalSteps,
    assignment: null,
  });
  return `Wrote a ${request.policy} schedule between ${rateText(request.baseLR)} and ${rateText(request.maxLR)}.${undecided(insertion, rate)}`;
}

function homeOf({ script }: Insertion, { home, problem, steps }: FoundTraining): Home {
  if (!home) throw new Refusal(problem ?? UNSAFE);
  refuseFetched(script, home, steps);
  if (isInError(home.statement)) throw new Refusal(UNSAFE);
  const remote = home.bindings.find(({ value }) => {
    const callee = value && field(value, 'function');
    return callee && pathOf(script, callee) === 'torch.distributed.optim.DistributedOptimizer';
  });
  if (remote) {
    throw new Refusal(
      `DistributedOptimizer on line ${remote.node.line + 1} keeps its optimizers in other processes, where PyTorch's schedules do not reach.`,
    );
  }
  return home;
}

/** The creation whose way of naming PyTorch is followed, where it stands with the scheduler. */
function creationAt(rate: FoundRate | undefined, { statement }: Home): SyntaxNode | null {
  const creation = rate && [rate, ...rate.sharers].map((one) => one.creation);
  return creation?.find(({ start, end }) => statement.start <= start && end <= statement.end) ?? null;
}

export function ratiosOf(
  { script }: Insertion,
  { rates }: FoundTraining,
  { policy }: ScheduleRequest,
): number[] | null {
  const groups = rates.flatMap((rate) => [rate, ...rate.sharers].map((one) => groupRates(script, one)));
  const [first] = groups;
  const unlike = groups.some((group) => String(group.ratios) !== String(first?.ratios));
  if (rates[0] && (unlike || groups.some(({ unknown }) => unknown))) throw unknownGroups(rates[0]);
  if (first?.ratios && policy === 'cosine-restarts') {
    throw new Refusal(
      'CosineAnnealingWarmRestarts has one lowest rate for all groups of parameters, and these have rates of their own: choose another policy.',
    );
  }
  return first?.ratios ?? null;
}

/** CosineAnnealingWarmRestarts falls from the rate that the optimizer has. */
export function writePeak(insertion: Insertion, { rates }: FoundTraining, { maxLR }: ConstantNames): void {
  const uses = rates.flatMap((rate) => [rate, ...rate.sharers]);
  const unwritable = uses.find(({ argument, site }) => !argument && site.kind !== 'default');
  if (uses.length === 0 || unwritable || !maxLR) {
    throw new Refusal(
      'CosineAnnealingWarmRestarts falls from the rate that the optimizer is made with, which is not in this file: choose another policy.',
    );
  }
  for (const use of uses) {
    if (!use.argument || textOf(insertion.script.tree, use.argument) !== maxLR)
      writeAtOptimizer(insertion, use, maxLR);
  }
}

function nameOf({ names, schedulerName, script }: Insertion, { optimizer, statement }: Home): string {
  if (schedulerName !== null) return schedulerName;
  const { owner, name } = schedulerNameFor(optimizer);
  if (owner === '') return names.take(name);
  // Attributes are free as long as nothing has that very one.
  for (let n = 1; ; n++) {
    const text = `${owner}${name}${n === 1 ? '' : `_${n}`}`;
    if (script.scopes.attribute(text, statement).length === 0) return text;
  }
}

/** `global optimizer` of the function that makes it becomes `global optimizer, scheduler`. */
function writeGlobal({ script, draft }: Insertion, { statement, optimizer }: Home, scheduler: string): void {
  const owner = ancestorOf(statement, ({ type }) => type === 'function_definition');
  if (!owner || !script.scopes.isOuter(owner, optimizer)) return;
  const declaration = script.nodes.find(
    (node) =>
      /^(global|nonlocal)_statement$/.test(node.type) &&
      owner.start <= node.start &&
      node.end <= owner.end &&
      parts(node).some((part) => textOf(script.tree, part) === optimizer),
  );
  if (declaration?.type === 'nonlocal_statement') {
    throw new Refusal(
      `${optimizer} is nonlocal on line ${declaration.line + 1}: make the schedule where it is declared.`,
    );
  }
  if (declaration) draft.insert(declaration.end, `, ${scheduler}`);
}

/** What the script's own rate is still good for. */
export function undecided({ script }: Pick<Insertion, 'script'>, rate: FoundRate | undefined): string {
  const argument = rate?.argument;
  if (!rate || !argument || !/^(argument|elsewhere)$/.test(rate.site.kind)) return '';
  return ` ${textOf(script.tree, argument)} on line ${argument.line + 1} no longer decides the learning rate.`;
}
