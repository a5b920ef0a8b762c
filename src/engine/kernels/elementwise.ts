// Operations on each element, with the broadcasts that occur in training. One loop for each operation: `op` is a
// constant wherever `unaryLoop` and `binaryLoop` are inlined, so the choice falls away at compile time.

import { BinaryOp, Broadcast, CompareOp, UnaryOp } from './operations';
import { exp4, log4, sigmoid4, tanh4 } from './functions';
import { addFloats, ceilDivide, larger, smaller, splat } from './vector';
import { JOB, parallel, parallelIf } from './workers';

/** Elements of a chunk. Flat loops run over whole vectors: tensors own whole 64-byte blocks. */
const CHUNK = 8192;

@unmanaged
class ElementwiseJob {
  op: i32;
  broadcast: i32;
  a: usize;
  b: usize;
  out: usize;
  size: i32;
  inner: i32;
  first: f32;
  second: f32;
}

@inline
function job(): ElementwiseJob {
  return changetype<ElementwiseJob>(JOB);
}

@inline
function unary4(op: i32, x: v128, first: v128, second: v128): v128 {
  const zero = splat(0);
  const one = splat(1);
  if (op == UnaryOp.Relu) return f32x4.max(x, zero);
  if (op == UnaryOp.Relu6) return f32x4.min(splat(6), f32x4.max(x, zero));
  if (op == UnaryOp.Elu) return v128.bitselect(x, f32x4.sub(exp4(x), one), f32x4.ge(x, zero));
  if (op == UnaryOp.LeakyRelu) return v128.bitselect(x, f32x4.mul(x, first), f32x4.ge(x, zero));
  if (op == UnaryOp.Clip) return f32x4.min(second, f32x4.max(first, x));
  if (op == UnaryOp.Step) return v128.or(v128.bitselect(one, first, f32x4.gt(x, zero)), f32x4.ne(x, x));
  if (op == UnaryOp.Sigmoid) return sigmoid4(x);
  if (op == UnaryOp.Tanh) return tanh4(x);
  if (op == UnaryOp.Softplus) {
    return f32x4.add(f32x4.max(x, zero), log4(f32x4.add(one, exp4(f32x4.neg(f32x4.abs(x))))));
  }
  if (op == UnaryOp.Exp) return exp4(x);
  if (op == UnaryOp.Log) return log4(x);
  if (op == UnaryOp.Sqrt) return f32x4.sqrt(x);
  if (op == UnaryOp.Rsqrt) return f32x4.div(one, f32x4.sqrt(x));
  if (op == UnaryOp.Square) return f32x4.mul(x, x);
  if (op == UnaryOp.Negate) return f32x4.neg(x);
  if (op == UnaryOp.Absolute) return f32x4.abs(x);
  if (op == UnaryOp.Reciprocal) return f32x4.div(one, x);
  return f32x4.add(f32x4.mul(x, first), second);
}

@inline
function unaryLoop(op: i32, a: usize, out: usize, end: usize, first: v128, second: v128): void {
  for (; a < end; a += 16, out += 16) v128.store(out, unary4(op, v128.load(a), first, second));
}

/** out[i] = op(a[i]) over whole vectors. */
export function unaryBlock(op: i32, a: usize, out: usize, count: i32, firstValue: f32, secondValue: f32): void {
  const first = splat(firstValue);
  const second = splat(secondValue);
  const end = a + ((<usize>count) << 2);
  switch (op) {
    case UnaryOp.Relu: unaryLoop(UnaryOp.Relu, a, out, end, first, second); break;
    case UnaryOp.Relu6: unaryLoop(UnaryOp.Relu6, a, out, end, first, second); break;
    case UnaryOp.Elu: unaryLoop(UnaryOp.Elu, a, out, end, first, second); break;
    case UnaryOp.LeakyRelu: unaryLoop(UnaryOp.LeakyRelu, a, out, end, first, second); break;
    case UnaryOp.Clip: unaryLoop(UnaryOp.Clip, a, out, end, first, second); break;
    case UnaryOp.Step: unaryLoop(UnaryOp.Step, a, out, end, first, second); break;
    case UnaryOp.Sigmoid: unaryLoop(UnaryOp.Sigmoid, a, out, end, first, second); break;
    case UnaryOp.Tanh: unaryLoop(UnaryOp.Tanh, a, out, end, first, second); break;
    case UnaryOp.Softplus: unaryLoop(UnaryOp.Softplus, a, out, end, first, second); break;
    case UnaryOp.Exp: unaryLoop(UnaryOp.Exp, a, out, end, first, second); break;
    case UnaryOp.Log: unaryLoop(UnaryOp.Log, a, out, end, first, second); break;
    case UnaryOp.Sqrt: unaryLoop(UnaryOp.Sqrt, a, out, end, first, second); break;
    case UnaryOp.Rsqrt: unaryLoop(UnaryOp.Rsqrt, a, out, end, first, second); break;
    case UnaryOp.Square: unaryLoop(UnaryOp.Square, a, out, end, first, second); break;
    case UnaryOp.Negate: unaryLoop(UnaryOp.Negate, a, out, end, first, second); break;
    case UnaryOp.Absolute: unaryLoop(UnaryOp.Absolute, a, out, end, first, second); break;
    case UnaryOp.Reciprocal: unaryLoop(UnaryOp.Reciprocal, a, out, end, first, second); break;
    case UnaryOp.Linear: unaryLoop(UnaryOp.Linear, a, out, end, first, second); break;
  }
}

