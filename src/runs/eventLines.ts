/** A run's events as lines of its file, and back, those that earlier versions wrote included. */
import { Fields, MessageError } from '../protocol/fields';
import { toJson } from '../protocol/numbers';
import type { RunEvent } from './events';
import { readEvent } from './reading/event';

export function encodeEvent(event: RunEvent): string {
  return `${toJson(event)}\n`;
}

/**
 * Null for an empty line, and for an event that a newer version may write.
 * @throws MessageError where the line was cut or is damaged; the others stand
 */
export function decodeEvent(line: string): RunEvent | null {
  if (line === '') return null;
  return readEvent(new Fields(renewed(parse(line))));
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    // A RangeError where it is nested deeper than the stack.
    if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
    throw new MessageError('Not JSON.');
  }
}

/** The trainers' messages of version 0.1.0 as those of today. */
function renewed(event: unknown): unknown {
  if (!isRecord(event) || event['type'] !== 'trainer' || !isRecord(event['message'])) return event;
  const { message } = event;
  switch (message['type']) {
    case 'armed':
      return { ...event, message: { parent: 0, thread: 0, main: null, ...message } };
    case 'hello':
      // Nobody said where it computes, and there was one place.
      return { ...event, message: { device: 'cpu', ...message } };
    case 'optimizer':
      return { ...event, message: renewedTraining(message) };
    default:
      return event;
  }
}

/** An optimizer's role was its class, then "on", then its variables. */
function renewedTraining({ class: optimizer, role, ...rest }: Record<string, unknown>): unknown {
  const isText = typeof role === 'string' && typeof optimizer === 'string';
  const variables = isText ? role.replace(`${optimizer} on `, '') : role;
  return { ...rest, type: 'training', optimizer, variables };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
