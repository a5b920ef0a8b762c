/** What a comparison comes to in ten words, for a person who reads no more than that. */
import { rateText } from '../format';
import { OWN_ARM } from './arms';
import { type ArmResult, bestArm, type Comparison, isLoss } from './results';
import { metricName, metricText } from './words';

const LIST = new Intl.ListFormat('en-GB');

/**
 * The best first, then the best of the other sort (policy or fixed rate), then the script's own. Those that show the
 * same value are level, whatever lies behind its digits. It says what was measured; whether that is more than chance is
 * said by the sentence.
 */
export function comparisonHeadline({ metric, arms }: Pick<Comparison, 'metric' | 'arms'>): string {
  const measured = arms.filter(({ best }) => best !== null);
  const best = bestArm(measured, metric);
  if (!best?.best) return 'No training has come to a result yet.';
  const shown = (arm: ArmResult): string => metricText(metric, arm.best?.mean ?? NaN);
  const value = isLoss(metric)
    ? `a ${metricName(metric)} of ${shown(best)}`
    : `${shown(best)} ${metricName(metric)}`;
  if (measured.length === 1) return `${capitalized(nameOf(best))} reached ${value}.`;
  const isLevel = (arm: ArmResult): boolean => shown(arm) === shown(best);
  const all = measured.length === 2 ? 'Both' : `All ${measured.length}`;
  if (measured.every(isLevel)) return `${all} were level: ${value}.`;
  const listed = [...new Set([best, bestArm(rivals(measured, best), metric), measured.find(isOwn)])].filter(
    (arm): arm is ArmResult => !!arm,
  );
  const level = listed.filter(isLevel).map(nameOf);
  const rest = listed.filter((arm) => !isLevel(arm)).map((arm) => `${restName(arm)} ${shown(arm)}`);
  const first =
    level.length === 1
      ? `${capitalized(nameOf(best))} was best: ${value}`
      : `${capitalized(LIST.format(level))} were level: ${value}`;
  return `${[first, ...rest].join('; ')}.`;
}

function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
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
