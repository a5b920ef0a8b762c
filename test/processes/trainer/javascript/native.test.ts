import { describe, expect, it } from 'vitest';
import { ofType, run, shortRamp } from '../../harness';
import { hasNative, nativePackages } from '../../installed';

const NODE_PATH = nativePackages;

describe.skipIf(!hasNative)('on the native engine', () => {
  it.each([
    ...['fit-name-string.js', 'variable-grads.js', 'typescript-module/train.ts', 'train-on-batch.js'],
    ...['../../../examples/mnist-mlp/train.js', '../../../examples/mnist-convnet/train.ts'],
  ])('%s gives the curve of the embedded engine', async (script) => {
    const native = await run(script, { plan: { engine: 'native' }, launch: { env: { NODE_PATH } } });
    const embedded = await run(script, { plan: { engine: 'embedded' }, launch: { env: { NODE_PATH } } });
    expect(ofType(native.messages, 'hello')[0]?.engine).toMatchObject({
      kind: 'native',
      version: '4.22.0',
    });
    expect(ofType(embedded.messages, 'hello')[0]?.engine.kind).toBe('embedded');
    expect(native.steps).toHaveLength(shortRamp.steps);
    // Rounding differs, and an unstable rate magnifies it: the quiet part has to agree.
    for (const step of native.steps.slice(0, 40)) {
      expect(step.loss).toBeCloseTo(embedded.steps[step.i]?.loss ?? NaN, 3);
      expect(step.accuracy).toBe(embedded.steps[step.i]?.accuracy);
    }
  });

  it.each(['fit-validation.mjs', 'fit-dataset-validation.js'])(
    'a validation series leaves the ramp as it is without it, bit for bit: %s',
    async (script) => {
      const native = { engine: 'native', experiment: { kind: 'range-test', ramp: shortRamp } } as const;
      const validating = { ...native, experiment: { ...native.experiment, validation: true } };
      const without = await run(script, { plan: native, launch: { env: { NODE_PATH } } });
      const withIt = await run(script, { plan: validating, launch: { env: { NODE_PATH } } });
      expect(ofType(withIt.messages, 'hello')[0]?.engine.kind).toBe('native');
      expect(withIt.steps).toHaveLength(shortRamp.steps);
      expect(withIt.steps).toEqual(without.steps);
      const measured = ofType(withIt.messages, 'phase').filter(
        ({ phase, epoch }) => phase === 'evaluate' && epoch === undefined,
      );
      expect(measured).toHaveLength(20);
    },
  );
});
