/** Reading the command line; what is wrong with it is said in one sentence. */
import { parseArgs } from 'node:util';
import type { ParseArgsConfig } from 'node:util';

export class UsageError extends Error {}

type Options = NonNullable<ParseArgsConfig['options']>;

export interface CommandLine {
  values: Record<string, string | boolean | undefined>;
  positionals: string[];
  /** What stands behind `--`: it belongs to the user's script. */
  scriptArguments: string[];
}

export function readCommandLine(args: string[], options: Options): CommandLine {
  const split = args.indexOf('--');
  const own = split < 0 ? args : args.slice(0, split);
  try {
    const { values, positionals } = parseArgs({ args: own, options, allowPositionals: true });
    return {
      values: values as CommandLine['values'],
      positionals,
      scriptArguments: split < 0 ? [] : args.slice(split + 1),
    };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

export function positiveNumber(line: CommandLine, name: string, fallback: number, most: number): number {
  const text = line.values[name];
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value)) {
    throw new UsageError(`--${name} takes a number above 0, not "${String(text)}".`);
  }
  if (value > most) throw new UsageError(`--${name} takes at most ${most}, not ${String(text)}.`);
  return value;
}

export function positiveInteger(line: CommandLine, name: string, fallback: number, most: number): number {
  const value = positiveNumber(line, name, fallback, most);
  if (!Number.isInteger(value)) throw new UsageError(`--${name} takes a whole number, not "${value}".`);
  return value;
}

export function oneOf<T extends string>(
  line: CommandLine,
  name: string,
  allowed: readonly T[],
  fallback: T,
): T {
  const text = line.values[name];
  if (text === undefined) return fallback;
  const found = allowed.find((value) => value === text);
  if (!found) throw new UsageError(`--${name} takes ${allowed.join(', ')}, not "${String(text)}".`);
  return found;
}

export function optionalText(line: CommandLine, name: string): string | null {
  const text = line.values[name];
  return typeof text === 'string' ? text : null;
}
