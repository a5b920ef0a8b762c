import { sizeOf, type EngineContext } from '../context';
import { BinaryOp, Broadcast, UnaryOp } from '../kernels/operations';
import type { TensorInfo } from '../tensorflow';

interface Finish {
  bias: TensorInfo | null | undefined;
  activation: string | null | undefined;
  /** PReLU's weights. */
  alpha: TensorInfo | null | undefined;
  leak: number | undefined;
}

const IN_PLACE: Readonly<Record<string, UnaryOp>> = {
  relu: UnaryOp.Relu,
  relu6: UnaryOp.Relu6,
  sigmoid: UnaryOp.Sigmoid,
  elu: UnaryOp.Elu,
  leakyrelu: UnaryOp.LeakyRelu,
};

/** Adds the bias of a fused operation and applies its activation, in place on the fresh `out` where it can. */
export function finishFused(engine: EngineContext, out: TensorInfo, finish: Finish): TensorInfo {
  const { bias, activation, alpha, leak } = finish;
  const { wasm } = engine;
  const size = sizeOf(out.shape);
  if (bias != null) {
    const columns = out.shape.at(-1) ?? 1;
    const biasSize = sizeOf(bias.shape);
    if (biasSize === columns || biasSize === 1) {
      const broadcast = biasSize === 1 ? Broadcast.RightScalar : Broadcast.RightRow;
      const target = engine.address(out);
      wasm.binary(BinaryOp.Add, broadcast, target, engine.address(bias), target, size, columns);
    } else {
      out = replace(engine, out, 'Add', { a: out, b: bias });
    }
  }
  if (activation == null || activation === 'linear') return out;
  if (activation === 'prelu' && alpha != null) return replace(engine, out, 'Prelu', { x: out, alpha });
  const op = IN_PLACE[activation];
  if (op === undefined) throw new Error(`The activation '${activation}' cannot be fused.`);
  wasm.unary(op, engine.address(out), engine.address(out), size, leak ?? 0, 0);
  return out;
}

function replace(
  engine: EngineContext,
  out: TensorInfo,
  kernel: string,
  inputs: Record<string, TensorInfo>,
): TensorInfo {
  const result = engine.fallback(kernel, { inputs, backend: engine.backend, attrs: {} }) as TensorInfo;
  engine.dispose(out);
  return result;
}
