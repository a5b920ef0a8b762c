import type { PanelState, RampView, ToPanel } from '../../src/protocol/panel';
import type { Bounds } from './bounds';

/**
 * The state after a message. The host is the truth: `state` replaces everything, the rest are increments and
 * mean nothing before it. Points are appended in place, since a ramp belongs to this page alone once received.
 */
export function applyMessage(state: PanelState | null, message: ToPanel): PanelState | null {
  if (message.type === 'state') return message.state;
  if (!state) return null;
  switch (message.type) {
    case 'ramp':
      return { ...state, ramps: [...state.ramps, message.ramp] };
    case 'points': {
      const ramp = state.ramps[message.ramp];
      if (ramp) append(ramp, message);
      return { ...state };
    }
    case 'validation':
      state.ramps[message.ramp]?.validation.push(...message.points);
      return { ...state };
    case 'progress':
      return { ...state, status: message.status, activity: message.activity, progress: message.progress };
    case 'answer':
      return {
        ...state,
        answer: message.answer,
        preliminary: message.preliminary,
        chosen: message.chosen,
        stepSize: message.stepSize,
      };
    case 'chosen':
      return {
        ...state,
        chosen: message.chosen,
        stepSize: message.stepSize,
        insertion: message.insertion,
      };
  }
}

function append(ramp: RampView, points: Pick<RampView, 'lr' | 'loss' | 'accuracy'>): void {
  ramp.lr.push(...points.lr);
  ramp.loss.push(...points.loss);
  ramp.accuracy.push(...points.accuracy);
}

export function isWorking(state: PanelState): boolean {
  return state.status === 'starting' || state.status === 'running';
}

/** Ramps over a range that was left have no level: they stay in the run and out of the picture. */
export function drawnRamps(state: PanelState): RampView[] {
  return state.ramps.filter((ramp) => ramp.level >= 0);
}

export function pointCount(state: PanelState): number {
  return drawnRamps(state).reduce((sum, ramp) => sum + ramp.lr.length, 0);
}

/** A run without one measured accuracy is drawn and described by its loss alone. */
export function hasAccuracy(state: PanelState): boolean {
  return drawnRamps(state).some((ramp) => ramp.accuracy.some((value) => value !== null));
}

export function hasValidation(state: PanelState): boolean {
  return drawnRamps(state).some((ramp) => ramp.validation.length > 0);
}

export function sameBounds(a: Bounds, b: Bounds): boolean {
  return a.baseLR === b.baseLR && a.maxLR === b.maxLR;
}
