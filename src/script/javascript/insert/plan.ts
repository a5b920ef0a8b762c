/** The whole of an insertion: what is there already, what is missing, one coherent set of edits. */
import { rateText } from '../../../tuning';
import { applyEdits, changedRanges, Draft } from '../../edits';
import type { ParseText, SyntaxTree } from '../../syntax';
import type { InsertPlan, InsertRequest, OwnSchedule } from '../../types';
import { ratesInstead, sayOtherRates } from '../../otherRates';
import { Refusal } from '../../refusal';
import { type Style, styleOf } from '../style';
import { findInserted, type Inserted, type InsertedGroup } from '../inserted';
import { sharedCalls, callsThatTrain } from '../links';
import { findOwnSchedules } from '../ownSchedules';
import { findRates, type FoundRate } from '../rates';
import { readScript, type Script } from '../script';
import { findTrainingCalls, type TrainingCall } from '../training';
import type { Insertion } from './insertion';
import { insertNew } from './insertNew';
import { isWritable, refusal, writeRate } from './rate';
import { Imports } from './imports';
import { Names } from './text/names';
import { removeGroup } from './remove';
import { snippetOf } from './snippet';
import { updateGroup } from './update';

const UNSAFE = 'The code around the learning rate could not be edited safely.';
const HALF_TYPED =
  'The script has a syntax error, which leaves open what belongs together: mend it, then insert again.';

export function planInsertion(
  parse: ParseText,
  tree: SyntaxTree,
  request: InsertRequest,
  siteHint?: number,
): InsertPlan {
  const plan = planOnce(parse, tree, request, siteHint);
  if (!plan.ok || tree.errors === 0) return plan;
  // Broken code may read otherwise after an edit, so that a second insertion would not leave the first as it is.
  const edited = parse(applyEdits(tree.text, plan.edits), tree.language);
  const again = planOnce(parse, edited, request, siteHint === undefined ? siteHint : plan.cursor);
  if (!again.ok || again.edits.length === 0) return plan;
  const snippet = snippetOf(readScript(tree), styleOf(tree), request);
  return { ok: false, reason: HALF_TYPED, files: [], snippet };
}

function planOnce(
  parse: ParseText,
  tree: SyntaxTree,
  request: InsertRequest,
  siteHint: number | undefined,
): InsertPlan {
  const script = readScript(tree);
  const style = styleOf(tree);
  try {
    checkNumbers(request);
    const insertion = prepare(script, style, siteHint);
    const summary = write(insertion, request);
    return finish(parse, insertion, request, summary);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { message, files } = error;
    return { ok: false, reason: message, files, snippet: snippetOf(script, style, request) };
  }
}

function checkNumbers(request: InsertRequest): void {
  const numbers = request.what === 'fixed' ? [request.lr] : [request.baseLR, request.maxLR];
  if (request.what === 'schedule') numbers.push(request.stepSize, request.totalSteps ?? 1);
  if (numbers.some((number) => !(Number.isFinite(number) && number > 0))) {
    throw new RangeError('Rates and step counts must be finite numbers above 0.');
  }
}

function prepare(script: Script, style: Style, siteHint: number | undefined): Insertion {
  const rates = findRates(script);
  const calls = findTrainingCalls(script);
  const names = new Names(script);
  const rate = chooseRate(script, rates, calls, siteHint);
  return {
    script,
    style,
    draft: new Draft(script.text),
    inserted: findInserted(script),
    names,
    imports: new Imports(script, style, names),
    rate,
    rates,
    training: callsThatTrain(script, rate, rates, calls),
  };
}

/** The rate at the hint, or the one that the training call at the hint uses, or the first. */
function chooseRate(
  script: Script,
  rates: readonly FoundRate[],
  calls: readonly TrainingCall[],
  siteHint: number | undefined,
): FoundRate | null {
  if (siteHint !== undefined) {
    const at = rates.find(({ site }) => site.start <= siteHint && siteHint <= site.end);
    if (at) return at;
    const call = calls.find(
      (candidate) => candidate.call.start <= siteHint && siteHint <= candidate.call.end,
    );
    const user = call && rates.find((rate) => callsThatTrain(script, rate, rates, calls).includes(call));
    if (user) return user;
  }
  return rates[0] ?? null;
}

/** Writes into the draft and says what was done. */
function write(insertion: Insertion, request: InsertRequest): string {
  const { inserted, rate, script, training } = insertion;
  const group = groupOf(inserted, rate, insertion.rates);
  if (request.what === 'fixed') return writeFixed(insertion, group, request.lr);
  if (group && (request.what === 'constants' || group.policy)) return updateGroup(insertion, group, request);
  if (rate && (request.what === 'constants' || isWritable(rate))) {
    const reason = refusal(rate, script);
    if (reason) throw new Refusal(reason, filesOf(rate));
  } else if (rate?.module) {
    throw new Refusal(refusal(rate, script) ?? '', filesOf(rate));
  }
  if (request.what === 'schedule') refuseShared(insertion);
  if (!rate && request.what === 'constants') throw noRate(script);
  if (!rate && training.length === 0) {
    throw new Refusal('This file neither names a learning rate nor trains: open the script that does.');
  }
  return insertNew(insertion, group, request);
}

