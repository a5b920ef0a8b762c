import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinArguments, splitArguments } from '../../../src/runner/arguments';

describe('the arguments of a script', () => {
  it.each([
    ['', []],
    ['  --epochs  3 ', ['--epochs', '3']],
    ['--name "two words" \'and three more\'', ['--name', 'two words', 'and three more']],
    ['a\\ b ""', ['a b', '']],
    ['--path=C:/x"y z"', ['--path=C:/xy z']],
    ['--path=C:\\data\\mnist', ['--path=C:\\data\\mnist']],
  ])('%s', (text, expected) => {
    expect(splitArguments(text)).toEqual(expected);
  });

  it('are refused while a quote is open', () => {
    expect(splitArguments('--name "two words')).toBeNull();
  });

  it('come back as they were', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (args) => {
        expect(splitArguments(joinArguments(args))).toEqual(args);
      }),
    );
  });
});
