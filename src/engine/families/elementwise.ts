/** Operations on each element, of one operand or two, and the gradient of clipping as one kernel. */
import type { CastAttrs, ClipByValueAttrs, FillAttrs, Tensor } from '@tensorflow/tfjs';
import { areFloats, sameShape, sizeOf, type EngineContext } from '../context';
import { BinaryOp, CompareOp, UnaryOp } from '../kernels/operations';
import { replaceGradient } from '../patching';
import { isPlain } from '../storage';
import type { Inputs, KernelFunc, Kernels, TensorInfo } from '../tensorflow';
import { broadcastPattern } from './broadcast';

const CLIP_GRAD = 'LrTunerClipGrad';

/** TensorFlow.js's kernels of one operand; `first` and `second` pick their parameters. */
const UNARY: Readonly<Record<string, { op: UnaryOp; first?: string }>> = {
  Relu: { op: UnaryOp.Relu },
  Relu6: { op: UnaryOp.Relu6 },
  Elu: { op: UnaryOp.Elu },
  LeakyRelu: { op: UnaryOp.LeakyRelu, first: 'alpha' },
  Step: { op: UnaryOp.Step, first: 'alpha' },
  Sigmoid: { op: UnaryOp.Sigmoid },
  Tanh: { op: UnaryOp.Tanh },
  Softplus: { op: UnaryOp.Softplus },
  Exp: { op: UnaryOp.Exp },
  Log: { op: UnaryOp.Log },
  Sqrt: { op: UnaryOp.Sqrt },
  Rsqrt: { op: UnaryOp.Rsqrt },
  Square: { op: UnaryOp.Square },
  Neg: { op: UnaryOp.Negate },
  Abs: { op: UnaryOp.Absolute },
  Reciprocal: { op: UnaryOp.Reciprocal },
};

const BINARY: Readonly<Record<string, BinaryOp>> = {
  Add: BinaryOp.Add,
  Sub: BinaryOp.Subtract,
  Multiply: BinaryOp.Multiply,
  RealDiv: BinaryOp.Divide,
  Maximum: BinaryOp.Maximum,
  Minimum: BinaryOp.Minimum,
  SquaredDifference: BinaryOp.SquaredDifference,
};

const COMPARE: Readonly<Record<string, CompareOp>> = {
  Greater: CompareOp.Greater,
  GreaterEqual: CompareOp.GreaterEqual,
  Less: CompareOp.Less,
  LessEqual: CompareOp.LessEqual,
  Equal: CompareOp.Equal,
  NotEqual: CompareOp.NotEqual,
};

export function kernels(engine: EngineContext): Kernels {
  const all: Kernels = { ...valueKernels(engine), ...typeKernels(engine) };
  for (const [name, { op, first }] of Object.entries(UNARY)) {
    all[name] = (call) => {
      const x = call.inputs['x'] as TensorInfo;
      if (!areFloats(x)) return engine.fallback(name, call);
      return unary(engine, op, x, first === undefined ? 0 : Number(call.attrs?.[first]));
    };
  }
  for (const [name, op] of Object.entries(BINARY)) all[name] = binaryKernel(engine, name, op);
  for (const [name, op] of Object.entries(COMPARE)) all[name] = compareKernel(engine, name, op);
  return all;
}

/** Makes the gradient of ClipByValue one kernel. */
export function fuse(engine: EngineContext): void {
  const { tf } = engine;
  engine.register(CLIP_GRAD, (call) => {
    const { dy, x } = call.inputs as Inputs<'dy' | 'x'>;
    const { low, high } = call.attrs as { low: number; high: number };
    const out = engine.create(x.shape);
    const size = sizeOf(x.shape);
    engine.wasm.clipGradient(engine.address(dy), engine.address(x), engine.address(out), size, low, high);
    return out;
  });
  tf.registerGradient({
    kernelName: CLIP_GRAD,
    inputsToSave: ['x'],
    gradFunc: (d, [x], attributes) => ({
      dy: () => engine.run(CLIP_GRAD, { dy: d as Tensor, x: x as Tensor }, attributes),
      x: () => tf.zerosLike(x as Tensor),
    }),
  });
  replaceGradient(engine, 'ClipByValue', (dy, [x], attributes) => {
    const bounds = { low: attributes['clipValueMin'], high: attributes['clipValueMax'] };
    return { x: () => engine.run(CLIP_GRAD, { dy, x: x as Tensor }, bounds) };
  });
}

function unary(engine: EngineContext, op: UnaryOp, x: TensorInfo, first = 0, second = 0): TensorInfo {
  const out = engine.create(x.shape);
  engine.wasm.unary(op, engine.address(x), engine.address(out), sizeOf(x.shape), first, second);
  return out;
}

