/** A run's events as lines of its file, and back, those that earlier versions wrote included. */
import { readNumber, toJson } from '../protocol/numbers';
import type { RunEvent } from './events';

export function encodeEvent(event: RunEvent): string {
  return `${toJson(event)}\n`;
}

/** Null for a line that was cut where the machine stopped; it is passed over. */
export function decodeEvent(line: string): RunEvent | null {
  if (line === '') return null;
  try {
    return reviveNumbers(renewed(JSON.parse(line) as RunEvent | OldEvent));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** What a training was called up to version 0.1.0. */
interface OldTraining {
  type: 'optimizer';
  id: string;
  class: string;
  /** The class, then "on", then the variables. */
  role: string;
  lr: number;
  driven: boolean;
}

interface OldEvent {
  type: 'trainer';
  repeat: number;
  message: OldTraining;
  at?: number;
}

function renewed(event: RunEvent | OldEvent): RunEvent {
  if (event.type === 'trainer' && event.message.type === 'hello') {
    // Up to version 0.1.0 nobody said where it computes, and there was one place.
    return { ...event, message: { ...event.message, device: event.message.device ?? 'cpu' } };
  }
  if (event.type !== 'trainer' || event.message.type !== 'optimizer') return event as RunEvent;
  const { id, class: optimizer, role, lr, driven } = event.message;
  const variables = role.replace(`${optimizer} on `, '');
  return { ...event, message: { type: 'training', id, optimizer, variables, lr, driven } };
}

function reviveNumbers(event: RunEvent): RunEvent {
  if (event.type === 'trainer') {
    const { message } = event;
    if (message.type === 'phase') revive(message);
    if (message.type === 'training') message.lr = readNumber(message.lr) ?? NaN;
    return event;
  }
  if (event.type !== 'steps') return event;
  for (const step of event.steps) {
    step.lr = readNumber(step.lr) ?? NaN;
    revive(step);
  }
  return event;
}

function revive(measured: { loss?: number; accuracy?: number }): void {
  if (measured.loss !== undefined) measured.loss = readNumber(measured.loss) ?? NaN;
  if (measured.accuracy !== undefined) measured.accuracy = readNumber(measured.accuracy) ?? NaN;
}
