/** Trainings at one rate in the picture: a square for each at the loss that it ended with, named by its rate. */
import { formatRate } from '../../../src/tuning';
import type { ProbeView } from '../../../src/protocol/panel';
import type { PageState } from '../state';
import type { Theme } from '../../theme';
import { lossLimits } from './axes';
import type { Annotation } from './marks';
import type { Point } from './ramp';

/** What broke down lies at the top of the plot, as a curve does that leaves it there. */
export function probePoints(state: PageState): Record<'short' | 'long', Point[]> {
  const top = lossLimits(state).max;
  const points = (probes: ProbeView[]) =>
    probes.flatMap(({ lr, losses }) =>
      losses.map((loss) => ({ x: lr, y: loss === null ? top : Math.min(loss, top) })),
    );
  const probes = probesOf(state);
  return {
    short: points(probes.filter(({ long }) => !long)),
    long: points(probes.filter(({ long }) => long)),
  };
}

/** Below the lowest square of each rate, which hides no other nor the names of the marks; above all without room there. */
export function probeLabels(state: PageState, theme: Theme): Annotation[] {
  const { max: top } = lossLimits(state);
  const probes = probesOf(state);
  return [...new Set(probes.map(({ lr }) => lr))].map((lr) => {
    const here = probes.filter((one) => one.lr === lr);
    const best = here.some((one) => one.best);
    const ends = here.flatMap(({ losses }) => losses.map((loss) => Math.min(loss ?? top, top)));
    const hasRoomBelow = Math.min(...ends) >= 0.1 * top;
    return {
      type: 'label',
      xScaleID: 'x',
      yScaleID: 'loss',
      xValue: lr,
      yValue: hasRoomBelow ? Math.min(...ends) : Math.max(...ends),
      yAdjust: hasRoomBelow ? 14 : -14,
      content: formatRate(lr),
      color: theme.foreground,
      backgroundColor: theme.background,
      padding: { x: 3, y: 0 },
      font: { family: theme.fontFamily, size: theme.fontSize - 2, weight: best ? 'bold' : 'normal' },
    };
  });
}

function probesOf({ confirmation }: PageState): ProbeView[] {
  return confirmation?.probes ?? [];
}
