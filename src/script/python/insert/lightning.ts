/** Lightning: a scheduler above the `return` of `configure_optimizers`, and in what it returns. */
import type { Draft } from '../../edits';
import { leadOf } from '../../lines';
import { Refusal } from '../../refusal';
import { rateText } from '../../../tuning';
import { contains, field, parts, type SyntaxNode, walk } from '../../syntax';
import type { InsertedGroup } from '../inserted';
import { type LightningModule, readReturn, type Returned } from '../lightning';
import { isInError, stringValue, textOf } from '../nodes';
import type { FoundTraining } from '../rates/rates';
import type { Script } from '../script';
import type { Style } from '../style';
import type { Insertion } from './insertion';
import { schedulerNameFor } from './names';
import { sayItsEnd, type ScheduleRequest, writeScheduler } from './scheduler';
import { undecided } from './torch';
import { updateSchedule } from './update';
import { lineEnd, UNSAFE } from './write';

/** As black and ruff break lines. */
const LONGEST_LINE = 88;

/** The module that is asked for: the one that makes the chosen optimizer, or where nothing else trains, the first. */
export function chosenModule({
  modules,
  rate,
  training,
}: Pick<Insertion, 'modules' | 'rate' | 'training'>): LightningModule | null {
  const ofRate = modules.find(({ method }) => rate && contains(method, rate.creation));
  return ofRate ?? (training === null && rate === null ? (modules[0] ?? null) : null);
}

/** @param group what an earlier insertion wrote there */
export function insertIntoModule(
  insertion: Insertion,
  module: LightningModule,
  group: InsertedGroup | null,
  request: ScheduleRequest,
): string {
  const training = trainingOf(insertion, module);
  if (group?.scheduler) return updateSchedule(insertion, training, group, group.scheduler, request);
  const { script } = insertion;
  const returned = writable(script, module);
  const [rate] = training.rates;
  const { statement } = returned;
  const uses = [statement, ...(rate ? [rate.creation] : [])];
  const place = { statement, creation: rate?.creation ?? null, uses };
  const scheduler = writeScheduler(insertion, training, group, request, place);
  const names = namesIn(insertion, module, returned);
  const call = scheduler.call(names.scheduler, names.optimizer, leadOf(script.text, statement.start));
  writeReturn(insertion, returned, names, call);
  const last = sayItsEnd(request.policy, scheduler.constants);
  return `Wrote a ${request.policy} schedule between ${rateText(request.baseLR)} and ${rateText(request.maxLR)}, which Lightning steps behind each update.${last}${undecided(insertion, rate)}`;
}

/** Takes what returns the scheduler out again. */
export function removeFromReturn(
  { script, draft }: Pick<Insertion, 'script' | 'draft'>,
  module: LightningModule,
  scheduler: string,
): void {
  const returned = readReturn(script, module);
  if (typeof returned === 'string') throw new Refusal(returned);
  const { around, schedules, own, optimizer } = returned;
  const ours = own.find((node) => isNamed(script, node, scheduler));
  if (!ours) return;
  const pair = ours.parent?.type === 'pair' ? ours.parent : null;
  if (pair && around) {
    const isAll = parts(around).length === 2;
    if (isAll) draft.replace(around, textOf(script.tree, optimizer));
    else removeElement(script, draft, pair);
  } else if (schedules && around) {
    if (own.length === 1) draft.remove({ start: around.end, end: schedules.end });
    else removeElement(script, draft, ours);
  }
}

function removeElement({ text }: Script, draft: Draft, { start, end }: SyntaxNode): void {
  const before = /,\s*$/.exec(text.slice(0, start));
  const after = /^\s*,\s*/.exec(text.slice(end));
  if (before) draft.remove({ start: start - before[0].length, end });
  else draft.remove({ start, end: end + (after?.[0].length ?? 0) });
}

/** Nothing of it is stepped in this file. */
function trainingOf({ rates }: Insertion, { method }: LightningModule): FoundTraining {
  const own = rates.filter((rate) => contains(method, rate.creation));
  return { home: null, problem: null, steps: [], rates: own };
}

function writable(script: Script, module: LightningModule): Returned {
  const line = module.method.line + 1;
  if (module.isManual) {
    throw new Refusal(
      `The module of configure_optimizers on line ${line} optimizes by hand, so Lightning steps no schedule: return it with the optimizer, and call self.lr_schedulers().step() behind each step.`,
    );
  }
  const returned = readReturn(script, module);
  if (typeof returned === 'string') {
    throw new Refusal(`${returned} Return the schedule with its optimizer by hand.`);
  }
  if (isInError(returned.statement) || lineEnd(script, returned.statement) === null)
    throw new Refusal(UNSAFE);
  return returned;
}

