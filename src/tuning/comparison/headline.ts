/** What a comparison comes to in ten words, for a person who reads no more than that. */
import { rateText } from '../format';
import { OWN_ARM } from './arms';
import { type ArmResult, bestArm, type Comparison, isLoss } from './results';
import { metricName, metricText } from './words';

/**
 * The best first, then the best of the other sort (policy or fixed rate), then the script's own. It says what was
 * measured; whether that is more than chance is said by the sentence.
 */
export function comparisonHeadline({ metric, arms }: Pick<Comparison, 'metric' | 'arms'>): string {
  const measured = arms.filter(({ best }) => best !== null);
  const best = bestArm(measured, metric);
  if (!best?.best) return 'No training has come to a result yet.';
  const name = nameOf(best);
  const value = isLoss(metric)
    ? `a ${metricName(metric)} of ${metricText(metric, best.best.mean)}`
    : `${metricText(metric, best.best.mean)} ${metricName(metric)}`;
  const first = name.charAt(0).toUpperCase() + name.slice(1);
  if (measured.length === 1) return `${first} reached ${value}.`;
  const others = [bestArm(rivals(measured, best), metric), measured.find(isOwn)].filter(
    (arm) => arm && arm !== best,
  );
  const rest = others.flatMap((arm) =>
    arm?.best ? [`${restName(arm)} ${metricText(metric, arm.best.mean)}`] : [],
  );
  return `${[`${first} was best: ${value}`, ...rest].join('; ')}.`;
}

function isOwn({ name }: ArmResult): boolean {
  return name === OWN_ARM.name;
}

function isPolicy({ schedule }: ArmResult): boolean {
  return schedule !== null && schedule.kind !== 'fixed';
}

/** Those of the other sort; beside the script's own rate any. */
function rivals(arms: readonly ArmResult[], best: ArmResult): ArmResult[] {
  return arms.filter((arm) => !isOwn(arm) && (isOwn(best) || isPolicy(arm) !== isPolicy(best)));
}

/** A name that ends in a number is parted from the one that follows. */
function restName(arm: ArmResult): string {
  if (isOwn(arm)) return 'yours';
  return arm.schedule?.kind === 'fixed' ? `${nameOf(arm)}:` : nameOf(arm);
}

function nameOf({ name, schedule }: ArmResult): string {
  if (schedule === null) return 'your own rate';
  return schedule.kind === 'fixed' ? `a fixed rate of ${rateText(schedule.lr)}` : name;
}
