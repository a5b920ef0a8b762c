/** What a script threw, in words. It may be anything: an object without a prototype, a proxy, fields that throw. */
import { inspect, types } from 'node:util';
import type { EndReason } from '../../protocol/report';

export interface Thrown {
  reason: EndReason;
  message: string;
  stack: string;
}

/** Characters: a validator prints all its data, and nobody reads on. */
const LONGEST_MESSAGE = 4_000;
const LONGEST_STACK = 16_000;

const UNREADABLE = 'something that cannot be shown';

/** Never throws. */
export function describeThrown(thrown: unknown): Thrown {
  if (!isError(thrown)) {
    const own = textField(thrown, 'message') ?? asText(thrown);
    return { reason: 'error', message: clip(own, LONGEST_MESSAGE), stack: '' };
  }
  const name = textField(thrown, 'name') ?? 'Error';
  const message = textField(thrown, 'message') ?? '';
  const stack = textField(thrown, 'stack') ?? '';
  return {
    reason: reasonOf(thrown, message, stack),
    message: clip(message === '' ? name : `${name}: ${message}`, LONGEST_MESSAGE),
    stack: withoutMiddle(stack, LONGEST_STACK),
  };
}

/** Of another realm, too: a `vm` context has classes of its own. */
function isError(thrown: unknown): thrown is object {
  try {
    return types.isNativeError(thrown) || thrown instanceof Error;
  } catch {
    // A proxy that refuses to be looked at.
    return false;
  }
}

/** Null where it is not there, is no text, or throws. */
function textField(of: unknown, name: string): string | null {
  if ((typeof of !== 'object' && typeof of !== 'function') || of === null) return null;
  try {
    const value: unknown = Reflect.get(of, name);
    if (typeof value === 'string') return value;
    return typeof value === 'number' || typeof value === 'bigint' ? String(value) : null;
  } catch {
    return null;
  }
}

function asText(thrown: unknown): string {
  try {
    // It neither calls proxies' traps nor needs a prototype.
    return typeof thrown === 'string' && thrown !== '' ? thrown : inspect(thrown, { breakLength: Infinity });
  } catch {
    return UNREADABLE;
  }
}

/** What installing TensorFlow.js installs. */
const FRAMEWORK = /'@tensorflow\/tfjs(-core|-layers|-data|-converter|-backend-cpu)?['/]/;

function reasonOf(error: object, message: string, stack: string): EndReason {
  const isMissing = textField(error, 'code')?.endsWith('MODULE_NOT_FOUND') === true;
  if (isMissing && FRAMEWORK.test(message)) return 'framework-missing';
  return error instanceof SyntaxError && isAboutSource(stack) ? 'syntax-error' : 'error';
}

/**
 * A file that cannot be parsed, rather than a text that the script itself parses: Node puts the file's standing before
 * the error's name, or, for ES modules, no frame of the stack is the script's.
 */
function isAboutSource(stack: string): boolean {
  if (!stack.startsWith('SyntaxError')) return true;
  const frames = stack.split('\n').filter((line) => /^\s+at .*\)?$/.test(line));
  return frames.every((frame) => /node:internal|<anonymous>/.test(frame));
}

function clip(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)} …` : text;
}

/** A stack begins with the whole message, and its frames come last. */
function withoutMiddle(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most / 4)}\n …\n${text.slice((-3 * most) / 4)}`;
}
