/** The whole of an insertion: what is there already, what is missing, one coherent set of edits. */
import { applyEdits, changedRanges, Draft } from '../../edits';
import { sayOtherRates } from '../../otherRates';
import { Refusal } from '../../refusal';
import { contains } from '../../syntax';
import { rateText } from '../../../tuning';
import type { ParseText, SyntaxTree } from '../../syntax';
import type { InsertPlan, InsertRequest, OwnSchedule } from '../../types';
import { insertKerasSchedule, removeKerasSchedule } from '../keras/insert';
import { kerasOptimizer } from '../keras/optimizers';
import { fitOf } from '../fastai';
import { belongsTo, findInserted, type InsertedGroup } from '../inserted';
import { findTrainers } from '../huggingFace';
import { findModules } from '../lightning';
import { findSchedules, schedulesOf } from '../ownSchedules';
import { findAll, type Found, type FoundRate } from '../rates/rates';
import { readScript, type Script } from '../script';
import { styleOf } from '../style';
import { choose } from './choose';
import { newConstants, updateConstants } from './constants';
import { refuseSchedule, writeFixedFit, writeOneCycle } from './fastai';
import { chosenTrainer, insertBesideTrainer, isGiven, removeFromTrainer, saySchedule } from './huggingFace';
import type { Insertion } from './insertion';
import { chosenModule, insertIntoModule, removeFromReturn } from './lightning';
import { Names } from './names';
import { otherRates, writeAtSite, writeFixedRate } from './rate';
import { removeGroup } from './remove';
import { snippetOf } from './snippet';
import { insertSchedule } from './torch';
import { updateSchedule } from './update';
import { UNSAFE } from './write';

const HALF_TYPED =
  'The script has a syntax error, which leaves open what belongs together: mend it, then insert again.';

/** @param schedulerName what the scheduler must be called, where the script goes on using the name of its own */
export function planInsertion(
  parse: ParseText,
  tree: SyntaxTree,
  request: InsertRequest,
  siteHint?: number,
  schedulerName: string | null = null,
): InsertPlan {
  const plan = planOnce(parse, tree, request, siteHint, schedulerName);
  if (!plan.ok || plan.edits.length === 0) return plan;
  // A second insertion must leave the first as it is; where it does not, the first was misread.
  const edited = parse(applyEdits(tree.text, plan.edits), tree.language);
  const hint = siteHint === undefined ? undefined : movedBy(plan.edits, siteHint);
  const again = planOnce(parse, edited, request, hint, schedulerName);
  if (again.ok && again.edits.length === 0) return plan;
  const reason = tree.errors > 0 ? HALF_TYPED : UNSAFE;
  return { ok: false, reason, files: [], snippet: snippetOf(readScript(tree), request) };
}

/** Where an offset is after the edits. */
function movedBy(edits: readonly { start: number; end: number; text: string }[], at: number): number {
  return edits
    .filter(({ start, end }) => end <= at && start < at)
    .reduce((sum, { start, end, text }) => sum + text.length - (end - start), at);
}

function planOnce(
  parse: ParseText,
  tree: SyntaxTree,
  request: InsertRequest,
  siteHint: number | undefined,
  schedulerName: string | null,
): InsertPlan {
  const script = readScript(tree);
  const style = styleOf(script);
  const modules = findModules(script);
  checkNumbers(request);
  try {
    const found = findAll(script);
    const chosen = choose(found, siteHint);
    const insertion: Insertion = {
      script,
      style,
      draft: new Draft(tree.text),
      names: new Names(script),
      inserted: findInserted(script),
      modules,
      trainers: findTrainers(script),
      ...found,
      ...chosen,
      schedulerName,
    };
    const summary = write(insertion, request);
    return finish(parse, insertion, found, request, summary);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const snippet = snippetOf(script, request, modules.length > 0 ? 'lightning' : 'torch');
    return { ok: false, reason: error.message, files: error.files, snippet };
  }
}

function checkNumbers(request: InsertRequest): void {
  const numbers = request.what === 'fixed' ? [request.lr] : [request.baseLR, request.maxLR];
  if (request.what === 'schedule') numbers.push(request.stepSize, request.totalSteps ?? 1);
  if (numbers.some((number) => !(Number.isFinite(number) && number > 0))) {
    throw new RangeError('Rates and step counts must be finite numbers above 0.');
  }
}

