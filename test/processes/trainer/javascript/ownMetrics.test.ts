// The script's own accuracy, where the loss does not tell how to count one.
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeProject, ofType, type Run, run, shortRamp, warningCodes } from '../../harness';

interface Trained {
  loss: string;
  metrics: string;
  /** Of the last layer. */
  units?: number;
  activation?: string;
  targets?: string;
  validation?: boolean;
}

const ONE_HOT = 'tf.oneHot(points.slice([0, 0], [-1, 3]).argMax(1), 3).toFloat()';
const OWN_LOSS = '(target, output) => tf.losses.softmaxCrossEntropy(target, output)';

async function train(
  { loss, metrics, units = 3, activation = 'linear', targets = ONE_HOT }: Trained,
  plan: Parameters<typeof run>[1] = {},
): Promise<Run> {
  const folder = await makeProject({
    'train.js': `
const tf = require('@tensorflow/tfjs');
const points = tf.randomNormal([192, 4], 0, 1, 'float32', 7);
const targets = ${targets};
const model = tf.sequential();
model.add(tf.layers.dense({ inputShape: [4], units: ${units}, activation: '${activation}' }));
model.compile({ optimizer: tf.train.sgd(0.05), loss: ${loss}, metrics: ${metrics} });
model.fit(points, targets, { epochs: 8, batchSize: 32, validationSplit: 0.25 });`,
  });
  return run(path.join(folder, 'train.js'), plan);
}

const accuracies = ({ steps }: Run) => steps.map(({ accuracy }) => accuracy ?? NaN);

const CLOSE = '(target, output) => tf.lessEqual(tf.abs(tf.sub(target, output)), 3).mean()';

describe('the accuracy that a script asks for', () => {
  it.each<[string, Trained]>([
    ['a loss without a name', { loss: OWN_LOSS, metrics: "['accuracy']" }],
    ['a squared error', { loss: "'meanSquaredError'", metrics: "['accuracy']" }],
    ['a function of TensorFlow.js', { loss: OWN_LOSS, metrics: '[tf.metrics.categoricalAccuracy]' }],
    [
      'yes and no',
      {
        loss: "'meanSquaredError'",
        metrics: "['acc']",
        units: 1,
        targets: 'points.slice([0, 0], [-1, 1]).greater(0).toFloat()',
      },
    ],
    [
      'a function of its own, whatever the targets',
      {
        loss: "'meanSquaredError'",
        metrics: `[function accurateTo3(a, b) { return (${CLOSE})(a, b); }]`,
        units: 1,
        targets: 'points.slice([0, 0], [-1, 1]).mul(5)',
      },
    ],
  ])('is shown with %s', async (_, trained) => {
    const result = await train(trained);
    expect(result.outcome.problem).toBeNull();
    expect(result.steps).toHaveLength(shortRamp.steps);
    expect(accuracies(result).every((value) => value >= 0 && value <= 1)).toBe(true);
    expect(new Set(accuracies(result)).size).toBeGreaterThan(1);
    expect(warningCodes(result)).not.toContain('no-accuracy');
  });

  it('counts as the one that the loss tells would', async () => {
    const named = await train({ loss: 'tf.losses.softmaxCrossEntropy', metrics: "['accuracy']" });
    const unnamed = await train({ loss: OWN_LOSS, metrics: "['accuracy']" });
    accuracies(named).forEach((value, i) => expect(accuracies(unnamed)[i]).toBeCloseTo(value, 6));
  });

  it('is validated, too', async () => {
    const plan = { experiment: { kind: 'range-test', ramp: shortRamp, validation: true } } as const;
    const { messages } = await train({ loss: OWN_LOSS, metrics: "['accuracy']" }, { plan });
    const measured = ofType(messages, 'phase').filter((one) => one.epoch === undefined);
    expect(measured.length).toBeGreaterThan(10);
    expect(measured.every(({ accuracy }) => accuracy !== undefined)).toBe(true);
  });

  it('is left out where the targets are no classes, of epochs as well', async () => {
    const salaries = { units: 1, targets: 'points.slice([0, 0], [-1, 1]).mul(5)' };
    const result = await train({ loss: "'meanSquaredError'", metrics: "['accuracy']", ...salaries });
    expect(accuracies(result).every(Number.isNaN)).toBe(true);
    expect(warningCodes(result)).toContain('no-accuracy');
    expect(ofType(result.messages, 'phase').some((one) => one.accuracy !== undefined)).toBe(false);
  });

  it('is what whole trainings are compared by, whatever the metric is called', async () => {
    const result = await train(
      { loss: OWN_LOSS, metrics: '[tf.metrics.categoricalAccuracy]' },
      { plan: { experiment: { kind: 'train', schedule: null } } },
    );
    const validated = ofType(result.messages, 'phase').filter(({ phase }) => phase === 'evaluate');
    expect(validated).toHaveLength(8);
    expect(validated.every(({ accuracy }) => accuracy !== undefined)).toBe(true);
  });
});
