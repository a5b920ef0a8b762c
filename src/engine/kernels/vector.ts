// Four floats at a time: the few helpers that every family of kernels uses.

/** Every tensor begins on a 64-byte boundary and owns whole 64-byte blocks, so whole vectors may be read at its end. */
export const FLOAT: usize = 4;

@inline
export function splat(value: f32): v128 {
  return f32x4.splat(value);
}

/** a * b + c: fused where the build has relaxed SIMD, else rounded twice. */
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/**
 * x, but 0 where it is smaller than the smallest normal number. A processor needs far longer for those,
 * and a decaying average of what has become 0 (the gradients of a dead unit) ends as one of them and stays it.
 */
@inline
export function flushed(x: v128): v128 {
  return v128.andnot(x, f32x4.lt(f32x4.abs(x), splat(1.17549435e-38)));
}

@inline
export function sumLanes(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 2) + (f32x4.extract_lane(v, 1) + f32x4.extract_lane(v, 3))
  );
}

@inline
export function firstLane(v: v128): f32 {
  return f32x4.extract_lane(v, 0);
}

/** Copies `count` floats; written out because rows are short and a call to memory.copy is not. */
export function copyFloats(to: usize, from: usize, count: i32): void {
  let i = 0;
  for (; i + 4 <= count; i += 4, to += 16, from += 16) v128.store(to, v128.load(from));
  for (; i < count; i++, to += 4, from += 4) store<f32>(to, load<f32>(from));
}

export function zeroFloats(to: usize, count: i32): void {
  memory.fill(to, 0, (<usize>count) << 2);
}

/** to[i] += from[i] */
export function addFloats(to: usize, from: usize, count: i32): void {
  let i = 0;
  for (; i + 4 <= count; i += 4, to += 16, from += 16) v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
  for (; i < count; i++, to += 4, from += 4) store<f32>(to, load<f32>(to) + load<f32>(from));
}

@inline
export function smaller(a: i32, b: i32): i32 {
  return a < b ? a : b;
}

@inline
export function larger(a: i32, b: i32): i32 {
  return a > b ? a : b;
}

@inline
export function ceilDivide(a: i32, b: i32): i32 {
  return (a + b - 1) / b;
}