function unaryChunk(chunk: i32, thread: i32): void {
  const j = job();
  const start = chunk * CHUNK;
  const shift = (<usize>start) << 2;
  unaryBlock(j.op, j.a + shift, j.out + shift, smaller(CHUNK, j.size - start), j.first, j.second);
}

/** out = op(a); what `first` and `second` mean stands at `UnaryOp`. a and out may be the same. */
export function unary(op: i32, a: usize, out: usize, size: i32, first: f32, second: f32): void {
  if (size < 2 * CHUNK) {
    unaryBlock(op, a, out, size, first, second);
    return;
  }
  const j = job();
  j.op = op;
  j.a = a;
  j.out = out;
  j.size = size;
  j.first = first;
  j.second = second;
  parallel(ceilDivide(size, CHUNK), unaryChunk);
}

@inline
function binary4(op: i32, x: v128, y: v128): v128 {
  const one = splat(1);
  if (op == BinaryOp.Add) return f32x4.add(x, y);
  if (op == BinaryOp.Subtract) return f32x4.sub(x, y);
  if (op == BinaryOp.Multiply) return f32x4.mul(x, y);
  if (op == BinaryOp.Divide) return f32x4.div(x, y);
  if (op == BinaryOp.Maximum) return f32x4.max(x, y);
  if (op == BinaryOp.Minimum) return f32x4.min(x, y);
  if (op == BinaryOp.SquaredDifference) {
    const difference = f32x4.sub(x, y);
    return f32x4.mul(difference, difference);
  }
  if (op == BinaryOp.ReluGrad) return v128.or(v128.and(x, f32x4.gt(y, splat(0))), f32x4.ne(y, y));
  if (op == BinaryOp.SigmoidGrad) return f32x4.mul(x, f32x4.mul(y, f32x4.sub(one, y)));
  if (op == BinaryOp.TanhGrad) return f32x4.mul(x, f32x4.sub(one, f32x4.mul(y, y)));
  return v128.bitselect(x, f32x4.mul(x, f32x4.add(y, one)), f32x4.ge(y, splat(0)));
}

const BOTH = 0;
const RIGHT_ONCE = 1;
const LEFT_ONCE = 2;

/** `tail`: whether elements past `count` belong to somebody else (rows inside a tensor). */
@inline
function binaryLoop(op: i32, repeat: i32, a: usize, b: usize, out: usize, count: i32, tail: bool): void {
  const once = v128.load32_splat(repeat == LEFT_ONCE ? a : b);
  const whole = tail ? count & ~3 : count;
  let i = 0;
  for (; i < whole; i += 4, a += 16, b += 16, out += 16) {
    const x = repeat == LEFT_ONCE ? once : v128.load(a);
    const y = repeat == RIGHT_ONCE ? once : v128.load(b);
    v128.store(out, binary4(op, x, y));
  }
  for (; i < count; i++, a += 4, b += 4, out += 4) {
    const x = repeat == LEFT_ONCE ? once : v128.load32_splat(a);
    const y = repeat == RIGHT_ONCE ? once : v128.load32_splat(b);
    v128.store_lane<f32>(out, binary4(op, x, y), 0);
  }
}

@inline
function binaryRepeat(op: i32, repeat: i32, a: usize, b: usize, out: usize, count: i32, tail: bool): void {
  if (repeat == BOTH) binaryLoop(op, BOTH, a, b, out, count, tail);
  else if (repeat == RIGHT_ONCE) binaryLoop(op, RIGHT_ONCE, a, b, out, count, tail);
  else binaryLoop(op, LEFT_ONCE, a, b, out, count, tail);
}

function binaryBlock(op: i32, repeat: i32, a: usize, b: usize, out: usize, count: i32, tail: bool): void {
  switch (op) {
    case BinaryOp.Add: binaryRepeat(BinaryOp.Add, repeat, a, b, out, count, tail); break;
    case BinaryOp.Subtract: binaryRepeat(BinaryOp.Subtract, repeat, a, b, out, count, tail); break;
    case BinaryOp.Multiply: binaryRepeat(BinaryOp.Multiply, repeat, a, b, out, count, tail); break;
    case BinaryOp.Divide: binaryRepeat(BinaryOp.Divide, repeat, a, b, out, count, tail); break;
    case BinaryOp.Maximum: binaryRepeat(BinaryOp.Maximum, repeat, a, b, out, count, tail); break;
    case BinaryOp.Minimum: binaryRepeat(BinaryOp.Minimum, repeat, a, b, out, count, tail); break;
    case BinaryOp.SquaredDifference:
      binaryRepeat(BinaryOp.SquaredDifference, repeat, a, b, out, count, tail);
      break;
    case BinaryOp.ReluGrad: binaryLoop(BinaryOp.ReluGrad, BOTH, a, b, out, count, tail); break;
    case BinaryOp.SigmoidGrad: binaryLoop(BinaryOp.SigmoidGrad, BOTH, a, b, out, count, tail); break;
    case BinaryOp.TanhGrad: binaryLoop(BinaryOp.TanhGrad, BOTH, a, b, out, count, tail); break;
    case BinaryOp.EluGrad: binaryLoop(BinaryOp.EluGrad, BOTH, a, b, out, count, tail); break;
  }
}

