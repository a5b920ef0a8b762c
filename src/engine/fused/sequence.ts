import type { Tensor } from '@tensorflow/tfjs';
import type { EngineContext } from '../context';
import type { Inputs, TensorInfo } from '../tensorflow';

/** A recurrent layer's operands: x [batch, time, features], w [features, gates * units], u [units, gates * units], b. */
export type LayerInputs = Inputs<'x' | 'w' | 'u', 'b'>;

/** `to` = x w for all sequences and steps at once. */
export function multiplyInputs(engine: EngineContext, x: TensorInfo, w: TensorInfo, to: number): void {
  const [batch = 0, time = 0, features = 0] = x.shape;
  const columns = w.shape[1] ?? 0;
  const [from, weights] = [engine.address(x), engine.address(w)];
  engine.withMemory(features * (columns + 8), (panels) => {
    const rows = batch * time;
    engine.wasm.matMul(false, false, rows, columns, features, 1, from, 0, weights, 0, to, panels, 0, false);
  });
}

/** The state before each step, [batch * time, units], from h, [batch, time, units]; zeros at first. */
export function statesBefore(engine: EngineContext, h: Tensor): Tensor {
  const { tf } = engine;
  const [batch = 0, time = 0, units = 0] = h.shape;
  const before = tf.pad(tf.slice(h, [0, 0, 0], [batch, time - 1, units]), [
    [0, 0],
    [1, 0],
    [0, 0],
  ]);
  return tf.reshape(before, [batch * time, units]);
}

/** Gradients of the operands from that of the gates before their activations, [batch * time, gates * units]. */
export function operandGradients(
  { tf }: EngineContext,
  x: Tensor,
  w: Tensor,
  dGates: Tensor,
  ofRecurrent: () => Tensor,
): Record<'x' | 'w' | 'u' | 'b', () => Tensor> {
  const [batch = 0, time = 0, features = 0] = x.shape;
  return {
    x: () => tf.reshape(tf.matMul(dGates as never, w as never, false, true), x.shape),
    w: () => tf.matMul(tf.reshape(x, [batch * time, features]), dGates as never, true, false),
    u: ofRecurrent,
    b: () => tf.sum(dGates, 0),
  };
}
