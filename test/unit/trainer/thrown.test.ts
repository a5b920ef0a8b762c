import vm from 'node:vm';
import { describe, expect, it } from 'vitest';
import { describeThrown } from '../../../src/trainer/javascript/thrown';

const refuses = (): never => {
  throw new Error('no');
};

function errorWith(fields: Record<string, PropertyDescriptor>): Error {
  const error = new Error('real');
  // A stack is written when it is first looked at, with the message.
  expect(error.stack).toContain('real');
  return Object.defineProperties(error, fields);
}

describe('what a script threw', () => {
  it.each<[string, () => unknown, string]>([
    ['an error', () => new TypeError('no labels'), 'TypeError: no labels'],
    ['an error without a message', () => new RangeError(), 'RangeError'],
    ['an error of another realm', () => vm.runInNewContext('new TypeError("far")'), 'TypeError: far'],
    ['a text', () => 'disk full', 'disk full'],
    ['an empty text', () => '', "''"],
    ['nothing', () => undefined, 'undefined'],
    ['a number', () => 3, '3'],
    ['a symbol', () => Symbol('s'), 'Symbol(s)'],
    ['an object', () => ({ code: 3 }), '{ code: 3 }'],
    ['an object with a message', () => ({ message: 'quota' }), 'quota'],
    ['an object without a prototype', () => Object.create(null) as unknown, '[Object: null prototype] {}'],
    [
      'an object whose text throws',
      () => ({ toString: refuses, a: 1 }),
      '{ toString: [Function: refuses], a: 1 }',
    ],
    ['a proxy that refuses all', () => new Proxy({}, { get: refuses, getPrototypeOf: refuses }), '{}'],
    [
      'an error whose fields throw',
      () => errorWith({ message: { get: refuses }, stack: { get: refuses } }),
      'Error',
    ],
    [
      'an error whose fields are no text',
      () => errorWith({ message: { value: 42 }, name: { value: {} }, stack: { value: { a: 1 } } }),
      'Error: 42',
    ],
  ])('is told in words: %s', (_, make, message) => {
    const thrown = make();
    expect(describeThrown(thrown)).toMatchObject({ reason: 'error', message });
    expect(typeof describeThrown(thrown).stack).toBe('string');
  });

  it('is never longer than a line of the report may be, and keeps its frames', () => {
    const error = new Error(JSON.stringify(Array.from({ length: 20_000 }, (_, i) => i)));
    const { message, stack } = describeThrown(error);
    expect(message.length).toBeLessThan(5_000);
    expect(message).toMatch(/^Error: \[0,1,2,/);
    expect(stack.length).toBeLessThan(20_000);
    expect(stack).toContain('thrown.test.ts');
  });

  it('is told from a file that cannot be parsed', () => {
    const parse = (): unknown => JSON.parse('{');
    expect(thrownBy(parse).reason).toBe('error');
    expect(thrownBy(() => new vm.Script('const b = ;', { filename: '/w/model.js' })).reason).toBe(
      'syntax-error',
    );
  });
});

function thrownBy(body: () => unknown): ReturnType<typeof describeThrown> {
  try {
    body();
  } catch (error) {
    return describeThrown(error);
  }
  throw new Error('It did not throw.');
}
