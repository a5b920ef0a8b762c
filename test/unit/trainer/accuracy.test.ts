import { describe, expect, it } from 'vitest';
import { batchAccuracy } from '../../../src/trainer/javascript/tensorflow/accuracy/accuracy';
import { kindOfLoss } from '../../../src/trainer/javascript/tensorflow/accuracy/classification';

describe('the accuracy of a batch', () => {
  it('of one-hot targets is where the largest outputs are', () => {
    const outputs = [0.7, 0.2, 0.1, 0.3, 0.3, 0.4, 0.1, 0.8, 0.1];
    expect(
      batchAccuracy('one-hot', { targets: [1, 0, 0, 0, 1, 0, 0, 1, 0], outputs, classes: 3 }),
    ).toBeCloseTo(2 / 3);
  });

  it('leaves rows of padding out', () => {
    const outputs = [0.9, 0.1, 0.9, 0.1];
    expect(batchAccuracy('one-hot', { targets: [1, 0, 0, 0], outputs, classes: 2 })).toBe(1);
  });

  it('of class numbers compares with the largest output', () => {
    expect(
      batchAccuracy('class-number', { targets: [1, 0], outputs: [0.1, 0.9, 0.4, 0.6], classes: 2 }),
    ).toBe(0.5);
  });

  it('of yes and no is against the threshold', () => {
    const batch = { targets: [1, 0, 1, 0], outputs: [2, -1, -3, -4], classes: 1 };
    expect(batchAccuracy({ threshold: 0 }, batch)).toBe(0.75);
  });

  it.each([
    ['a salary', 'one-hot' as const, [0.2, 0.8], [0.5, 0.5]],
    ['smoothed labels', 'one-hot' as const, [0.9, 0.1], [0.5, 0.5]],
    ['two classes at once', 'one-hot' as const, [1, 1], [0.5, 0.5]],
    ['a class that does not exist', 'class-number' as const, [2], [0.5, 0.5]],
    ['half a yes', { threshold: 0.5 }, [0.5, 1], [0.5, 0.5]],
  ])('of %s does not exist', (_what, kind, targets, outputs) => {
    expect(batchAccuracy(kind, { targets, outputs, classes: 2 })).toBeNull();
  });
});

describe('the kind of a loss', () => {
  it.each([
    ['categoricalCrossentropy', 'one-hot'],
    ['categoricalCrossentropy$1', 'one-hot'],
    ['sparseCategoricalCrossentropy', 'class-number'],
    ['softmaxCrossEntropy__op', 'one-hot'],
    ['binaryCrossentropy', { threshold: 0.5 }],
    ['sigmoidCrossEntropy_', { threshold: 0 }],
    ['meanSquaredError', null],
    ['', null],
  ])('%s', (name, kind) => {
    expect(kindOfLoss(name)).toEqual(kind);
  });
});
