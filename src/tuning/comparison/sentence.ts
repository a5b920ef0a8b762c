/**
 * One honest sentence. A win is claimed only where the spread over the seeds does not cover it: every seed of the
 * one lies above every seed of the other. With three seeds each, chance alone does that once in twenty.
 */
import { formatRate } from '../format';
import { OWN_ARM } from './arms';
import { type ArmResult, bestArm, type Comparison, isLoss, type Metric, type SeedResult } from './results';
import { metricName, metricText } from './words';

/** Fewer show no spread that could be trusted. */
const FEWEST_SEEDS = 3;

type Outcome = 'better' | 'level' | 'worse';

export function comparisonSentence(comparison: Omit<Comparison, 'headline' | 'sentence'>): string {
  const { metric, arms } = comparison;
  const own = arms.find((arm) => arm.name === OWN_ARM.name);
  const policies = arms.filter((arm) => arm.schedule !== null && arm.schedule.kind !== 'fixed');
  const cycled = bestArm(policies, metric);
  if (!cycled) return 'No policy has finished its training yet.';
  if (!own) return `${capital(cycled.name)} reached ${withArticle(metric)} of ${bestText(cycled, metric)}.`;
  const fixed = arms.find((arm) => arm.name === comparison.bestFixed) ?? null;
  const rivals = fixed ? [own, fixed] : [own];

  const fewest = Math.min(...[cycled, ...rivals].map((arm) => arm.perSeed.length));
  if (fewest < FEWEST_SEEDS) return undecided(comparison, cycled, rivals, fewest);
  return `${valueClause(comparison, cycled, rivals)}${speedClause(comparison, cycled, own, fixed)}.`;
}

function undecided(
  { metric }: Pick<Comparison, 'metric'>,
  cycled: ArmResult,
  rivals: readonly ArmResult[],
  seeds: number,
): string {
  const others = rivals.map((arm) => `${nameOf(arm)}: ${bestText(arm, metric)}`).join('; ');
  const count = seeds === 1 ? 'one seed' : `${seeds} seeds`;
  return `${capital(cycled.name)} reached ${withArticle(metric)} of ${bestText(cycled, metric)} (${others}), but ${count} each cannot tell a gain from chance: compare ${FEWEST_SEEDS} or more.`;
}

const VERBS: Record<Outcome, string> = { better: 'beat', level: 'is level with', worse: 'lost to' };

function valueClause(
  { metric }: Pick<Comparison, 'metric'>,
  cycled: ArmResult,
  rivals: readonly ArmResult[],
): string {
  const outcomes = rivals.map((rival) => valueOutcome(cycled, rival, isLoss(metric)));
  const parts = rivals.map(
    (rival, i) => `${VERBS[outcomes[i] ?? 'level']} ${nameOf(rival)} (${bestText(rival, metric)})`,
  );
  const [againstOwn, againstFixed] = outcomes;
  const joint = againstOwn === againstFixed ? ' and ' : ', but ';
  const why =
    againstOwn === 'better' && againstFixed !== undefined && againstFixed !== 'better'
      ? ': the better rate explains the gain, not the cycling'
      : '';
  return `With ${withArticle(metric)} of ${bestText(cycled, metric)}, ${cycled.name} ${parts.join(joint)}${why}`;
}

/** What a gain over the own rate is worth, by how the best fixed rate fared. */
const CAUTIONS: Record<Outcome, string> = {
  better: '',
  level: ', where the difference to the best fixed rate may be chance',
  worse: ', which is sooner still',
};

function speedClause(
  { target, metric }: Pick<Comparison, 'target' | 'metric'>,
  cycled: ArmResult,
  own: ArmResult,
  fixed: ArmResult | null,
): string {
  if (target === null) return '';
  const goal = `the own rate's best ${metricName(metric)}, ${metricText(metric, target)},`;
  if (cycled.reached === 0) return `; it never reached ${goal.slice(0, -1)}`;
  const mine = iterationsText(cycled);
  const others = `${iterationsText(own)} with the own rate${fixed ? ` and ${iterationsText(fixed)} with the best fixed rate` : ''}`;
  switch (speedOutcome(cycled, own)) {
    case 'better': {
      const caution = fixed ? CAUTIONS[speedOutcome(cycled, fixed)] : '';
      return `; it reached ${goal} in fewer iterations: ${mine}, against ${others}${caution}`;
    }
    case 'worse':
      return `; it took more iterations to reach ${goal} ${mine}, against ${others}`;
    case 'level':
      return `; it reached ${goal} no sooner than chance allows: ${mine} iterations, against ${others}`;
  }
}

function valueOutcome(a: ArmResult, b: ArmResult, lowerIsBetter: boolean): Outcome {
  const sign = lowerIsBetter ? -1 : 1;
  const scores = (arm: ArmResult): number[] =>
    arm.perSeed.map(({ best }) => (best === null ? -Infinity : sign * best));
  return outcomeOf(scores(a), scores(b));
}

/** A seed that never got there is later than any that did. */
function speedOutcome(a: ArmResult, b: ArmResult): Outcome {
  const scores = (arm: ArmResult): number[] =>
    arm.perSeed.map(({ iterationsToTarget }: SeedResult) =>
      iterationsToTarget === null ? -Infinity : -iterationsToTarget,
    );
  return outcomeOf(scores(a), scores(b));
}

function outcomeOf(a: readonly number[], b: readonly number[]): Outcome {
  if (Math.min(...a) > Math.max(...b)) return 'better';
  return Math.max(...a) < Math.min(...b) ? 'worse' : 'level';
}

function nameOf({ name, schedule }: ArmResult): string {
  if (name === OWN_ARM.name) return "the script's own rate";
  return schedule?.kind === 'fixed' ? `the best fixed rate, ${formatRate(schedule.lr)}` : name;
}

function bestText({ best }: ArmResult, metric: Metric): string {
  return best === null ? 'no finite value' : metricText(metric, best.mean);
}

function iterationsText({ iterationsToTarget, reached, perSeed }: ArmResult): string {
  if (iterationsToTarget === null) return 'never';
  const some = reached < perSeed.length ? ` (${reached} of ${perSeed.length} seeds)` : '';
  return `${Math.round(iterationsToTarget.mean)}${some}`;
}

function withArticle(metric: Metric): string {
  return `a ${metricName(metric)}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
