import { describe, expect, test } from 'vitest';
import type { DataSeen } from '../../../src/protocol/report';
import { lengthFrom } from '../../../src/runs';

const data: DataSeen = { type: 'data', batchesPerEpoch: 20, batchSize: 8, epochs: 3, training: '1' };

describe('the length of a training', () => {
  test.each([
    ['in whole epochs', {}, 60],
    ['in updates, where a trainer is given those', { epochs: null, totalSteps: 50 }, 50],
  ])('%s', (_, more, totalSteps) => {
    expect(lengthFrom({ ...data, ...more })).toEqual({ totalSteps, stepsPerEpoch: 20 });
  });

  test.each([
    ['nobody knows the epochs', { epochs: null }],
    ['nobody knows an epoch', { batchesPerEpoch: null, totalSteps: 50 }],
  ])('is unknown where %s', (_, more) => {
    expect(lengthFrom({ ...data, ...more })).toBeNull();
  });
});
