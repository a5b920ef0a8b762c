/** How our kernels broadcast the operands of an operation. */
import { sizeOf } from '../context';
import { Broadcast } from '../kernels/operations';

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
