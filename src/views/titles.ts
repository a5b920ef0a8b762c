/** What tells runs apart: how they were trained and between which rates, of which script, and when. */
import path from 'node:path';
import { type Run, type RunName, runName } from '../runs';
import { rateText } from '../tuning';

/** The name that a person gave, else what the run is: "triangular 0.06–0.24". */
export function runTitle(run: RunName): string {
  const { name, script, bounds } = run;
  if (name !== path.basename(script)) return name;
  return [kindOf(run), bounds && `${rateText(bounds.baseLR)}–${rateText(bounds.maxLR)}`]
    .filter(Boolean)
    .join(' ');
}

/** Of a tab, which stays as it is while time goes by. */
export function tabTitle(run: Run): string {
  const at = new Date(run.startedAt).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  return `${runTitle(runName(run))} · ${path.basename(run.script)} ${at}`;
}

function kindOf({ kind, policies }: RunName): string {
  switch (kind) {
    case 'range-test':
      return 'LR';
    case 'imported':
      return 'LR curve';
    case 'training':
      return policies.join(', ') || 'Training';
    case 'comparison':
      return 'Comparison';
  }
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "2 min ago"; a date once that says more. @param now milliseconds since 1970 */
export function ago(time: number, now: number): string {
  const passed = now - time;
  if (passed < MINUTE) return 'just now';
  if (passed < HOUR) return `${Math.floor(passed / MINUTE)} min ago`;
  if (passed < DAY) return `${Math.floor(passed / HOUR)} h ago`;
  return new Date(time).toLocaleDateString();
}
