/** What an option may be; what is wrong with one is said in a sentence. */

export class UsageError extends Error {}

export function positive(name: string, text: string, most: number): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value)) {
    throw new UsageError(`--${name} takes a number above 0, not "${text}".`);
  }
  if (value > most) throw new UsageError(`--${name} takes at most ${most}, not ${text}.`);
  return value;
}

/** A whole number from `least` to `most`. */
export function count(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || text.trim() === '')
    throw new UsageError(`--${name} takes a whole number from ${least} on, not "${text}".`);
  if (value > most) throw new UsageError(`--${name} takes at most ${most}, not ${text}.`);
  if (value < least) throw new UsageError(`--${name} takes at least ${least}, not ${text}.`);
  return value;
}
