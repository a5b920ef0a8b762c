import { describe, expect, it } from 'vitest';
import { answerOf, applyEvent, emptyRun } from '../../../src/runs';
import type { TrainingSeen } from '../../../src/protocol/report';
import { madeCurve } from '../tuning/made';

/** The share of the edge that a run with this training is given as a maximum. */
function shareWith(training: Partial<TrainingSeen>): number {
  const run = emptyRun();
  const { lr, loss, accuracy = [] } = madeCurve();
  const ramp = { shape: 'exponential', lo: 1e-6, hi: 10, steps: lr.length } as const;
  run.range = { lo: 1e-6, hi: 10 };
  const seen = {
    type: 'training',
    id: '1',
    optimizer: 'SGD',
    variables: 'w',
    lr: 0.1,
    driven: true,
  } as const;
  applyEvent(run, { type: 'repeat', repeat: 0, seed: 0, experiment: { kind: 'range-test', ramp } });
  applyEvent(run, { type: 'trainer', repeat: 0, message: { ...seen, ...training } });
  const steps = lr.map((rate, i) => ({ i, lr: rate, loss: loss[i] ?? NaN, accuracy: accuracy[i] ?? NaN }));
  applyEvent(run, { type: 'steps', repeat: 0, steps });
  applyEvent(run, {
    type: 'trainer',
    repeat: 0,
    message: { type: 'end', reason: 'ramp-complete', steps: lr.length },
  });
  const { bounds, edgeLR } = answerOf(run) ?? { bounds: { maxLR: NaN }, edgeLR: NaN };
  return (bounds.maxLR ?? NaN) / (edgeLR ?? NaN);
}

describe('the maximum of a run', () => {
  it.each<[string, Partial<TrainingSeen>, number]>([
    ['SGD without momentum', { momentum: 'none' }, 1.6],
    ['SGD with momentum', { momentum: 'momentum' }, 0.8],
    ['SGD with Nesterov momentum', { momentum: 'nesterov' }, 0.8],
    ['SGD of a trainer that says nothing of momentum', {}, 0.8],
    ['RMSprop without momentum', { optimizer: 'RMSprop', momentum: 'none' }, 0.8],
    ['a training that is not driven', { momentum: 'none', driven: false }, 0.8],
  ])('with %s', (_, training, share) => {
    expect(shareWith(training)).toBeCloseTo(share, 10);
  });
});