@inline
function rowsPerChunk(inner: i32): i32 {
  return larger(1, CHUNK / inner);
}

function binaryChunk(chunk: i32, thread: i32): void {
  const j = job();
  if (j.broadcast <= Broadcast.LeftScalar) {
    const start = chunk * CHUNK;
    const shift = (<usize>start) << 2;
    const a = j.broadcast == Broadcast.LeftScalar ? j.a : j.a + shift;
    const b = j.broadcast == Broadcast.RightScalar ? j.b : j.b + shift;
    binaryBlock(j.op, j.broadcast, a, b, j.out + shift, smaller(CHUNK, j.size - start), false);
    return;
  }
  const first = chunk * rowsPerChunk(j.inner);
  const last = smaller(j.size / j.inner, first + rowsPerChunk(j.inner));
  for (let row = first; row < last; row++) {
    const shift = ((<usize>row) * (<usize>j.inner)) << 2;
    const column = (<usize>row) << 2;
    const out = j.out + shift;
    switch (j.broadcast) {
      case Broadcast.RightRow: binaryBlock(j.op, BOTH, j.a + shift, j.b, out, j.inner, true); break;
      case Broadcast.LeftRow: binaryBlock(j.op, BOTH, j.a, j.b + shift, out, j.inner, true); break;
      case Broadcast.RightColumn: binaryBlock(j.op, RIGHT_ONCE, j.a + shift, j.b + column, out, j.inner, true); break;
      case Broadcast.LeftColumn: binaryBlock(j.op, LEFT_ONCE, j.a + column, j.b + shift, out, j.inner, true); break;
    }
  }
}

/** out = op(a, b), `size` elements of out; for row and column broadcasts in rows of `inner`. */
export function binary(op: i32, broadcast: i32, a: usize, b: usize, out: usize, size: i32, inner: i32): void {
  const j = job();
  j.op = op;
  j.broadcast = broadcast;
  j.a = a;
  j.b = b;
  j.out = out;
  j.size = size;
  j.inner = inner;
  const chunks =
    broadcast <= Broadcast.LeftScalar ? ceilDivide(size, CHUNK) : ceilDivide(size / inner, rowsPerChunk(inner));
  parallelIf(size >= 2 * CHUNK, chunks, binaryChunk);
}

/** out (bytes 0 or 1) = a compared with b, or with the one value of b. */
export function compare(op: i32, a: usize, b: usize, out: usize, size: i32, single: bool): void {
  for (let i = 0; i < size; i++, a += 4, out++) {
    const x = load<f32>(a);
    const y = load<f32>(single ? b : b + ((<usize>i) << 2));
    let holds = false;
    switch (op) {
      case CompareOp.Greater: holds = x > y; break;
      case CompareOp.GreaterEqual: holds = x >= y; break;
      case CompareOp.Less: holds = x < y; break;
      case CompareOp.LessEqual: holds = x <= y; break;
      case CompareOp.Equal: holds = x == y; break;
      case CompareOp.NotEqual: holds = x != y; break;
    }
    store<u8>(out, <u8>holds);
  }
}

/** out = condition (bytes) ? a : b */
export function selectByMask(condition: usize, a: usize, b: usize, out: usize, size: i32): void {
  for (let i = 0; i < size; i++, condition++, a += 4, b += 4, out += 4) {
    store<f32>(out, load<u8>(condition) ? load<f32>(a) : load<f32>(b));
  }
}

export function boolToFloat(a: usize, out: usize, size: i32): void {
  for (let i = 0; i < size; i++, a++, out += 4) store<f32>(out, load<u8>(a) ? 1 : 0);
}

export function intToFloat(a: usize, out: usize, size: i32): void {
  for (let i = 0; i < size; i += 4, a += 16, out += 16) v128.store(out, f32x4.convert_i32x4_s(v128.load(a)));
}

export function fillFloats(out: usize, value: f32, size: i32): void {
  const v = splat(value);
  for (let i = 0; i < size; i += 4, out += 16) v128.store(out, v);
}

/** out += a */
export function accumulate(out: usize, a: usize, size: i32): void {
  addFloats(out, a, size);
}

/** dx = dy where low <= x <= high, else 0. */
export function clipGradient(dy: usize, x: usize, dx: usize, size: i32, low: f32, high: f32): void {
  const from = splat(low);
  const to = splat(high);
  for (let i = 0; i < size; i += 4, dy += 16, x += 16, dx += 16) {
    const value = v128.load(x);
    v128.store(dx, v128.and(v128.load(dy), v128.and(f32x4.ge(value, from), f32x4.le(value, to))));
  }
}