/** Writes into the draft and says what was done. */
function write(insertion: Insertion, request: InsertRequest): string {
  const group = groupOf(insertion);
  switch (request.what) {
    case 'fixed':
      return writeFixed(insertion, group, request.lr);
    case 'constants':
      return writeConstants(insertion, group, request.baseLR, request.maxLR);
    case 'schedule': {
      const { training, rate } = insertion;
      const module = chosenModule(insertion);
      if (module && !(module.isManual && training)) {
        return insertIntoModule(insertion, module, group, request);
      }
      const trainer = chosenTrainer(insertion);
      if (trainer) return insertBesideTrainer(insertion, trainer, group, request);
      if (rate && kerasOptimizer(insertion.script, rate.creation) !== null) {
        return insertKerasSchedule(insertion, rate, group, request);
      }
      if (rate && fitOf(insertion.script, rate.creation)) {
        if (request.policy === 'one-cycle') return writeOneCycle(insertion, rate, group, request);
        throw refuseSchedule(request, rate);
      }
      if (!training) {
        throw rate
          ? new Refusal(
              'The optimizer is made here but steps in another file: the schedule belongs where its step is called.',
            )
          : new Refusal(
              'This file makes no optimizer that is known, and steps none: open the script that does.',
              ownModules(insertion.script),
            );
      }
      return group?.scheduler
        ? updateSchedule(insertion, training, group, group.scheduler, request)
        : insertSchedule(insertion, training, group, request);
    }
  }
}

/** What an earlier insertion wrote for the training, else for the rate. */
function groupOf(insertion: Insertion): InsertedGroup | null {
  const { inserted, training, trainings, rate } = insertion;
  const module = chosenModule(insertion);
  const ofModule = inserted.find(
    ({ scheduler }) => module && scheduler && contains(module.method, scheduler.creation),
  );
  if (ofModule) return ofModule;
  const trainer = chosenTrainer(insertion);
  const ofTrainer = inserted.find(
    ({ scheduler }) => trainer && scheduler && isGiven(insertion, trainer, scheduler.name),
  );
  if (ofTrainer) return ofTrainer;
  const own = training && inserted.find((group) => belongsTo(group, training, trainings));
  if (own) return own;
  const ofKeras = inserted.find(({ keras }) =>
    keras?.uses.some(({ start }) => start === rate?.argument?.start),
  );
  if (ofKeras) return ofKeras;
  const ofFit = inserted.find(({ fit }) => fit && fit.start === rate?.creation.start);
  if (ofFit) return ofFit;
  const atRate = inserted.find(({ numbers }) => numbers.baseLR?.node.start === rate?.site.start);
  if (atRate) return atRate;
  const free = inserted.filter(({ policy }) => policy === null);
  return rate?.blocked && free.length === 1 ? (free[0] ?? null) : null;
}

function writeFixed(insertion: Insertion, group: InsertedGroup | null, lr: number): string {
  const { rate } = insertion;
  const text = rateText(lr);
  if (rate && fitOf(insertion.script, rate.creation)) {
    if (rate.blocked && !group?.fit) throw new Refusal(rate.blocked.reason, rate.blocked.files);
    return writeFixedFit(insertion, rate, group?.fit ? group : null, lr);
  }
  if (group) {
    const ofGroup = Object.values(group.numbers).some(({ node }) => node.start === rate?.site.start);
    const module = chosenModule(insertion);
    if (module && group.scheduler) removeFromReturn(insertion, module, group.scheduler.name);
    const trainer = chosenTrainer(insertion);
    if (trainer && group.scheduler) removeFromTrainer(insertion, trainer, group.scheduler.name);
    if (group.keras) {
      removeKerasSchedule(insertion, group, group.keras, text);
      return `Took the schedule out and set the learning rate to ${text}.`;
    }
    removeGroup(insertion, group, text);
    if (rate && (ofGroup || !rate.blocked)) {
      if (!ofGroup) writeFixedRate(insertion, rate, lr);
      return `Took the schedule out and set the learning rate to ${text}.`;
    }
    return `Took the schedule out: the learning rate is what it was before, set ${text} there.`;
  }
  if (!rate) throw noRate(insertion.script);
  // One fixed rate can take the place of a list that is searched over.
  if (rate.blocked && rate.site.kind !== 'search') throw new Refusal(rate.blocked.reason, rate.blocked.files);
  writeFixedRate(insertion, rate, lr);
  const others = sayOtherRates(otherRates(insertion, rate));
  return `Set the learning rate to ${text} on line ${rate.site.line + 1}.${sayArgument(rate)}${others}${saySchedule(insertion, rate)}`;
}

function sayArgument({ site }: FoundRate): string {
  return site.kind === 'argument' ? ' A rate that is passed on the command line still goes before it.' : '';
}

