// Steps of the optimizers, in place, as TensorFlow.js computes them op by op; Adam's corrections are applied as factors.
//     Adam (D. Kingma and J. Ba, 2015):  m = b1 m + (1 - b1) g,  v = b2 v + (1 - b2) g^2,
//         p -= rate * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + epsilon)
//     Momentum (B. Polyak, 1964):  m = mu m + g,  p -= rate * m;  Nesterov's:  p -= rate * (g + mu m)
//     RMSprop (G. Hinton, 2012):  s = decay s + (1 - decay) g^2,  m = mu m + rate * g / sqrt(s + epsilon),  p -= m
// Whole vectors: tensors own whole 64-byte blocks.

import { flushed, splat } from './vector';

export function adam(
  parameter: usize, first: usize, second: usize, gradient: usize, size: i32,
  rate: f32, beta1: f32, beta2: f32, correction1: f32, correction2: f32, epsilon: f32,
): void {
  const keep1 = splat(beta1), keep2 = splat(beta2);
  const take1 = splat(1 - beta1), take2 = splat(1 - beta2);
  const eps = splat(epsilon);
  const step = splat(rate / correction1);
  const scale = splat(1 / correction2);
  for (let i: usize = 0; i < (<usize>size) << 2; i += 16) {
    const g = v128.load(gradient + i);
    const m = flushed(f32x4.add(f32x4.mul(v128.load(first + i), keep1), f32x4.mul(g, take1)));
    const v = flushed(f32x4.add(f32x4.mul(v128.load(second + i), keep2), f32x4.mul(f32x4.mul(g, g), take2)));
    v128.store(first + i, m);
    v128.store(second + i, v);
    const root = f32x4.add(f32x4.sqrt(f32x4.mul(v, scale)), eps);
    const change = f32x4.mul(f32x4.div(m, root), step);
    v128.store(parameter + i, f32x4.sub(v128.load(parameter + i), change));
  }
}

export function momentum(
  parameter: usize, accumulation: usize, gradient: usize, size: i32, rate: f32, mu: f32, nesterov: bool,
): void {
  const keep = splat(mu);
  const step = splat(rate);
  for (let i: usize = 0; i < (<usize>size) << 2; i += 16) {
    const g = v128.load(gradient + i);
    const m = flushed(f32x4.add(f32x4.mul(v128.load(accumulation + i), keep), g));
    v128.store(accumulation + i, m);
    const direction = nesterov ? f32x4.add(g, f32x4.mul(m, keep)) : m;
    v128.store(parameter + i, f32x4.sub(v128.load(parameter + i), f32x4.mul(direction, step)));
  }
}

export function rmsprop(
  parameter: usize, meanSquare: usize, moment: usize, gradient: usize, size: i32,
  rate: f32, decay: f32, mu: f32, epsilon: f32,
): void {
  const keep = splat(decay), take = splat(1 - decay);
  const keepMoment = splat(mu);
  const eps = splat(epsilon);
  const step = splat(rate);
  for (let i: usize = 0; i < (<usize>size) << 2; i += 16) {
    const g = v128.load(gradient + i);
    const s = flushed(f32x4.add(f32x4.mul(v128.load(meanSquare + i), keep), f32x4.mul(f32x4.mul(g, g), take)));
    const change = f32x4.div(f32x4.mul(g, step), f32x4.sqrt(f32x4.add(s, eps)));
    const m = flushed(f32x4.add(f32x4.mul(v128.load(moment + i), keepMoment), change));
    v128.store(meanSquare + i, s);
    v128.store(moment + i, m);
    v128.store(parameter + i, f32x4.sub(v128.load(parameter + i), m));
  }
}

/** p -= rate * g */
export function descend(parameter: usize, gradient: usize, size: i32, rate: f32): void {
  const step = splat(rate);
  for (let i: usize = 0; i < (<usize>size) << 2; i += 16) {
    const change = f32x4.mul(v128.load(gradient + i), step);
    v128.store(parameter + i, f32x4.sub(v128.load(parameter + i), change));
  }
}
