import type { PanelState, ToPanel } from '../../src/protocol/panel';
import type { Bounds } from './bounds';
import { Ramp } from './chart/ramp';

/** The state as the page keeps it. */
export type PageState = Omit<PanelState, 'ramps'> & { ramps: Ramp[] };

/**
 * The state after a message. The host is the truth: `state` replaces everything, the rest are increments and
 * mean nothing before it. Points are appended in place, since a ramp belongs to this page alone once received.
 */
export function applyMessage(state: PageState | null, message: ToPanel): PageState | null {
  if (message.type === 'state')
    return { ...message.state, ramps: message.state.ramps.map((ramp) => new Ramp(ramp)) };
  if (!state) return null;
  switch (message.type) {
    case 'ramp':
      return { ...state, ramps: [...state.ramps, new Ramp(message.ramp)] };
    case 'points':
      state.ramps[message.ramp]?.append(message);
      return { ...state };
    case 'validation':
      state.ramps[message.ramp]?.validation.push(...message.points);
      return { ...state };
    case 'progress':
      return { ...state, status: message.status, activity: message.activity, progress: message.progress };
    case 'answer':
      state.ramps.forEach((ramp, i) => ramp.judge(message.smooth[i] ?? null));
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

export function isWorking(state: PageState): boolean {
  return state.status === 'starting' || state.status === 'running';
}

/** Ramps over a range that was left have no level: they stay in the run and out of the picture. */
export function drawnRamps(state: PageState): Ramp[] {
  return state.ramps.filter((ramp) => ramp.level >= 0);
}

export function pointCount(state: PageState): number {
  return drawnRamps(state).reduce((sum, ramp) => sum + ramp.measured, 0);
}

/** A run without one measured accuracy is drawn and described by its loss alone. */
export function hasAccuracy(state: PageState): boolean {
  return drawnRamps(state).some((ramp) => ramp.hasAccuracy);
}

export function hasValidation(state: PageState): boolean {
  return drawnRamps(state).some((ramp) => ramp.validation.length > 0);
}

export function sameBounds(a: Bounds, b: Bounds): boolean {
  return a.baseLR === b.baseLR && a.maxLR === b.maxLR;
}
