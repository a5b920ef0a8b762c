import { cp } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { rampRate } from '../../../../src/tuning';
import { makeProject, ofType, type Run, run, scripts, shortRamp, warningCodes } from '../../harness';
import { hasNative, nativePackages } from '../../installed';

/** `accuracy`: whether the chart may show one. */
const STYLES: { script: string; optimizer: string; ownRate: number; accuracy: boolean; warns?: string }[] = [
  { script: 'fit-name-string.js', optimizer: 'Adam', ownRate: 0.001, accuracy: true },
  {
    script: 'fit-validation.mjs',
    optimizer: 'RMSProp',
    ownRate: 0.003,
    accuracy: true,
    warns: 'early-stopping-ignored',
  },
  { script: 'fit-callback-object.js', optimizer: 'Momentum', ownRate: 0.05, accuracy: true },
  { script: 'fit-dataset.js', optimizer: 'Adam', ownRate: 0.001, accuracy: true },
  { script: 'metric-function.js', optimizer: 'Adam', ownRate: 0.01, accuracy: true },
  { script: 'sparse-labels.js', optimizer: 'RMSProp', ownRate: 0.001, accuracy: true, warns: 'momentum' },
  { script: 'train-on-batch.js', optimizer: 'Adagrad', ownRate: 0.1, accuracy: true },
  { script: 'minimize-loop.js', optimizer: 'SGD', ownRate: 0.1, accuracy: false },
  { script: 'variable-grads.js', optimizer: 'Adam', ownRate: 0.01, accuracy: true },
  { script: 'value-and-grads.js', optimizer: 'Adadelta', ownRate: 0.5, accuracy: false },
  { script: 'compute-gradients.js', optimizer: 'Adamax', ownRate: 0.02, accuracy: false },
  { script: 'adamw-subclass.js', optimizer: 'AdamW', ownRate: 0.01, accuracy: true },
  { script: 'own-optimizer.js', optimizer: 'SignDescent', ownRate: 0.05, accuracy: false },
  { script: 'own-optimizer-gradients.js', optimizer: 'SignDescent', ownRate: 0.05, accuracy: false },
  { script: 'own-optimizer-field.js', optimizer: 'SignDescent', ownRate: 0.05, accuracy: false },
  { script: 'own-optimizer-unrelated.js', optimizer: 'Descent', ownRate: 0.1, accuracy: true },
  {
    script: 'native-after-tfjs.js',
    optimizer: 'SGD',
    ownRate: 0.01,
    accuracy: true,
    warns: 'engine-substituted',
  },
  {
    script: 'cpu-backend.mjs',
    optimizer: 'Adam',
    ownRate: 0.1,
    accuracy: false,
    warns: 'engine-substituted',
  },
  { script: 'gan.js', optimizer: 'Adam', ownRate: 0.0004, accuracy: true, warns: 'several-optimizers' },
  { script: 'reinforce.js', optimizer: 'Adam', ownRate: 0.005, accuracy: false, warns: 'no-accuracy' },
  { script: 'k-fold.js', optimizer: 'SGD', ownRate: 0.1, accuracy: true },
  { script: 'search.js', optimizer: 'SGD', ownRate: 0.01, accuracy: true },
  { script: 'transfer.js', optimizer: 'Adam', ownRate: 0.01, accuracy: true },
  {
    script: 'optimizer-each-step.js',
    optimizer: 'SGD',
    ownRate: 0.1,
    accuracy: false,
    warns: 'schedule-overridden',
  },
  {
    script: 'own-schedule.js',
    optimizer: 'Adam',
    ownRate: 0.01,
    accuracy: true,
    warns: 'schedule-overridden',
  },
  {
    script: 'recompile-each-epoch.js',
    optimizer: 'Adam',
    ownRate: 0.01,
    accuracy: true,
    warns: 'schedule-overridden',
  },
  { script: 'in-worker.js', optimizer: 'Adam', ownRate: 0.001, accuracy: true },
  { script: 'in-child.js', optimizer: 'Adam', ownRate: 0.001, accuracy: true },
  { script: 'regression.js', optimizer: 'SGD', ownRate: 0.01, accuracy: false, warns: 'no-accuracy' },
  { script: 'padded-sequence.js', optimizer: 'Adam', ownRate: 0.05, accuracy: true },
  { script: 'multi-output.js', optimizer: 'Adam', ownRate: 0.01, accuracy: true },
  { script: 'gradient-penalty.js', optimizer: 'Adam', ownRate: 0.01, accuracy: false },
  { script: 'lstm.js', optimizer: 'RMSProp', ownRate: 0.001, accuracy: false },
  { script: 'one-long-fit.js', optimizer: 'SGD', ownRate: 0.05, accuracy: true },
  { script: 'one-short-fit.js', optimizer: 'SGD', ownRate: 0.05, accuracy: false, warns: 'no-accuracy' },
  { script: 'ten-updates.js', optimizer: 'SGD', ownRate: 0.01, accuracy: false, warns: 'other' },
  { script: 'split-packages.mjs', optimizer: 'Adam', ownRate: 0.1, accuracy: false },
  { script: 'dynamic-import.mjs', optimizer: 'Adamax', ownRate: 0.01, accuracy: true },
  { script: 'mixed-syntax/train.js', optimizer: 'Adam', ownRate: 0.01, accuracy: true },
  { script: 'typescript-commonjs/train.ts', optimizer: 'Adam', ownRate: 0.01, accuracy: true },
  {
    script: 'typescript-module/train.ts',
    optimizer: 'SGD',
    ownRate: 0.05,
    accuracy: true,
    warns: 'engine-substituted',
  },
  { script: 'typescript-plain/train.ts', optimizer: 'RMSProp', ownRate: 0.01, accuracy: false },
];

