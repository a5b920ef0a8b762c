// The right side of a matrix product, copied into panels of 8 columns (`matmul.ts` says why): panel by panel, in each
// row by row, so that a panel of k rows takes 8 k floats. Missing columns of the last panel are zeros.

import { ceilDivide, smaller } from './vector';

/** Columns of a packed panel. */
export const PANEL = 8;

@inline
export function panelCount(columns: i32): i32 {
  return ceilDivide(columns, PANEL);
}

/** Packs panels `first` to `last` of B, [K, N] with rows `ld` floats apart, or its transpose when `transposed`. */
export function packPanels(b: usize, transposed: bool, ld: i32, k: i32, n: i32, to: usize, first: i32, last: i32): void {
  const ldBytes = (<usize>ld) << 2;
  for (let panel = first; panel < last; panel++) {
    const columns = smaller(PANEL, n - panel * PANEL);
    const target = to + (<usize>panel) * (<usize>k) * 32;
    if (transposed) packTransposed(b + (<usize>panel) * PANEL * ldBytes, ldBytes, k, columns, target);
    else packStraight(b + (<usize>panel) * 32, ldBytes, k, columns, target);
  }
}

function packStraight(from: usize, ld: usize, k: i32, columns: i32, to: usize): void {
  if (columns == PANEL) {
    for (let i = 0; i < k; i++, from += ld, to += 32) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
    }
    return;
  }
  for (let i = 0; i < k; i++, from += ld, to += 32) {
    for (let j = 0; j < PANEL; j++) {
      store<f32>(to + ((<usize>j) << 2), j < columns ? load<f32>(from + ((<usize>j) << 2)) : 0);
    }
  }
}

function packTransposed(from: usize, ld: usize, k: i32, columns: i32, to: usize): void {
  let i = 0;
  if (columns == PANEL) {
    for (; i + 4 <= k; i += 4, to += 128, from += 16) {
      transpose4x4(from, ld, to);
      transpose4x4(from + 4 * ld, ld, to + 16);
    }
  }
  for (; i < k; i++, to += 32, from += 4) {
    for (let j = 0; j < PANEL; j++) {
      store<f32>(to + ((<usize>j) << 2), j < columns ? load<f32>(from + (<usize>j) * ld) : 0);
    }
  }
}

/** Four rows of four floats, `ld` bytes apart, become four rows 32 bytes apart. */
@inline
function transpose4x4(from: usize, ld: usize, to: usize): void {
  const a = v128.load(from);
  const b = v128.load(from + ld);
  const c = v128.load(from + 2 * ld);
  const d = v128.load(from + 3 * ld);
  const ab0 = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const ab1 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd0 = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const cd1 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(ab0, cd0, 0, 1, 4, 5));
  v128.store(to, v128.shuffle<f32>(ab0, cd0, 2, 3, 6, 7), 32);
  v128.store(to, v128.shuffle<f32>(ab1, cd1, 0, 1, 4, 5), 64);
  v128.store(to, v128.shuffle<f32>(ab1, cd1, 2, 3, 6, 7), 96);
}
