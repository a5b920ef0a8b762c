/** Reads what crosses the process boundary. A line that is not a message is refused, never guessed at. */
import { PROTOCOL_VERSION } from './messages';
import type { End, EndReason, EngineKind, Phase, TrainerMessage, WarningCode } from './messages';

/** Longer lines are not ours: a message is a few hundred bytes, a stack a few thousand. */
export const LONGEST_LINE = 64 * 1024;

const ENGINE_KINDS: readonly EngineKind[] = ['native', 'embedded', 'cpu', 'other'];
const PHASES: readonly Phase['phase'][] = ['train', 'evaluate', 'save-skipped'];
const WARNINGS: readonly WarningCode[] = [
  'accuracy-source',
  'no-accuracy',
  'schedule-overridden',
  'engine-substituted',
  'early-stopping-ignored',
  'several-optimizers',
  'momentum',
  'no-validation',
  'hook-fault',
  'other',
];
const END_REASONS: readonly EndReason[] = [
  'ramp-complete',
  'stopped',
  'diverged',
  'script-ended',
  'error',
  'syntax-error',
  'framework-missing',
  'native-engine-missing',
  'engine-failed',
  'rate-not-applied',
  'hook-fault',
];

const FRAMEWORKS: readonly NonNullable<End['framework']>[] = ['none', 'loaded', 'bundled'];

export class MessageError extends Error {}

/**
 * One line to one message; null for a type that a newer trainer may send.
 * @throws MessageError when the line is no message of this protocol.
 */
export function decodeMessage(line: string): TrainerMessage | null {
  if (line.length > LONGEST_LINE) throw new MessageError(`A report line of ${line.length} characters.`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    throw new MessageError(`Not JSON: ${line.slice(0, 80)}`);
  }
  const read = new Reader(parsed);
  if (read.number('v') !== PROTOCOL_VERSION) throw new MessageError(`Protocol ${String(read.raw('v'))}.`);
  return readMessage(read);
}

function readMessage(read: Reader): TrainerMessage | null {
  switch (read.text('type')) {
    case 'armed':
      return {
        type: 'armed',
        pid: read.count('pid'),
        runtime: read.text('runtime'),
        argv: read.list('argv').map(String),
      };
    case 'hello': {
      const framework = read.object('framework');
      const engine = read.object('engine');
      return {
        type: 'hello',
        pid: read.count('pid'),
        rank: read.count('rank'),
        world: read.count('world'),
        framework: {
          name: framework.text('name'),
          version: framework.text('version'),
          backend: framework.text('backend'),
        },
        engine: {
          kind: engine.oneOf('kind', ENGINE_KINDS),
          name: engine.text('name'),
          version: engine.text('version'),
          threads: engine.count('threads'),
        },
      };
    }
    case 'optimizer':
      return {
        type: 'optimizer',
        id: read.text('id'),
        class: read.text('class'),
        role: read.text('role'),
        lr: read.number('lr'),
        driven: read.boolean('driven'),
        planned: read.countOrNull('planned'),
      };
    case 'data':
      return {
        type: 'data',
        batchesPerEpoch: read.countOrNull('batchesPerEpoch'),
        batchSize: read.countOrNull('batchSize'),
        epochs: read.countOrNull('epochs'),
      };
    case 'step':
      return {
        type: 'step',
        i: read.count('i'),
        lr: read.number('lr'),
        ...read.optionalNumbers('loss', 'accuracy'),
      };
    case 'phase':
      return {
        type: 'phase',
        phase: read.oneOf('phase', PHASES),
        ...read.optionalNumbers('epoch', 'step', 'loss', 'accuracy'),
        ...read.optionalTexts('path'),
      };
    case 'warning':
      return {
        type: 'warning',
        code: WARNINGS.find((code) => code === read.raw('code')) ?? 'other',
        message: read.text('message'),
      };
    case 'end':
      return {
        type: 'end',
        reason: read.oneOf('reason', END_REASONS),
        steps: read.count('steps'),
        ...read.optionalTexts('message', 'stack'),
        ...(read.raw('framework') != null && { framework: read.oneOf('framework', FRAMEWORKS) }),
      };
    default:
      return null;
  }
}

const NON_FINITE = new Set(['NaN', 'Infinity', '-Infinity']);

class Reader {
  private readonly fields: Record<string, unknown>;

  constructor(value: unknown) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new MessageError('Not an object.');
    }
    this.fields = value as Record<string, unknown>;
  }

  raw(name: string): unknown {
    return this.fields[name];
  }

  text(name: string): string {
    const value = this.fields[name];
    if (typeof value !== 'string') throw new MessageError(`"${name}" is not text.`);
    return value;
  }

  boolean(name: string): boolean {
    const value = this.fields[name];
    if (typeof value !== 'boolean') throw new MessageError(`"${name}" is neither true nor false.`);
    return value;
  }

  number(name: string): number {
    const value = this.fields[name];
    if (typeof value === 'number') return value;
    if (typeof value === 'string' && NON_FINITE.has(value)) return Number(value);
    throw new MessageError(`"${name}" is not a number.`);
  }

  count(name: string): number {
    const value = this.number(name);
    if (!Number.isSafeInteger(value) || value < 0) throw new MessageError(`"${name}" is not a count.`);
    return value;
  }

  countOrNull(name: string): number | null {
    return this.fields[name] == null ? null : this.count(name);
  }

  oneOf<T extends string>(name: string, allowed: readonly T[]): T {
    const found = allowed.find((value) => value === this.fields[name]);
    if (found === undefined) throw new MessageError(`"${name}" is ${String(this.fields[name])}.`);
    return found;
  }

  list(name: string): unknown[] {
    const value = this.fields[name];
    if (!Array.isArray(value)) throw new MessageError(`"${name}" is not a list.`);
    return value as unknown[];
  }

  object(name: string): Reader {
    return new Reader(this.fields[name]);
  }

  optionalNumbers<K extends string>(...names: K[]): Partial<Record<K, number>> {
    const found: Partial<Record<K, number>> = {};
    for (const name of names) if (this.fields[name] != null) found[name] = this.number(name);
    return found;
  }

  optionalTexts<K extends string>(...names: K[]): Partial<Record<K, string>> {
    const found: Partial<Record<K, string>> = {};
    for (const name of names) if (this.fields[name] != null) found[name] = this.text(name);
    return found;
  }
}
