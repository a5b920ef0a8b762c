/** Matrix products, alone or with bias and activation. */
import type { BatchMatMulAttrs, _FusedMatMulAttrs } from '@tensorflow/tfjs';
import { areFloats, axisSize, roundUp, sizeOf, type EngineContext } from '../context';
import type { Inputs, Kernels, TensorInfo } from '../tensorflow';
import { finishFused } from './activation';

interface Product {
  a: TensorInfo;
  b: TensorInfo;
  transposeA: boolean;
  transposeB: boolean;
  /** Only without `transposeA`. */
  bias?: TensorInfo | undefined;
  relu?: boolean;
}

export function kernels(engine: EngineContext): Kernels {
  return {
    BatchMatMul: (call) => {
      const { a, b } = call.inputs as Inputs<'a' | 'b'>;
      const { transposeA, transposeB } = call.attrs as unknown as BatchMatMulAttrs;
      return multiply(engine, { a, b, transposeA, transposeB }) ?? engine.fallback('BatchMatMul', call);
    },

    _FusedMatMul: (call) => {
      const { a, b, bias, preluActivationWeights } = call.inputs as Inputs<
        'a' | 'b',
        'bias' | 'preluActivationWeights'
      >;
      const attributes = call.attrs as unknown as _FusedMatMulAttrs;
      const { transposeA, transposeB, activation } = attributes;
      if (!areFloats(a, b, bias)) return engine.fallback('_FusedMatMul', call);
      const columns = axisSize(b.shape, transposeB ? -2 : -1);
      const inKernel = !transposeA && (bias == null || sizeOf(bias.shape) === columns);
      const product = multiply(engine, {
        a,
        b,
        transposeA,
        transposeB,
        ...(inKernel ? { bias, relu: (activation as string) === 'relu' } : {}),
      });
      if (product === undefined) return engine.fallback('_FusedMatMul', call);
      const done = inKernel && ((activation as string) === 'relu' || activation == null);
      if (done) return product;
      return finishFused(engine, product, {
        bias: inKernel ? undefined : bias,
        activation: activation as string | null,
        alpha: preluActivationWeights,
        leak: attributes.leakyreluAlpha,
      });
    },
  };
}

/** a b, or undefined where the CPU kernel must do it (other types, batches of different shape). */
function multiply(engine: EngineContext, product: Product): TensorInfo | undefined {
  const { a, b, transposeA, transposeB } = product;
  if (!areFloats(a, b)) return undefined;
  const m = axisSize(a.shape, transposeA ? -1 : -2);
  const k = axisSize(a.shape, transposeA ? -2 : -1);
  const n = axisSize(b.shape, transposeB ? -2 : -1);
  const innerB = axisSize(b.shape, transposeB ? -1 : -2);
  if (k !== innerB) {
    throw new Error(
      `Error in matMul: inner shapes (${k}) and (${innerB}) of Tensors with shapes ${a.shape} and ${b.shape} ` +
        `and transposeA=${transposeA} and transposeB=${transposeB} must match.`,
    );
  }
  const outerA = a.shape.slice(0, -2);
  const outerB = b.shape.slice(0, -2);
  const batchA = sizeOf(outerA);
  const batchB = sizeOf(outerB);
  if (batchA !== batchB && batchA !== 1 && batchB !== 1) return undefined;
  const outer = engine.tf.broadcast_util.assertAndGetBroadcastShape(outerA, outerB);
  const batch = sizeOf(outer);
  if (batch !== Math.max(batchA, batchB)) return undefined;

  const out = engine.create([...outer, m, n]);
  if (batch * m * n === 0) return out;
  if (k === 0 && product.bias == null) {
    engine.wasm.fillFloats(engine.address(out), 0, batch * m * n);
    return out;
  }
  // A batch of A with one B is one tall matrix.
  const tall = batchB === 1 && !transposeA;
  const rows = tall ? m * batchA : m;
  const matrices = tall ? 1 : batch;
  const addressA = engine.address(a);
  const addressB = engine.address(b);
  const bias = engine.optionalAddress(product.bias);
  engine.withMemory(k * roundUp(n, 8) * batchB, (panels) => {
    engine.wasm.matMul(
      transposeA,
      transposeB,
      rows,
      n,
      k,
      matrices,
      addressA,
      batchA > 1 ? m * k : 0,
      addressB,
      batchB > 1 ? n * k : 0,
      engine.address(out),
      panels,
      bias,
      product.relu ?? false,
    );
  });
  return out;
}
