/** Hugging Face: the Trainer is given the schedule, beside an optimizer of the script's or of its own. */
import { leadOf } from '../../lines';
import { Refusal } from '../../refusal';
import { rateText } from '../../../tuning';
import { contains, type SyntaxNode } from '../../syntax';
import { isTrainingArguments, type TrainerMade } from '../huggingFace';
import type { InsertedGroup } from '../inserted';
import { bindingsOf } from '../steps';
import { argumentsOf, stringValue, textOf } from '../nodes';
import type { FoundRate, FoundTraining } from '../rates/rates';
import type { Insertion } from './insertion';
import { schedulerNameFor } from './names';
import { sayItsEnd, type ScheduleRequest, writeScheduler } from './scheduler';
import { updateSchedule } from './update';
import { writeAfter } from './write';

type Chosen = Pick<Insertion, 'script' | 'trainers' | 'training' | 'rate'>;

/** Where the script has no loop of its own and leaves the training to a Trainer. */
export function chosenTrainer({ script, trainers, training, rate }: Chosen): TrainerMade | null {
  const [trainer] = trainers;
  if (!trainer || training !== null) return null;
  const isItsRate = rate === null || isTrainingArguments(script, rate.creation) || trainer.given !== null;
  return isItsRate ? trainer : null;
}

/** Whether the Trainer has been given that schedule. */
export function isGiven({ script }: Pick<Insertion, 'script'>, trainer: TrainerMade, name: string): boolean {
  const { given } = trainer;
  return given ? textOf(script.tree, given.schedule) === name : name === `${trainer.name}.lr_scheduler`;
}

export function insertBesideTrainer(
  insertion: Insertion,
  trainer: TrainerMade,
  group: InsertedGroup | null,
  request: ScheduleRequest,
): string {
  const training = trainingOf(insertion, trainer);
  if (group?.scheduler) return updateSchedule(insertion, training, group, group.scheduler, request);
  const { script, style, draft } = insertion;
  const { statement } = trainer;
  const names = namesFor(insertion, trainer);
  const uses = [statement, ...training.rates.map(({ creation }) => creation)];
  const place = { statement, creation: null, uses };
  const scheduler = writeScheduler(insertion, training, group, request, place);
  const lead = leadOf(script.text, statement.start);
  const call = scheduler.call(names.scheduler, names.optimizer, lead);
  if (trainer.given) {
    draft.insert(statement.start, `${call}${style.eol}${lead}`);
    draft.replace(trainer.given.schedule, names.scheduler);
  } else {
    writeAfter(script, draft, style, statement, [call]);
  }
  const last = sayItsEnd(request.policy, scheduler.constants);
  return `Wrote a ${request.policy} schedule between ${rateText(request.baseLR)} and ${rateText(request.maxLR)}, which the Trainer steps behind each update: lr_scheduler_type and warm-up of its arguments count no longer.${last}`;
}

export function removeFromTrainer({ script, draft }: Insertion, { given }: TrainerMade, name: string): void {
  if (given && textOf(script.tree, given.schedule) === name) draft.replace(given.schedule, 'None');
}

/** A Trainer lowers its rate to nothing where it is not told otherwise. */
export function saySchedule({ script }: Pick<Insertion, 'script'>, { creation }: FoundRate): string {
  if (!isTrainingArguments(script, creation)) return '';
  const kind = argumentsOf(script.tree, creation).keywords.get('lr_scheduler_type');
  if (stringValue(script.tree, kind) === 'constant') return '';
  return ' The Trainer still changes it while it trains; with lr_scheduler_type="constant" it stays.';
}

/** Nothing of it is stepped in this file. */
function trainingOf({ script, rates }: Insertion, { given }: TrainerMade): FoundTraining {
  const made: readonly (SyntaxNode | null)[] = given
    ? bindingsOf(script, given.optimizer).map(({ node }) => node)
    : [];
  const own = rates.filter(({ creation }) =>
    given ? made.some((node) => node && contains(node, creation)) : isTrainingArguments(script, creation),
  );
  return { home: null, problem: null, steps: [], rates: own };
}

function namesFor(
  { script, names, schedulerName }: Insertion,
  { given, name, creation }: TrainerMade,
): { optimizer: string; scheduler: string } {
  const line = creation.line + 1;
  if (!given) {
    if (name === null) {
      throw new Refusal(
        `Give the Trainer on line ${line} a name of its own first: it takes the schedule under it.`,
      );
    }
    // It makes the optimizer that its arguments describe, once.
    return { optimizer: `${name}.create_optimizer()`, scheduler: `${name}.lr_scheduler` };
  }
  const optimizer = textOf(script.tree, given.optimizer);
  const own = textOf(script.tree, given.schedule);
  if (!/^(identifier|attribute)$/.test(given.optimizer.type) || (own !== 'None' && own !== schedulerName)) {
    throw new Refusal(
      `The Trainer on line ${line} is given ${optimizer} with the schedule ${own}: put the new one in its place by hand.`,
    );
  }
  return { optimizer, scheduler: schedulerName ?? names.take(schedulerNameFor(optimizer).name) };
}
