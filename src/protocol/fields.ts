/** Reads the fields of what crossed a boundary. What is not as agreed is refused, never guessed at. */
import { readNumber } from './numbers';
import { shortened } from './plainText';

export class MessageError extends Error {}

export class Fields {
  private readonly fields: Record<string, unknown>;

  /** @throws MessageError where the value is no object */
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

  textOrNull(name: string): string | null {
    return this.fields[name] == null ? null : this.text(name);
  }

  boolean(name: string): boolean {
    const value = this.fields[name];
    if (typeof value !== 'boolean') throw new MessageError(`"${name}" is neither true nor false.`);
    return value;
  }

  number(name: string): number {
    const value = readNumber(this.fields[name]);
    if (value === null) throw new MessageError(`"${name}" is not a number.`);
    return value;
  }

  /** A finite number above 0. */
  rate(name: string): number {
    const value = this.number(name);
    if (!Number.isFinite(value) || value <= 0) throw new MessageError(`"${name}" is not a rate: ${value}.`);
    return value;
  }

  count(name: string): number {
    const value = this.number(name);
    if (!Number.isSafeInteger(value) || value < 0) throw new MessageError(`"${name}" is not a count.`);
    return value;
  }

  countUpTo(name: string, most: number): number {
    const value = this.count(name);
    if (value > most) throw new MessageError(`"${name}" is more than ${most}.`);
    return value;
  }

  countOrNull(name: string): number | null {
    return this.fields[name] == null ? null : this.count(name);
  }

  oneOf<T extends string>(name: string, allowed: readonly T[]): T {
    const found = allowed.find((value) => value === this.fields[name]);
    if (found === undefined) throw new MessageError(`"${name}" is ${named(this.fields[name])}.`);
    return found;
  }

  list(name: string): unknown[] {
    const value = this.fields[name];
    if (!Array.isArray(value)) throw new MessageError(`"${name}" is no list.`);
    return value;
  }

  /** Null where it is null or left out. */
  objectOrNull(name: string): Fields | null {
    return this.fields[name] == null ? null : this.object(name);
  }

  object(name: string): Fields {
    return new Fields(this.fields[name]);
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

/** Text is shown, of anything else the kind: an object from outside may refuse to be turned into text. */
export function named(value: unknown): string {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? `"${shortened(value, 80)}"` : typeof value;
}