const BESIDE = 'with TensorFlow.js in its project';
const BARE = 'with nothing installed';
const NATIVE = 'with native TensorFlow';

/** What the first surroundings gave, which the others have to give as well. */
const answers = new Map<string, Run>();

describe.each([BESIDE, BARE, ...(hasNative ? [NATIVE] : [])])(
  'a range test on an unmodified script, %s,',
  (where) => {
    let folder = scripts;
    beforeAll(async () => {
      if (where !== BARE) return;
      folder = await makeProject({}, {});
      await cp(scripts, folder, { recursive: true });
    });

    it.each(STYLES)('measures $script', async ({ script, optimizer, ownRate, accuracy, warns }) => {
      const env = where === NATIVE ? { NODE_PATH: nativePackages } : {};
      const result = await run(path.join(folder, script), { launch: { env } });

      expect(result.outcome.problem).toBeNull();
      expect(ofType(result.messages, 'end')[0]?.reason).not.toBe('error');
      expect(result.steps.map((step) => step.i)).toEqual([...Array(shortRamp.steps).keys()]);
      expect(result.steps.map((step) => step.lr)).toEqual(
        result.steps.map((step) => rampRate(shortRamp, step.i)),
      );
      expect(result.steps.every((step) => step.loss !== undefined)).toBe(true);
      expect(result.steps.every((step) => (step.accuracy !== undefined) === accuracy)).toBe(true);

      const driven = ofType(result.messages, 'training').find((one) => one.driven);
      expect(driven).toMatchObject({ optimizer, lr: ownRate });
      const codes = warningCodes(result);
      expect(codes).not.toContain('hook-fault');
      if (warns !== undefined && where !== NATIVE) expect(codes).toContain(warns);
      if (where === BARE) expect(codes).toContain('engine-substituted');

      if (where === BESIDE) answers.set(script, result);
      const first = answers.get(script);
      if (first) expectAlike(result, first, where === BARE);
    });
  },
);

/** @param exactly the same engine computes, so that every digit is the same */
function expectAlike(result: Run, first: Run, exactly: boolean): void {
  expect(wordsOf(result)).toEqual(wordsOf(first));
  expect(ofType(result.messages, 'training')).toEqual(ofType(first.messages, 'training'));
  if (exactly) expect(result.steps).toEqual(first.steps);
}

/** All but which engine it is. */
function wordsOf({ messages }: Run): string[] {
  const said = ofType(messages, 'warning').filter(({ code }) => code !== 'engine-substituted');
  return said.map(({ message }) => message).sort();
}

describe('the greeting', () => {
  it('says which engine trains, and that it is the embedded one where there is no native one', async () => {
    for (const script of ['fit-name-string.js', 'native-after-tfjs.js', 'cpu-backend.mjs']) {
      const [hello] = ofType((await run(script)).messages, 'hello');
      expect(hello?.framework).toMatchObject({ name: 'TensorFlow.js', version: '4.22.0' });
      expect(hello?.engine).toMatchObject({ kind: 'embedded', threads: 1 });
    }
  });
});

describe('a script with several optimizers', () => {
  it('lets one be chosen, and leaves the other alone', async () => {
    const { messages, steps } = await run('gan.js', { plan: { training: '2' } });
    expect(ofType(messages, 'training').map(({ id, driven, lr }) => ({ id, driven, lr }))).toEqual([
      { id: '1', driven: false, lr: 0.0004 },
      { id: '2', driven: true, lr: 0.0002 },
    ]);
    expect(steps).toHaveLength(shortRamp.steps);
  });

  it('says so where the chosen one never trains', async () => {
    const { outcome } = await run('gan.js', { plan: { training: '7' } });
    expect(outcome.problem).toMatchObject({
      code: 'never-trained',
      title: expect.stringContaining('no training 7'),
    });
  });
});

describe('accuracy', () => {
  it('is that of the batch, in a script that asks for none', async () => {
    const asked = await run('fit-callback-object.js');
    // The script's own log shows the mean over the three equal batches of each epoch.
    const own = /^0 \S+ (\S+)/m.exec(asked.outcome.outputTail)?.[1];
    const batches = asked.steps.slice(0, 3).map((step) => step.accuracy ?? NaN);
    expect(batches.reduce((sum, one) => sum + one, 0) / 3).toBeCloseTo(Number(own), 3);
  });
});
