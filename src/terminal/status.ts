/** How far a run is, in one line: iterations, the time left, and what can be said of the answer already. */
import { chosenOf, comparisonOf, isGoingOn, progressOf, type Run, timeIn } from '../runs';
import { bestArm, formatRate } from '../tuning';

/** As much as fits: what is said last is left out first. Empty where nothing goes on. */
export function statusOf(run: Run, columns: number, now = timeIn(run)): string {
  if (!isGoingOn(run)) return '';
  const progress = progressOf(run, now);
  if (progress === null || progress.step === 0) return waiting(run).slice(0, columns);
  const parts = [
    `iteration ${progress.step} of ${progress.of}`,
    progress.remainingMs !== null && `${durationText(progress.remainingMs)} left`,
    preliminary(run),
  ].filter((part) => typeof part === 'string');
  while (parts.length > 1 && parts.join(', ').length > columns) parts.pop();
  return parts.join(', ').slice(0, columns);
}

function waiting({ kind, training }: Run): string {
  return kind === 'training' && training?.length === null
    ? 'asking the script how long it trains …'
    : 'waiting for the first iteration …';
}

function preliminary(run: Run): string | null {
  if (run.kind === 'range-test') {
    const bounds = chosenOf(run);
    return bounds && `so far ${formatRate(bounds.baseLR)} to ${formatRate(bounds.maxLR)}`;
  }
  const comparison = comparisonOf(run);
  if (comparison === null || comparison.arms.length < 2) return null;
  const best = bestArm(comparison.arms, comparison.metric);
  return best && `so far ${best.name} is best`;
}

/** To the second below a minute, then to the minute. */
export function durationText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
