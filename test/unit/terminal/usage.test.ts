import { describe, expect, it } from 'vitest';
import {
  oneOf,
  positiveInteger,
  positiveNumber,
  readCommandLine,
  UsageError,
} from '../../../src/terminal/usage';

const OPTIONS = { seeds: { type: 'string' }, json: { type: 'boolean' } } as const;

describe('the command line', () => {
  it('leaves what stands behind -- to the script, options that look like ours too', () => {
    const line = readCommandLine(['train.js', '--json', '--', '--seeds', '9', '--json'], OPTIONS);
    expect(line.positionals).toEqual(['train.js']);
    expect(line.values).toEqual({ json: true });
    expect(line.scriptArguments).toEqual(['--seeds', '9', '--json']);
  });

  it.each([['0'], ['-1'], ['many'], ['NaN'], ['Infinity'], ['10'], ['1e8']])(
    'refuses %s where a count is meant',
    (text) => {
      const line = readCommandLine([`--seeds=${text}`], OPTIONS);
      expect(() => positiveInteger(line, 'seeds', 3, 9)).toThrow(UsageError);
    },
  );

  it('reads numbers as people write them and falls back where none is given', () => {
    expect(positiveNumber(readCommandLine(['--seeds', '1e-4'], OPTIONS), 'seeds', 3, 9)).toBe(1e-4);
    expect(positiveInteger(readCommandLine([], OPTIONS), 'seeds', 3, 9)).toBe(3);
    expect(() => positiveInteger(readCommandLine(['--seeds', '1.5'], OPTIONS), 'seeds', 3, 9)).toThrow(
      'whole',
    );
  });

  it('names what an option may be, and an option that does not exist', () => {
    const line = readCommandLine(['--seeds', 'gpu'], OPTIONS);
    expect(() => oneOf(line, 'seeds', ['native', 'embedded'], 'native')).toThrow('native, embedded');
    expect(() => readCommandLine(['--fast'], OPTIONS)).toThrow(UsageError);
  });
});
