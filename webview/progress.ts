/** How far a run is: the thin bar that VS Code itself uses, and the figures in words. */
import type { Progress } from '../src/protocol/panel';
import { formatDuration } from './duration';
import { element } from './dom';

export interface ProgressBar {
  readonly element: HTMLElement;
  render(working: boolean, progress: Progress | null): void;
}

/** Once the run is over it is a plain line. */
export function createProgressBar(label: string): ProgressBar {
  const done = element('div', { class: 'bar' });
  const track = element('div', { class: 'track' }, done);
  return {
    element: track,
    render(working, progress) {
      const measurable = working && progress !== null && progress.step > 0;
      const share = measurable && progress.of > 0 ? Math.min(1, progress.step / progress.of) : 0;
      track.classList.toggle('unmeasured', working && !measurable);
      done.style.transform = measurable ? `scaleX(${share})` : '';
      setAttribute(track, 'role', working ? 'progressbar' : null);
      setAttribute(track, 'aria-label', working ? label : null);
      setAttribute(track, 'aria-valuenow', measurable ? String(Math.round(share * 100)) : null);
    },
  };
}

export function progressText({ step, of, elapsedMs, remainingMs }: Progress): string {
  const remaining =
    remainingMs === null ? 'remaining time not known yet' : `about ${formatDuration(remainingMs)} left`;
  return `Step ${step} of ${of} · ${formatDuration(elapsedMs)} elapsed · ${remaining}`;
}

function setAttribute(target: HTMLElement, name: string, value: string | null): void {
  if (value === null) target.removeAttribute(name);
  else target.setAttribute(name, value);
}