function writeConstants(
  insertion: Insertion,
  group: InsertedGroup | null,
  baseLR: number,
  maxLR: number,
): string {
  const { rate, script } = insertion;
  if (group?.keras && group.policy !== null) {
    updateConstants(insertion, group, { baseLR, maxLR });
    return 'Updated the bounds.';
  }
  if (group) {
    updateConstants(insertion, group, { baseLR, maxLR });
    return 'Updated the bounds.';
  }
  if (!rate) throw noRate(script);
  if (rate.blocked) throw new Refusal(rate.blocked.reason, rate.blocked.files);
  if (fitOf(script, rate.creation)) return writeOneCycle(insertion, rate, null, { baseLR, maxLR });
  const place = script.nodes.findLast(({ start }) => start === rate.site.start) ?? rate.creation;
  const names = newConstants(insertion, { baseLR, maxLR }, [place]);
  writeAtSite(insertion, rate, names.baseLR ?? '');
  return `Wrote the bounds as ${names.baseLR} and ${names.maxLR}.`;
}

/** Why a file without optimizers has no place for a rate. */
function noRate(script: Script): Refusal {
  const [trainer] = findTrainers(script);
  if (trainer) {
    return new Refusal(
      `The Trainer on line ${trainer.creation.line + 1} takes its rate from arguments that are not made in this file: set their learning_rate, as with --learning_rate.`,
    );
  }
  const files = ownModules(script);
  const where = files.length > 0 ? `: look in ${files.join(' or ')}` : '';
  return new Refusal(
    `No optimizer is made in this file, so there is no learning rate to set${where}.`,
    files,
  );
}

function ownModules(script: Script): string[] {
  return [...new Set(script.nodes.flatMap((node) => importedFile(script, node)))];
}

/** The project's own modules, as far as their names tell: relative imports. */
function importedFile(
  { text }: Script,
  { type, start, end }: { type: string; start: number; end: number },
): string[] {
  const module =
    type === 'import_from_statement' ? /^from\s+(\.+[\w.]*)/.exec(text.slice(start, end))?.[1] : null;
  return module ? [module] : [];
}

/** Checks the result by reading it again: an edit that breaks the file, or is not found again, is not offered. */
function finish(
  parse: ParseText,
  { script, draft, inserted, training, trainings }: Insertion,
  found: Found,
  request: InsertRequest,
  summary: string,
): InsertPlan {
  const edits = draft.finish();
  if (!edits) throw new Refusal(UNSAFE);
  const after = readScript(parse(applyEdits(script.text, edits), script.tree.language));
  const read = findAll(after);
  const groups = findInserted(after);
  const group = groups.find((candidate) => holds(candidate, request));
  const sameSites = read.trainings.length === found.trainings.length && creations(read) === creations(found);
  const isFound = request.what === 'fixed' || group;
  if (after.tree.errors > script.tree.errors || !isFound || !sameSites) throw new Refusal(UNSAFE);
  const changed = changedRanges(edits);
  const cursor = group?.numbers.baseLR?.node.start ?? changed[0]?.start ?? read.rates[0]?.site.start ?? 0;
  const said = edits.length > 0 ? summary : 'The code already holds these rates.';
  const own = schedulesOf(script, findSchedules(script, inserted), training, trainings);
  const ownSchedules = own.map((schedule) => schedule.own);
  const notes = notesOf(ownSchedules, request);
  return { ok: true, edits, cursor, changed, ownSchedules, summary: [said, ...notes].join(' ') };
}

function creations({ rates }: Found): number {
  return rates.reduce((sum, { sharers }) => sum + 1 + sharers.length, 0);
}

function holds({ policy, numbers }: InsertedGroup, request: InsertRequest): boolean {
  if (request.what === 'fixed') return false;
  return (
    numbers.baseLR?.value === Number(rateText(request.baseLR)) &&
    numbers.maxLR?.value === Number(rateText(request.maxLR)) &&
    (request.what === 'constants' || policy === request.policy)
  );
}

function notesOf(own: readonly OwnSchedule[], { what }: InsertRequest): string[] {
  if (what === 'constants') return [];
  const clash = what === 'fixed' ? 'or the rate does not stay fixed' : 'or the two schedules fight';
  const lines = [...new Set(own.map(({ line }) => line + 1))];
  if (lines.length === 0) return [];
  const many = lines.length > 1;
  return [
    `Line${many ? 's' : ''} ${lines.join(', ')} change${many ? '' : 's'} the learning rate as well: remove ${many ? 'them' : 'it'}, ${clash}.`,
  ];
}