function binaryKernel(engine: EngineContext, name: string, op: BinaryOp): KernelFunc {
  return (call) => {
    const { a, b } = call.inputs as { a: TensorInfo; b: TensorInfo };
    if (!areFloats(a, b)) return engine.fallback(name, call);
    const pattern = broadcastPattern(a.shape, b.shape);
    if (pattern === undefined) return engine.fallback(name, call);
    const out = engine.create(engine.tf.broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape));
    const size = sizeOf(out.shape);
    const { broadcast, inner } = pattern;
    engine.wasm.binary(op, broadcast, engine.address(a), engine.address(b), engine.address(out), size, inner);
    return out;
  };
}

function compareKernel(engine: EngineContext, name: string, op: CompareOp): KernelFunc {
  return (call) => {
    const { a, b } = call.inputs as { a: TensorInfo; b: TensorInfo };
    const single = sizeOf(b.shape) === 1 && b.shape.length <= a.shape.length;
    if (!areFloats(a, b) || !(single || sameShape(a.shape, b.shape))) return engine.fallback(name, call);
    const out = engine.create(a.shape, 'bool');
    engine.wasm.compare(
      op,
      engine.address(a),
      engine.address(b),
      engine.address(out),
      sizeOf(a.shape),
      single,
    );
    return out;
  };
}

function valueKernels(engine: EngineContext): Kernels {
  const { wasm } = engine;
  const filled = (shape: number[], value: number): TensorInfo => {
    const out = engine.create(shape);
    wasm.fillFloats(engine.address(out), value, sizeOf(shape));
    return out;
  };
  return {
    ClipByValue: (call) => {
      const x = call.inputs['x'] as TensorInfo;
      if (!areFloats(x)) return engine.fallback('ClipByValue', call);
      const { clipValueMin, clipValueMax } = call.attrs as unknown as ClipByValueAttrs;
      return unary(engine, UnaryOp.Clip, x, clipValueMin, clipValueMax);
    },

    AddN: (call) => {
      const [first, ...others] = call.inputs as unknown as TensorInfo[];
      if (first === undefined || !areFloats(first, ...others)) return engine.fallback('AddN', call);
      const out = engine.create(first.shape);
      const size = sizeOf(first.shape);
      wasm.copyBytes(engine.address(out), engine.address(first), size * 4);
      for (const other of others) wasm.accumulate(engine.address(out), engine.address(other), size);
      return out;
    },

    Fill: (call) => {
      const { shape, value, dtype } = call.attrs as unknown as FillAttrs;
      const type = dtype ?? engine.tf.util.inferDtype(value as never);
      return type === 'float32' ? filled(shape, value as number) : engine.fallback('Fill', call);
    },

    ZerosLike: (call) => {
      const x = call.inputs['x'] as TensorInfo;
      return areFloats(x) ? filled(x.shape, 0) : engine.fallback('ZerosLike', call);
    },

    OnesLike: (call) => {
      const x = call.inputs['x'] as TensorInfo;
      return areFloats(x) ? filled(x.shape, 1) : engine.fallback('OnesLike', call);
    },

    Select: (call) => {
      const { condition, t, e } = call.inputs as Inputs<'condition' | 't' | 'e'>;
      if (!areFloats(t, e) || !sameShape(condition.shape, t.shape)) return engine.fallback('Select', call);
      const out = engine.create(t.shape);
      wasm.selectByMask(
        engine.address(condition),
        engine.address(t),
        engine.address(e),
        engine.address(out),
        sizeOf(t.shape),
      );
      return out;
    },
  };
}

function typeKernels(engine: EngineContext): Kernels {
  const { wasm } = engine;
  return {
    Cast: (call) => {
      const { x } = call.inputs as Inputs<'x'>;
      const { dtype } = call.attrs as unknown as CastAttrs;
      if (x.dtype === dtype) return engine.alias(x);
      // The CPU kernel lets both types share the data, which our typed memory cannot.
      if (dtype === 'float32' && (x.dtype === 'bool' || x.dtype === 'int32')) {
        const out = engine.create(x.shape);
        const convert = x.dtype === 'bool' ? wasm.boolToFloat : wasm.intToFloat;
        convert(engine.address(x), engine.address(out), sizeOf(x.shape));
        return out;
      }
      if (dtype === 'int32' && isPlain(x.dtype)) {
        const values = engine.backend.data.get(x.dataId).values as Float32Array;
        const out = engine.create(x.shape, 'int32');
        (engine.backend.data.get(out.dataId).values as Int32Array).set(values);
        return out;
      }
      return engine.fallback('Cast', call);
    },

    Identity: (call) => engine.alias(call.inputs['x'] as TensorInfo),

    Reshape: (call) => {
      const x = call.inputs['x'] as TensorInfo;
      if (!isPlain(x.dtype)) return engine.fallback('Reshape', call);
      const size = sizeOf(x.shape);
      const shape = engine.tf.util.inferFromImplicitShape(call.attrs?.['shape'] as number[], size);
      if (sizeOf(shape) !== size) {
        throw new Error(
          `The new shape (${shape}) has ${sizeOf(shape)} elements and the old shape (${x.shape}) has ${size} ` +
            'elements. The new shape and old shape must have the same number of elements.',
        );
      }
      return engine.alias(x, shape);
    },
  };
}