/** A schedule in a call that trains models of different rates would set the rates of all. */
function refuseShared({ script, rate, rates, training }: Insertion): void {
  const [shared] = rate && rates.length > 1 ? sharedCalls(script, training) : [];
  if (!shared) return;
  const lines = rates.map(({ site }) => site.line + 1).join(' and ');
  throw new Refusal(
    `Line ${shared.call.line + 1} trains models with different rates (lines ${lines}), and a schedule there would set them all: give each model a fit of its own, then insert again.`,
  );
}

/** The inserted constants that belong to the rate. */
function groupOf(
  inserted: Inserted,
  rate: FoundRate | null,
  rates: readonly FoundRate[],
): InsertedGroup | null {
  const belongs = (group: InsertedGroup, { site }: FoundRate) =>
    group.numbers.baseLR?.node.start === site.start;
  const own = rate && inserted.groups.find((group) => belongs(group, rate));
  if (own || (rate && isWritable(rate))) return own ?? null;
  return inserted.groups.find((group) => !rates.some((other) => belongs(group, other))) ?? null;
}

/** Why a file without optimizers has no place for a rate, and where it may be. */
function noRate(script: Script): Refusal {
  const files = script.declarations.importedFiles();
  const where = files.length > 0 ? `: look in ${files.join(' or ')}` : '';
  return new Refusal(
    `No optimizer is named in this file, so there is no learning rate to set${where}.`,
    files,
  );
}

function filesOf({ module }: FoundRate): string[] {
  return module === null ? [] : [module];
}

function writeFixed(insertion: Insertion, group: InsertedGroup | null, lr: number): string {
  const { script, draft, inserted, imports, rate, rates } = insertion;
  const text = rateText(lr);
  if (group) {
    removeGroup(script, draft, inserted, group, text);
    return rate && isWritable(rate)
      ? `Took the schedule out and set the learning rate to ${text}.`
      : `Took the schedule out: the learning rate is what it was before, pass ${text} there.`;
  }
  if (!rate) throw noRate(script);
  const reason = rate.site.kind === 'search' && rate.site.optimizer ? null : refusal(rate, script);
  if (reason) throw new Refusal(reason, filesOf(rate));
  writeRate(script, draft, imports, rate, text);
  imports.write(draft);
  const others = ratesInstead(script.tree, rate, rates, ({ optimizer }) => optimizer);
  return `Set the learning rate to ${text} on line ${rate.site.line + 1}.${sayOtherRates(others)}`;
}

/** Checks the result by reading it again: an edit that breaks the file, or is not found again, is not offered. */
function finish(parse: ParseText, insertion: Insertion, request: InsertRequest, summary: string): InsertPlan {
  const { script, draft, rates, inserted } = insertion;
  const edits = draft.finish();
  if (!edits) throw new Refusal(UNSAFE);
  const tree = parse(applyEdits(script.text, edits), script.tree.language);
  const after = readScript(tree);
  const group = findInserted(after).groups.find((candidate) => holds(candidate, request));
  if (tree.errors > script.tree.errors || (request.what !== 'fixed' && !group)) throw new Refusal(UNSAFE);

  const changed = changedRanges(edits);
  const cursor =
    group?.numbers.baseLR?.node.start ?? changed[0]?.start ?? findRates(after)[0]?.site.start ?? 0;
  const said = edits.length > 0 ? summary : 'The code already holds these rates.';
  const ownSchedules = findOwnSchedules(script, rates, inserted);
  const notes = notesOf(ownSchedules, request);
  return { ok: true, edits, cursor, changed, ownSchedules, summary: [said, ...notes].join(' ') };
}

function holds({ policy, numbers }: InsertedGroup, request: InsertRequest): boolean {
  if (request.what === 'fixed') return false;
  const { baseLR, maxLR } = request;
  return (
    numbers.baseLR?.value === Number(rateText(baseLR)) &&
    numbers.maxLR?.value === Number(rateText(maxLR)) &&
    (request.what === 'constants' || policy?.policy === request.policy)
  );
}

function notesOf(own: readonly OwnSchedule[], { what }: InsertRequest): string[] {
  const clash = what === 'fixed' ? 'or the rate does not stay fixed' : 'or the two schedules fight';
  return own.map(({ line, effective }) =>
    effective
      ? `Line ${line + 1} changes the learning rate as well: remove it, ${clash}.`
      : `Line ${line + 1} assigns a learning rate, which this optimizer has always ignored: it can go.`,
  );
}