interface Names {
  optimizer: string;
  scheduler: string;
}

/** Names of the method's own, so that what others are called does not count. */
function namesIn(
  { script, schedulerName }: Insertion,
  { method }: LightningModule,
  { optimizer }: Returned,
): Names {
  const taken = new Set(
    walk(method)
      .filter(({ type }) => type === 'identifier')
      .map((node) => textOf(script.tree, node)),
  );
  const free = (wished: string): string => {
    let name = wished;
    for (let n = 2; taken.has(name); n++) name = `${wished}_${n}`;
    return name;
  };
  const own = optimizer.type === 'call' ? free('optimizer') : textOf(script.tree, optimizer);
  return { optimizer: own, scheduler: schedulerName ?? free(schedulerNameFor(own).name) };
}

/** The optimizer's call becomes a statement of its own, so that the schedule can name it. */
function writeReturn(
  { script, style, draft }: Insertion,
  returned: Returned,
  names: Names,
  call: string,
): void {
  const { statement, optimizer } = returned;
  const { eol } = style;
  const lead = leadOf(script.text, statement.start);
  const value = returnText(script, returned, names, lead, style);
  if (optimizer.type !== 'call') {
    draft.insert(statement.start, `${call}${eol}${lead}`);
    draft.replace({ start: statement.start, end: statement.end }, `return ${value}`);
    return;
  }
  draft.replace({ start: statement.start, end: optimizer.start }, `${names.optimizer} = `);
  outdent(script, draft, optimizer, lead);
  draft.replace(
    { start: optimizer.end, end: statement.end },
    `${eol}${lead}${call}${eol}${lead}return ${value}`,
  );
}

/** Its further lines stand as deep as it now does. */
function outdent({ text }: Script, draft: Draft, { start, end }: SyntaxNode, lead: string): void {
  const before = leadOf(text, start);
  if (!before.startsWith(lead)) return;
  for (let at = text.indexOf('\n', start); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) {
    const deeper = text.startsWith(before, at + 1) ? before.length - lead.length : 0;
    draft.remove({ start: at + 1, end: at + 1 + deeper });
  }
}

function returnText(
  script: Script,
  { around, schedules, own }: Returned,
  { optimizer, scheduler }: Names,
  lead: string,
  style: Style,
): string {
  const quoted = (text: string): string => style.quote + text + style.quote;
  const entry = `{${quoted('scheduler')}: ${scheduler}, ${quoted('interval')}: ${quoted('step')}}`;
  // The script's own of that name has been taken out above.
  const kept = own
    .filter((node) => !isNamed(script, node, scheduler))
    .map((node) => textOf(script.tree, node));
  const isList = around !== null && around.type !== 'dictionary';
  if (isList || kept.length > 0) {
    const open = isList && schedules ? textOf(script.tree, schedules).charAt(0) : '[';
    const list = [...kept, entry].join(', ');
    const all = open === '(' ? `(${list},)` : `[${list}]`;
    return `[${optimizer}], ${all}`;
  }
  const more = parts(around)
    .filter((pair) => !/^(optimizer|lr_scheduler)$/.test(stringValue(script.tree, field(pair, 'key')) ?? ''))
    .map((pair) => textOf(script.tree, pair));
  const pairs = [`${quoted('optimizer')}: ${optimizer}`, `${quoted('lr_scheduler')}: ${entry}`, ...more];
  const inside = pairs.join(', ');
  if (lead.length + 'return {}'.length + inside.length <= LONGEST_LINE) return `{${inside}}`;
  const lines = pairs.map((pair) => `${style.eol}${lead}${style.indent}${pair},`).join('');
  return `{${lines}${style.eol}${lead}}`;
}

/** Whether a schedule is returned under that name, alone or in a dictionary with its interval. */
function isNamed(script: Script, node: SyntaxNode, scheduler: string): boolean {
  const value =
    node.type === 'dictionary'
      ? parts(node).find((pair) => stringValue(script.tree, field(pair, 'key')) === 'scheduler')
      : null;
  const named = value ? field(value, 'value') : node;
  return named !== null && textOf(script.tree, named) === scheduler;
}
