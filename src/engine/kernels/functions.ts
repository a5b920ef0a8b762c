// exp, log, tanh and the logistic function of four floats at once. Ranges and polynomial coefficients are those of
// S. L. Moshier's Cephes library (expf, logf; errors within 2 units in the last place, of tanh within 3). NaN stays
// NaN, exp overflows to infinity, and log is -infinity at 0 and NaN below.

import { multiplyAdd, splat } from './vector';

@inline
function polynomial(y: v128, x: v128, coefficient: f32): v128 {
  return multiplyAdd(y, x, splat(coefficient));
}

/** Adding it to a float below 2^22 rounds that to a whole number, which then stands in the lowest bits of the sum. */
const ROUNDING: f32 = 12582912; // 1.5 * 2^23

/** The whole number nearest to x / ln 2, plus `ROUNDING`: how often e^x doubles. */
@inline
function doublings(x: v128): v128 {
  return f32x4.add(f32x4.mul(x, splat(1.44269504088896341)), splat(ROUNDING));
}

/** 2^n, made by its bits, for n + `ROUNDING`; n between -126 and 127. */
@inline
function powerOf2(rounded: v128): v128 {
  return i32x4.add(i32x4.shl(rounded, 23), i32x4.splat(127 << 23));
}

/** e^r - 1 with r = x - n ln 2 (ln 2 in two parts), for n + `ROUNDING`; |r| <= ln 2 / 2. */
@inline
function expOfRest(x: v128, rounded: v128): v128 {
  const n = f32x4.sub(rounded, splat(ROUNDING));
  let r = f32x4.sub(x, f32x4.mul(n, splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, splat(-2.1219444e-4)));
  let y = splat(1.98756915e-4);
  y = polynomial(y, r, 1.3981999507e-3);
  y = polynomial(y, r, 8.3334519073e-3);
  y = polynomial(y, r, 4.1665795894e-2);
  y = polynomial(y, r, 1.6666665459e-1);
  y = polynomial(y, r, 5.0000001201e-1);
  return multiplyAdd(y, f32x4.mul(r, r), r);
}

/** e^x = 2^n e^r with n = round(x / ln 2); 2^n in two factors, so that 2^128 and 2^-126 work. */
@inline
export function exp4(x: v128): v128 {
  const clamped = f32x4.pmin(f32x4.pmax(x, splat(-87.33654)), splat(88.8)); // in this order a NaN stays
  const rounded = doublings(clamped);
  let y = f32x4.add(expOfRest(clamped, rounded), splat(1));
  const exponent = i32x4.shr_s(i32x4.shl(rounded, 10), 10);
  const half = i32x4.shr_s(exponent, 1);
  const bias = i32x4.splat(127);
  y = f32x4.mul(y, i32x4.shl(i32x4.add(half, bias), 23));
  y = f32x4.mul(y, i32x4.shl(i32x4.add(i32x4.sub(exponent, half), bias), 23));
  y = v128.bitselect(splat(Infinity), y, f32x4.gt(x, splat(88.72284)));
  return v128.andnot(y, f32x4.lt(x, splat(-87.33654)));
}

/** ln x = e ln 2 + ln m with x = 2^e m and m between sqrt(1/2) and sqrt(2). */
@inline
export function log4(x: v128): v128 {
  const one = splat(1);
  const normal = f32x4.pmax(splat(1.17549435e-38), x);
  let e = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_s(normal, 23), i32x4.splat(126)));
  let m = v128.or(v128.and(normal, i32x4.splat(0x007fffff)), splat(0.5));
  const low = f32x4.lt(m, splat(0.707106781186547524));
  e = f32x4.sub(e, v128.and(one, low));
  m = f32x4.add(f32x4.sub(m, one), v128.and(m, low));
  const square = f32x4.mul(m, m);
  let y = splat(7.0376836292e-2);
  y = polynomial(y, m, -1.151461031e-1);
  y = polynomial(y, m, 1.167699874e-1);
  y = polynomial(y, m, -1.2420140846e-1);
  y = polynomial(y, m, 1.4249322787e-1);
  y = polynomial(y, m, -1.6668057665e-1);
  y = polynomial(y, m, 2.0000714765e-1);
  y = polynomial(y, m, -2.4999993993e-1);
  y = polynomial(y, m, 3.3333331174e-1);
  y = f32x4.mul(f32x4.mul(y, m), square);
  y = multiplyAdd(e, splat(-2.1219444e-4), y);
  y = f32x4.sub(y, f32x4.mul(square, splat(0.5)));
  let result = f32x4.add(f32x4.add(m, y), f32x4.mul(e, splat(0.693359375)));
  result = v128.bitselect(splat(-Infinity), result, f32x4.eq(x, splat(0)));
  result = v128.bitselect(x, result, f32x4.eq(x, splat(Infinity)));
  const undefined_ = v128.or(f32x4.lt(x, splat(0)), f32x4.ne(x, x));
  return v128.or(result, undefined_);
}

/** 1 / (1 + e^-x); 0 below -87, where it is less than 1.7e-38. */
@inline
export function sigmoid4(x: v128): v128 {
  const one = splat(1);
  const t = f32x4.pmin(f32x4.pmax(f32x4.neg(x), splat(-87)), splat(87));
  const rounded = doublings(t);
  const e = f32x4.add(expOfRest(t, rounded), one);
  const y = f32x4.div(one, multiplyAdd(e, powerOf2(rounded), one));
  return v128.andnot(y, f32x4.lt(x, splat(-87)));
}

/** m / (m + 2) with m = e^2x - 1 = 2^n (e^r - 1) + (2^n - 1), exact near 0; from 20 on it is 1 to the last digit. */
@inline
export function tanh4(x: v128): v128 {
  const t = f32x4.pmin(f32x4.pmax(f32x4.add(x, x), splat(-40)), splat(40));
  const rounded = doublings(t);
  const power = powerOf2(rounded);
  const m = multiplyAdd(expOfRest(t, rounded), power, f32x4.sub(power, splat(1)));
  return f32x4.div(m, f32x4.add(m, splat(2)));
}

/** Keras's piecewise linear stand-in: 0.2 x + 0.5, cut off at 0 and 1. */
@inline
export function hardSigmoid4(x: v128): v128 {
  return f32x4.min(splat(1), f32x4.max(splat(0), f32x4.add(f32x4.mul(x, splat(0.2)), splat(0.5))));
}
