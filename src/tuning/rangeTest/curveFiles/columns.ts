/** Which columns of a file hold the rate, the loss and the accuracy, by the names that tools give them. */
import { CurveError } from './curveError';
import { isEmpty } from './cells';
import { listNames, namesOf, type Table } from './table';

export const ROLES = ['lr', 'loss', 'accuracy'] as const;
export type Role = (typeof ROLES)[number];

/** Columns that the user named. */
export type ColumnChoice = Partial<Readonly<Record<Role, string>>>;

export interface ChosenColumns {
  /** Indices into the names; undefined where none is there. */
  readonly found: Partial<Readonly<Record<Role | 'step', number>>>;
  /** Names that would have done as well as the one taken. */
  readonly rivals: Partial<Readonly<Record<Role, readonly string[]>>>;
  /** Columns that nothing was read from and that do not just count or time the rows. */
  readonly unread: readonly string[];
}

const MEASURED_ELSEWHERE = set('val valid validation test testing eval evaluation dev holdout');
const AVERAGED = set('smooth smoothed smoothened avg average averaged mean running ema epoch ma');
/** Words that say nothing against a column. */
const PLAIN = set(
  'train training results result history metrics metric log logs scalars data recorder trainer',
);
const OF_ONE_STEP = set('step batch raw minibatch iter');
const NOT_THE_RATE = set('momentum weight decay wd mult multiplier scale factor ratio log beta betas');
const NOT_THE_LOSS = set('scale scaler weight weights grad factor lr');
const KINDS_OF_ACCURACY = set('sparse categorical binary top1 multiclass');
const COUNTS_OR_TIMES = set(
  'step steps epoch epochs iteration iterations iter iters batch idx global trainer time wall timestamp runtime ' +
    'index unnamed seconds elapsed date level_0 0',
);
const STEPS = set('step steps iteration iterations iter iters batch');

/** Scores closer than this leave open which column is meant. */
const AS_GOOD = 0.3;
const FEW_SHARE = 0.25;

/** @throws CurveError where a chosen name is not there */
export function chooseColumns(table: Table, choice: ColumnChoice): ChosenColumns {
  const names = namesOf(table);
  const words = names.map(wordsOf);
  const found: Partial<Record<Role | 'step', number>> = {};
  const rivals: Partial<Record<Role, string[]>> = {};
  for (const role of ROLES) {
    const named = choice[role];
    if (named !== undefined) {
      found[role] = indexOfName(names, named, role, table.fileName);
      continue;
    }
    const scores = preferFilled(
      words.map((of) => SCORES[role](of)),
      table,
    );
    const best = largest(scores);
    if (best <= 0) continue;
    const index = scores.indexOf(best);
    found[role] = index;
    const others = names.filter((_, i) => i !== index && (scores[i] ?? 0) > best - AS_GOOD);
    if (others.length > 0) rivals[role] = others;
  }
  const steps = words.map(stepScore);
  if (largest(steps) > 0) found.step = steps.indexOf(largest(steps));
  const used = new Set(Object.values(found));
  const unread = names.filter((_, i) => !used.has(i) && !onlyCounts(words[i] ?? []));
  return { found, rivals, unread };
}

/** A column with a few values, such as the mean that a trainer writes at the end, stands behind one with many. */
function preferFilled(scores: readonly number[], { columns }: Table): number[] {
  const filled = scores.map((score, i) =>
    score > 0 ? (columns[i]?.cells.reduce<number>((sum, cell) => sum + (isEmpty(cell) ? 0 : 1), 0) ?? 0) : 0,
  );
  const most = largest(filled);
  return scores.map((score, i) => (score > 0 && (filled[i] ?? 0) < FEW_SHARE * most ? score / 10 : score));
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

/** Whether the name alone says that a file holds a rate and a loss in these columns. */
export function isComplete({ found }: ChosenColumns): boolean {
  return found.lr !== undefined && found.loss !== undefined;
}

function indexOfName(names: readonly string[], wanted: string, role: Role, fileName: string): number {
  const exact = names.indexOf(wanted);
  const index = exact >= 0 ? exact : names.findIndex((name) => isNamed(name, wanted));
  if (index >= 0) return index;
  throw new CurveError(
    `${fileName} has no column "${wanted}" for --${role}. It has: ${listNames(names, 30) || 'none'}.`,
  );
}

/** Whether a user who types `wanted` means the column; one without a name by its number. */
export function isNamed(name: string | undefined, wanted: string | undefined): boolean {
  if (name === undefined || wanted === undefined) return false;
  const [own, plain] = [name.trim().toLowerCase(), wanted.trim().toLowerCase()];
  return own === plain || own === `column ${plain}`;
}

/** `trainLoss`, `train/loss` and `Train Loss` are the same two words. */
function wordsOf(name: string): string[] {
  const apart = name
    .slice(0, 200)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return (apart.match(/[a-z]+|\d+/g) ?? []).map((word) => word.replace(/^learningrates?$/, 'lr'));
}

/** Above 0 where the words may name the role; the higher the better. */
const SCORES: Readonly<Record<Role, (words: readonly string[]) => number>> = {
  lr(words) {
    const joined = words
      .join(' ')
      .replace(/\blearning rates?\b|\blrs\b/g, 'lr')
      .split(' ');
    return joined.includes('lr') && !joined.some((word) => NOT_THE_RATE.has(word))
      ? score(joined, set('lr'))
      : 0;
  },
  loss(words) {
    return words.some((word) => NOT_THE_LOSS.has(word)) ? 0 : score(words, set('loss losses'), set('total'));
  },
  accuracy(words) {
    return score(words, set('accuracy accuracies acc'), KINDS_OF_ACCURACY);
  },
};

function score(
  words: readonly string[],
  wanted: ReadonlySet<string>,
  fitting: ReadonlySet<string> = set(''),
): number {
  if (!words.some((word) => wanted.has(word)) || words.some((word) => MEASURED_ELSEWHERE.has(word))) return 0;
  return words.reduce((left, word) => {
    if (wanted.has(word)) return left;
    if (OF_ONE_STEP.has(word)) return left + 0.5;
    if (PLAIN.has(word) || fitting.has(word)) return left - 0.05;
    return AVERAGED.has(word) ? left - 3 : left - 0.5;
  }, 10);
}

function stepScore(words: readonly string[]): number {
  if (!words.some((word) => STEPS.has(word)) || !onlyCounts(words)) return 0;
  return 10 + (words.includes('global') ? 0.5 : 0) - words.length + (words.includes('batch') ? -5 : 0);
}

/** Whether a column just counts or times the rows. */
export function isBookkeeping(name: string): boolean {
  return onlyCounts(wordsOf(name));
}

function onlyCounts(words: readonly string[]): boolean {
  return words.every((word) => COUNTS_OR_TIMES.has(word));
}

function set(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}
