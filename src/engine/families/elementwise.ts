import type { CastAttrs, ClipByValueAttrs, FillAttrs } from '@tensorflow/tfjs';
import { areFloats, sameShape, sizeOf, type EngineContext } from '../context';
import { BinaryOp, Broadcast, CompareOp, UnaryOp } from '../kernels/operations';
import { isPlain } from '../storage';
import type { Inputs, KernelFunc, Kernels, TensorInfo } from '../tensorflow';

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

export function elementwiseKernels(engine: EngineContext): Kernels {
  const kernels: Kernels = { ...valueKernels(engine), ...typeKernels(engine) };
  for (const [name, { op, first }] of Object.entries(UNARY)) {
    kernels[name] = (call) => {
      const x = call.inputs['x'] as TensorInfo;
      if (!areFloats(x)) return engine.fallback(name, call);
      return unary(engine, op, x, first === undefined ? 0 : Number(call.attrs?.[first]));
    };
  }
  for (const [name, op] of Object.entries(BINARY)) kernels[name] = binaryKernel(engine, name, op);
  for (const [name, op] of Object.entries(COMPARE)) kernels[name] = compareKernel(engine, name, op);
  return kernels;
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

interface Pattern {
  broadcast: Broadcast;
  inner: number;
}

/** How the smaller shape is repeated over the larger, if it is one of the ways that our kernels know. */
export function broadcastPattern(a: readonly number[], b: readonly number[]): Pattern | undefined {
  const sizeA = sizeOf(a);
  const sizeB = sizeOf(b);
  if (sizeA === sizeB) return sameFromTheRight(a, b) ? { broadcast: Broadcast.None, inner: 1 } : undefined;
  if (sizeB === 1) return { broadcast: Broadcast.RightScalar, inner: 1 };
  if (sizeA === 1) return { broadcast: Broadcast.LeftScalar, inner: 1 };
  const rightIsSmaller = sizeB < sizeA;
  const [large, small] = rightIsSmaller ? [a, b] : [b, a];
  const row = rowLength(large, small);
  if (row !== undefined) {
    return { broadcast: rightIsSmaller ? Broadcast.RightRow : Broadcast.LeftRow, inner: row };
  }
  const column = columnLength(large, small);
  if (column !== undefined) {
    return { broadcast: rightIsSmaller ? Broadcast.RightColumn : Broadcast.LeftColumn, inner: column };
  }
  return undefined;
}

function sameFromTheRight(a: readonly number[], b: readonly number[]): boolean {
  const rank = Math.max(a.length, b.length);
  for (let i = 1; i <= rank; i++) if ((a.at(-i) ?? 1) !== (b.at(-i) ?? 1)) return false;
  return true;
}

/** The length of the rows over which `small` repeats, when it is the last axes of `large` (ones before them allowed). */
function rowLength(large: readonly number[], small: readonly number[]): number | undefined {
  if (small.length > large.length) return undefined;
  let length = 1;
  for (let i = 1; i <= small.length && small.at(-i) === large.at(-i); i++) length *= small.at(-i) ?? 1;
  return length === sizeOf(small) && length > 1 ? length : undefined;
}

/** The number of neighbours that share a value of `small`, when it is the first axes of `large` followed by ones. */
function columnLength(large: readonly number[], small: readonly number[]): number | undefined {
  if (small.length !== large.length) return undefined;
  let length = 1;
  let i = 1;
  for (; i <= small.length && small.at(-i) === 1; i++) length *= large.at(-i) ?? 1;
  for (; i <= small.length; i++) if (small.at(-i) !== large.at(-i)) return undefined;
  return length;
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
