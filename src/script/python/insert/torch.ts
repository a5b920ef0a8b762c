/** PyTorch: a scheduler behind the optimizer, and its step behind each of the optimizer's. */
import { Refusal } from '../../refusal';
import { rateText } from '../../../tuning';
import { ancestorOf, field, parts, type SyntaxNode } from '../../syntax';
import { refuseFetched } from '../fetched';
import type { InsertedGroup } from '../inserted';
import type { Home } from '../links';
import { isInError, textOf } from '../nodes';
import type { FoundRate, FoundTraining } from '../rates/rates';
import { pathOf } from '../script';
import type { Insertion } from './insertion';
import { schedulerNameFor } from './names';
import { type ScheduleRequest, writeScheduler } from './scheduler';
import { writeSteps } from './steps';
import { leadOfBlock, UNSAFE, writeAfter } from './write';

/** @param constants the two constants, where an earlier insertion wrote no more than these */
export function insertSchedule(
  insertion: Insertion,
  training: FoundTraining,
  constants: InsertedGroup | null,
  request: ScheduleRequest,
): string {
  const { script, style, draft } = insertion;
  const home = homeOf(insertion, training);
  const { statement } = home;
  const [rate] = training.rates;
  const uses = [statement, ...(rate ? [rate.creation] : [])];
  const place = { statement, creation: creationAt(rate, home), uses };
  const scheduler = writeScheduler(insertion, training, constants, request, place);
  const name = nameOf(insertion, home);
  writeGlobal(insertion, home, name);
  const lead = leadOfBlock(script, statement, style);
  writeAfter(script, draft, style, statement, [scheduler.call(name, home.optimizer, lead)]);
  const totalSteps = scheduler.constants.totalSteps ?? '';
  writeSteps(insertion, training.steps, { policy: request.policy, name, totalSteps, assignment: null });
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
